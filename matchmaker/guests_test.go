package matchmaker

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"muster/matchmaker/api"
)

// A few hundred bots of one machine get in at once. Beyond a burst, an address is told when to come again; others are not
// kept out by it.
func TestGuestsOfOneAddressAreBounded(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	require.GreaterOrEqual(t, guestBurst, 512, "bots on one machine")
	h.m.guests.rate, h.m.guests.burst = 0, 40 // however slow the machine is, none comes back meanwhile
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
	m, err := Open(t.Context(), Config{ID: "q", DataDir: furnished(t, t.TempDir()), Scenarios: []api.ScenarioInfo{duel}, AddressRate: 10 * addressRate})
	require.NoError(t, err)
	defer m.Close()
	require.Equal(t, 10*guestBurst, m.guests.burst)
	require.InDelta(t, 10*guestRate, float64(m.guests.rate), 1e-9)
	less := Config{AddressRate: 1}
	require.Equal(t, rate.Limit(1), rate.Limit(less.crowding()), "who lowers the rate does not lock a LAN party out")
}

// The leader's rounds delete who did nothing for a day, walk once and rest; whoever came back stays.
func TestRoundsDeleteUnusedGuests(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	h.end()
	_, idle := h.player(t)
	_, back := h.player(t)
	time.Sleep(time.Millisecond) // a refresh is later than the session's begin, in whole microseconds
	var next api.Session
	require.NoError(t, json.Unmarshal(h.try("POST", "/v1/sessions/refresh", "", `{"refresh":"`+back.Refresh+`"}`).Body.Bytes(), &next))
	h.m.sweep = sweep{}
	now := time.Now()
	require.NoError(t, h.m.sweepOut(t.Context(), now.Add(unusedKept-time.Minute)))
	_, err := h.m.store.Account(t.Context(), idle.Player)
	require.NoError(t, err, "not a day old yet")
	require.NoError(t, h.m.sweepOut(t.Context(), now.Add(unusedKept+time.Minute)))
	_, err = h.m.store.Account(t.Context(), idle.Player)
	require.NoError(t, err, "the walk rests")
	require.NoError(t, h.m.sweepOut(t.Context(), now.Add(unusedKept+sweepEvery)))
	require.Equal(t, http.StatusNotFound, h.try("GET", "/v1/players/"+idle.Player, "", "").Code)
	require.Equal(t, http.StatusUnauthorized, h.try("POST", "/v1/sessions/refresh", "", `{"refresh":"`+idle.Refresh+`"}`).Code, "and signs in anew")
	require.Equal(t, http.StatusOK, h.try("GET", "/v1/account", next.Token, "").Code)
}

func TestTheSizeOfTheDatabaseIsAFigure(t *testing.T) {
	figures := prometheus.NewRegistry()
	m, err := Open(t.Context(), Config{ID: "q", DataDir: furnished(t, t.TempDir()), Scenarios: []api.ScenarioInfo{duel}, Metrics: figures})
	require.NoError(t, err)
	defer m.Close()
	require.NoError(t, m.measure(t.Context()))
	told, err := figures.Gather()
	require.NoError(t, err)
	size := slices.IndexFunc(told, func(f *dto.MetricFamily) bool { return f.GetName() == "muster_matchmaker_database_bytes" })
	require.Greater(t, told[size].GetMetric()[0].GetGauge().GetValue(), 10_000.)
}
