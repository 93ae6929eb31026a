package rest

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"
)

// A few hundred bots of one machine get in at once. Beyond a burst, an address is told when to come again; others are
// not kept out by it.
func TestGuestsOfOneAddressAreBounded(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	require.GreaterOrEqual(t, guestBurst, 512, "bots on one machine")
	// however slow the machine is, none comes back meanwhile
	h.m.accounts.guests.rate, h.m.accounts.guests.burst = 0, 40
	from := func(address string) (code int, told http.Header, body string) {
		w := h.came(address, "POST", "/v1/guests", "{}")
		return w.Code, w.Header(), w.Body.String()
	}
	for range 40 {
		code, _, body := from("192.0.2.1:7")
		require.Equal(t, http.StatusOK, code, body)
	}
	code, told, body := from("192.0.2.1:8")
	require.Equal(t, http.StatusTooManyRequests, code)
	require.Equal(t, "3", told.Get("Retry-After"))
	require.Contains(t, body, "too many new guests from this address; wait 3 s")
	code, _, _ = from("192.0.2.2:7")
	require.Equal(t, http.StatusOK, code, "another address is not kept out")
	for i := range 41 { // one machine has a whole /64
		code, _, _ = from(fmt.Sprintf("[2001:db8::%x]:7", i+1))
	}
	require.Equal(t, http.StatusTooManyRequests, code)
}

func TestWhoMayMoreOfAnAddressMayMoreGuests(t *testing.T) {
	h := wired(t, t.TempDir(), &meeting{}, Config{AddressRate: 10 * addressRate})
	require.Equal(t, 10*guestBurst, h.m.accounts.guests.burst)
	require.InDelta(t, 10*guestRate, float64(h.m.accounts.guests.rate), 1e-9)
	less := Config{AddressRate: 1}
	require.Equal(t, rate.Limit(1), rate.Limit(less.crowding()), "who lowers the rate does not lock a LAN party out")
}
