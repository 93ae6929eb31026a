//go:build !race

package play_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A page of another site that shows a match in frames: whoever looks at it needs no account and takes no spectator's
// place, and a frame takes part in no match.
func (p *players) framed(t *testing.T) {
	p.Begin(t)
	match := p.running(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><link rel=icon href="data:,"><h1>Tonight's match</h1>
			<iframe src="%s/watch/%s" width="600" height="280" allow="fullscreen"></iframe>`, p.url, match)
	}))
	defer site.Close()
	p.Do(chromedp.Navigate(site.URL))
	require.Eventually(t, func() bool {
		said := p.metrics(t)
		return strings.Contains(said, `muster_sessions{who="embedded"} 1`) &&
			strings.Contains(said, `muster_sessions{who="spectator"} 0`)
	}, 3*time.Minute, 100*time.Millisecond, "the frame has a place of its own")
	require.Empty(t, p.complaints())
	p.Picture("framed")
	require.NoError(t, p.machine.End(t.Context(), match))
}

// running is a match that somebody has a seat in, who plays elsewhere.
func (p *players) running(t *testing.T) (match string) {
	machine := api.NewClient(p.url, nil)
	guest, err := machine.Guest(t.Context(), "Ann")
	require.NoError(t, err)
	seat, err := machine.In(guest, nil).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	return seat.Match
}

// metrics are the server's.
func (p *players) metrics(t *testing.T) string {
	resp, err := http.Get(p.admin + "/metrics")
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(b)
}
