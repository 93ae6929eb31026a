package rest

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/clientip"
)

// behind is a queue behind a trusted proxy, 10.0.0.1, with what it logs.
func behind(t *testing.T) (h *house, log *bytes.Buffer) {
	trusted, err := clientip.Trust([]string{"10.0.0.0/8"})
	require.NoError(t, err)
	log = &bytes.Buffer{}
	h = wired(t, t.TempDir(), &meeting{}, Config{
		Proxies: trusted, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	h.m.refuseAfter = 0
	return h, log
}

// via is a request of a client that comes by the proxy.
func (h *house) via(client, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	return h.came("10.0.0.1:1", method, path, body, append(headers, "X-Forwarded-For", "6.6.6.6, "+client)...)
}

// spend leaves somebody nothing of what he may do, for longer than a slow machine stands still.
func spend[K comparable](p *limiters[K], who K) {
	l := p.of(who)
	for range 1000 {
		l.ReserveN(time.Now(), l.Burst())
	}
}

// Whatever is bounded or remembered by address goes by the client's own, behind a proxy too: requests, new guests,
// passwords, who signed in from where, keys without a token, and what the log says.
func TestClientsOfATrustedProxyCountEach(t *testing.T) {
	h, log := behind(t)
	ann, bob := "192.0.2.1", "192.0.2.2"
	spend(h.m.perAddress, netOf(ann))
	require.Equal(t, http.StatusTooManyRequests, h.via(ann, "GET", "/v1/modes", "").Code, "requests")
	require.Equal(t, http.StatusOK, h.via(bob, "GET", "/v1/modes", "").Code)
	ann = "192.0.2.3"

	spend(h.m.accounts.guests, netOf(ann))
	require.Equal(t, http.StatusTooManyRequests, h.via(ann, "POST", "/v1/guests", "{}").Code, "new guests")
	require.Equal(t, http.StatusOK, h.via(bob, "POST", "/v1/guests", "{}").Code)

	spend(h.m.accounts.tries.addresses, netOf(ann))
	register := `{"name":"%s","password":"correct horse"}`
	require.Equal(t, http.StatusTooManyRequests, h.via(ann, "POST", "/v1/accounts", fmt.Sprintf(register, "Ann")).Code,
		"passwords")
	require.Equal(t, http.StatusOK, h.via(bob, "POST", "/v1/accounts", fmt.Sprintf(register, "Bob")).Code)
	_, known := h.m.accounts.tries.known.find(attempt{"bob", netOf(bob)})
	require.True(t, known, "where he signed in from")
	_, known = h.m.accounts.tries.known.find(attempt{"bob", netOf("10.0.0.1")})
	require.False(t, known)

	one := h.via("192.0.2.7", "POST", "/v1/guests", "{}", key, "k")
	other := h.via("192.0.2.8", "POST", "/v1/guests", "{}", key, "k")
	require.Equal(t, []int{http.StatusOK, http.StatusOK}, []int{one.Code, other.Code}, "keys without a token")
	require.Contains(t, log.String(), "from=192.0.2.7/32")
	require.NotContains(t, log.String(), "6.6.6.6")
	require.NotContains(t, log.String(), "10.0.0.1")
}

// A header of whoever is not trusted changes nothing, and the log says once what to do if that is a proxy.
func TestAProxyThatIsNotTrustedIsToldOfOnce(t *testing.T) {
	h, log := behind(t)
	for i := range 3 {
		require.Equal(t, http.StatusOK, h.came("192.0.2.66:1",
			"POST", "/v1/guests", "{}", "X-Forwarded-For", fmt.Sprint("192.0.2.", i)).Code)
	}
	require.Equal(t, 1, strings.Count(log.String(), "proxy that is not trusted"))
	require.Contains(t, log.String(), "proxy=192.0.2.66")
	require.Equal(t, 3, strings.Count(log.String(), "from=192.0.2.66/32"))
}

// Pages beside the API have its limits.
func TestPagesBesideTheAPIAreGuarded(t *testing.T) {
	h, _ := behind(t)
	page := h.m.Guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	ask := func(client string) *httptest.ResponseRecorder {
		r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
		r.RemoteAddr = "10.0.0.1:1"
		r.Header.Set("X-Forwarded-For", client)
		page.ServeHTTP(w, r)
		return w
	}
	spend(h.m.perAddress, netOf("192.0.2.1"))
	w := ask("192.0.2.1")
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Equal(t, "1", w.Header().Get("Retry-After"))
	require.Equal(t, http.StatusOK, ask("192.0.2.2").Code)
}
