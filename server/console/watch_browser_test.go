//go:build !race

package console_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/server/node"
	"muster/server/peer"
	"muster/shard/registry"
)

// second is a shard beside the real one: its registry's entry is real, and what it tells of itself is told by hand.
type second struct {
	mu    sync.Mutex
	zones node.Zones
	http  *httptest.Server
}

// addShard has a shard be there until the test ends, with so many matches and a standby that has nobody's journal.
func (c *chrome) addShard(t *testing.T, id string, matches ...string) *second {
	s := &second{zones: node.Zones{Shard: id, Began: 1}}
	for _, m := range matches {
		s.zones.Zones = append(s.zones.Zones, node.Zone{Match: m, Scenario: "duel", Epoch: 1, Standby: "shard-8"})
	}
	s.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if r.URL.Path == "/zones" {
			_ = json.NewEncoder(w).Encode(s.zones)
		}
	}))
	t.Cleanup(s.http.Close)
	ctx, stop := context.WithCancel(t.Context())
	var renewing sync.WaitGroup
	renewing.Go(func() {
		for ctx.Err() == nil {
			_ = c.all.Registry.PutShard(ctx, registry.Shard{
				ID: id, Admin: s.http.URL, Began: 1, HandsOver: true,
				Capacity: 1, Load: 1, // so that nobody is sent there
			})
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	})
	t.Cleanup(func() {
		stop()
		renewing.Wait()
		_ = c.all.Registry.RemoveShard(context.Background(), id)
	})
	return s
}

// happens waits until the page of the topology says something, without being loaded again.
func (c *chrome) happens(t *testing.T, words string) time.Duration {
	began := time.Now()
	found := fmt.Sprintf(`[...document.querySelectorAll(".happened li")].some(e => e.textContent.includes(%q))`, words)
	c.Becomes(found)
	return time.Since(began)
}

// topologyLives has a shard die, and another one take over: the open page says both, and draws it. Then the slider
// shows how it was before.
func (c *chrome) topologyLives(t *testing.T) {
	dies, heir := c.addShard(t, "shard-7", "m-one", "m-two"), c.addShard(t, "shard-8")
	c.Do(chromedp.Navigate(c.url+"/console/topology"), chromedp.WaitVisible(css(".ring")))
	c.happens(t, "shard-7 joined")
	sign := `[...document.querySelectorAll(".ring .shard")].find(e => e.textContent.includes("shard-7"))
		?.textContent ?? ""`
	c.Becomes(`(` + sign + `).includes("● shard-7")`)
	// The slider moves in steps of half a second. So it is set to a moment that is a second away from both what was
	// before it and what comes; its end has to come as far.
	time.Sleep(2 * time.Second)
	before := time.Now().Add(-time.Second)
	c.Becomes(fmt.Sprintf(`Number(document.querySelector("form[data-scrub]").elements.at.max) >= %d`,
		before.UnixMilli()))

	heir.mu.Lock()
	dies.mu.Lock()
	for _, z := range dies.zones.Zones {
		z.Epoch, z.Cause, z.From, z.Silent, z.Standby = 2, "silence", "shard-7", 310, ""
		heir.zones.Zones = append(heir.zones.Zones, z)
	}
	heir.zones.Peers = []peer.Heard{{ID: "shard-7", Silent: 310}}
	dies.mu.Unlock()
	dies.http.CloseClientConnections()
	dies.http.Close()
	heir.mu.Unlock()
	killed := c.happens(t, "shard-7 ended")
	taken := c.happens(t, "shard-7 silent for 310 ms; shard-8 took over 2 matches")
	t.Logf("seen in the browser: the kill after %v, the take-over %v later", killed, taken)
	c.Becomes(`(` + sign + `).includes("× shard-7")`)
	require.Empty(t, c.complaints())

	slide := fmt.Sprintf(`(() => { const s = document.querySelector("form[data-scrub]").elements.at;
		s.value = %d; s.dispatchEvent(new Event("input", {bubbles: true})); })()`, before.UnixMilli())
	c.Do(chromedp.Evaluate[chromedp.Void](slide), chromedp.WaitVisible(css("#past .ring")))
	require.Contains(t, c.text("#past"), "This is how it was at")
	require.Contains(t, js[string](c, sign), "● shard-7")
	require.False(t, strings.Contains(c.text("#past .happened"), "took over"))
	require.Empty(t, c.complaints())
}

// chartsAreDrawn has the figures of the real shard drawn, zooms in and out again.
func (c *chrome) chartsAreDrawn(t *testing.T) {
	c.Do(chromedp.Navigate(c.url+"/console/nodes/shard-1?with=queue-1&span=600"),
		chromedp.WaitVisible(css(".uplot canvas")))
	drawn := `[...document.querySelectorAll("figure.chart")].slice(0, 2).every(f => f.querySelector("canvas"))`
	c.Becomes(drawn) // two nodes side by side
	drag := func(event string, x float64) string {
		return fmt.Sprintf(`(() => { const over = document.querySelector(".u-over"), at = over.getBoundingClientRect();
			(%[1]q === "mouseup" ? document : over).dispatchEvent(new MouseEvent(%[1]q, {bubbles: true, button: 0,
				movementX: 9, clientX: at.left + at.width * %[2]v, clientY: at.top + 20})) })()`, event, x)
	}
	for _, step := range []string{drag("mousedown", .5), drag("mousemove", .8), drag("mouseup", .8)} {
		c.Do(chromedp.Evaluate[chromedp.Void](step))
	}
	c.Do(chromedp.WaitVisible(css("button.whole")), chromedp.Click(css("button.whole")),
		chromedp.WaitNotVisible(css("button.whole")))
	require.Empty(t, c.complaints())
}

// grewOld looks at a live page while the server goes.
func (c *chrome) grewOld(t *testing.T) {
	c.Do(chromedp.Navigate(c.url+"/console/"), chromedp.WaitVisible(css("#shard-shard-1")))
	c.Becomes(`document.getElementById("stale").hidden`)
	c.stop()
	c.says("#stale", "Connection lost")
}
