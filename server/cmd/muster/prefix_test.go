package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// behindAProxy serves what is at an address below /muster/, as operators do, and tells it whom requests come from.
func behindAProxy(t *testing.T, addr string) (base string) {
	to := &url.URL{Scheme: "http", Host: addr}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		// a client may have written one, and this proxy appends
		r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
		r.SetXForwarded()
	}}
	mux := http.NewServeMux()
	mux.Handle("/muster/", http.StripPrefix("/muster", proxy))
	s := httptest.NewServer(mux) // at / is nothing
	t.Cleanup(s.Close)
	return s.URL + "/muster"
}

// fromAddress is a client at another address of this machine.
func fromAddress(ip string) *http.Client {
	d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(ip)}}
	return &http.Client{Transport: &http.Transport{DialContext: d.DialContext, DisableKeepAlives: true}}
}

// Everything works below a path of a reverse proxy: signing up, following a ticket, a match, its replay by the links
// that are told, and each link of the status page. Limits count whoever is behind the proxy, and not the proxy.
func TestEverythingWorksBelowAPathOfAProxy(t *testing.T) {
	s := newLiving(t)
	s.args = []string{"--assets", blink(t, 2), "--trusted-proxy", "127.0.0.1"}
	s.up(t)
	base := behindAProxy(t, s.http)
	c := api.NewClient(base+"/", nil)
	me, err := c.Register(t.Context(), "Ann", "a long password")
	require.NoError(t, err)
	c = c.In(me, nil)
	ticket, err := c.CreateTicket(t.Context(), "blink")
	require.NoError(t, err)
	require.NoError(t, c.Follow(t.Context(), ticket.ID, func(got api.Ticket) error {
		ticket = got
		return nil
	}))
	require.Equal(t, api.Assigned, ticket.Status, ticket.Why)
	match := ticket.Assignment.Match
	m := ended(t, c, match)
	fetches(t, c, match, m.Replay)
	played, err := c.History(t.Context(), me.Player, "", 1)
	require.NoError(t, err)
	fetches(t, c, match, played[0].Replay)

	for _, page := range []string{base + "/", base + "/docs"} {
		links := linksOf(t, page)
		require.Greater(t, len(links), 1, page)
		for _, link := range links {
			require.True(t, strings.HasPrefix(link, base+"/"), "%s leads out of the proxy's path", link)
			require.NotEmpty(t, body(t, link), link)
		}
	}
	wrongPasswords(t, base)
}

// linksOf is where the links of a page lead a browser.
func linksOf(t *testing.T, page string) (all []string) {
	at, err := url.Parse(page)
	require.NoError(t, err)
	for _, m := range regexp.MustCompile(`(?:href|src|spec-url)="([^"]*)"`).FindAllStringSubmatch(body(t, page), -1) {
		to, err := at.Parse(m[1])
		require.NoError(t, err)
		all = append(all, to.String())
	}
	return all
}

// wrongPasswords has one client behind the proxy spend its tries with a name, also while it says that it is another.
// Others have theirs.
func wrongPasswords(t *testing.T, base string) {
	try := func(ip string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/sessions",
			strings.NewReader(`{"name":"Ann","password":"a wrong password"}`))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Forwarded-For", "192.0.2.1")
		resp, err := fromAddress(ip).Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	tries, code := 0, try("127.0.0.2")
	for ; code == http.StatusUnauthorized; code = try("127.0.0.2") {
		tries++
		require.Less(t, tries, 1000, "they must end")
	}
	require.Positive(t, tries)
	require.Equal(t, http.StatusTooManyRequests, code)
	require.Equal(t, http.StatusUnauthorized, try("127.0.0.3"), "another has tries")
}
