package httpd

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a browser or a proxy may be made to ask of the operators' listener is refused, and what an operator and a
// program ask is not.
func TestTheOperatorsListenerIsGuarded(t *testing.T) {
	const here = "127.0.0.1:7490"
	g := newGuard("ops.internal", Operators(NewMetrics(t.TempDir()), func() error { return nil }))
	for _, c := range []struct {
		what    string
		host    string
		headers map[string]string
		remote  string
		code    int
	}{
		{"a program", here, nil, "", 200},
		{"localhost", "localhost", nil, "", 200},
		{"IPv6", "[::1]:7490", nil, "", 200},
		{"IPv6 without a port", "[::1]", nil, "", 200},
		{"a tunnel's end", "localhost:9000", map[string]string{"Origin": "http://localhost:9000"}, "", 200},
		{"the name of --admin", "OPS.internal:7490", nil, "10.0.0.9:1", 200},
		{"a rebound name", "evil.example:7490", nil, "", 421},
		{"a rebound name on another network", "evil.example:7490", nil, "10.0.0.9:1", 421},
		{"no name", "", nil, "", 421},
		{"a name that looks like an address", "127.0.0.1.evil.example", nil, "", 421},
		{"its own page", here, map[string]string{"Origin": "http://" + here, "Sec-Fetch-Site": "same-origin"}, "", 200},
		{"typed in", here, map[string]string{"Sec-Fetch-Site": "none"}, "", 200},
		{"a foreign page", here, map[string]string{"Origin": "http://evil.example"}, "", 403},
		{"a page of another port", here, map[string]string{"Origin": "http://127.0.0.1:8080"}, "", 403},
		{"a page over TLS", here, map[string]string{"Origin": "https://" + here}, "", 403},
		{"a page of no origin", here, map[string]string{"Origin": "null"}, "", 403},
		{"a picture in a foreign page", here, map[string]string{
			"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image",
		}, "", 403},
		{"a page of another port without Origin", here, map[string]string{"Sec-Fetch-Site": "same-site"}, "", 403},
		{"a proxy on this machine", here, map[string]string{"X-Forwarded-For": "192.0.2.7"}, "", 403},
		{"one that says less", here, map[string]string{"Via": "1.1 front"}, "[::1]:1", 403},
		{"a proxy elsewhere, to an address that is not loopback", "10.0.0.5:7490", map[string]string{
			"X-Forwarded-For": "192.0.2.7",
		}, "10.0.0.9:1", 200},
	} {
		r, w := httptest.NewRequest(http.MethodGet, "/readyz", nil), httptest.NewRecorder()
		r.Host, r.RemoteAddr = c.host, "127.0.0.1:1"
		if c.remote != "" {
			r.RemoteAddr = c.remote
		}
		for name, v := range c.headers {
			r.Header.Set(name, v)
		}
		g.ServeHTTP(w, r)
		require.Equal(t, c.code, w.Code, "%s: %s", c.what, w.Body)
	}
}

// Who follows a link of another page sees where it leads, as text, and goes on by a click.
func TestALinkOfAnotherPageIsConfirmed(t *testing.T) {
	r, w := httptest.NewRequest(http.MethodGet, "/console/people?q=%22%3E%3Cb%3E", nil), httptest.NewRecorder()
	r.Host, r.RemoteAddr = "127.0.0.1:7490", "127.0.0.1:1"
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	reached := false
	g := newGuard("", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	g.ServeHTTP(w, r)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Contains(t, w.Body.String(), `<a href="/console/people?q=%22%3E%3Cb%3E">`)
	require.False(t, reached)
	r.Method = http.MethodPost
	w = httptest.NewRecorder()
	g.ServeHTTP(w, r)
	require.NotContains(t, w.Body.String(), "<a ")
	require.False(t, reached)
}
