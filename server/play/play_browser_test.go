//go:build !race

package play_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/web"
	"muster/lab/browsertest"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/node"
	"muster/server/queuenode"
	"muster/server/supervisor"
)

// The game in a real browser, on everything that `muster up` runs. Without a Chromium, or without the page built, it is
// skipped, unless MUSTER_BROWSER is set, as make test does.
func TestInTheBrowser(t *testing.T) {
	missing := ""
	if _, built := web.Files(); !built {
		missing = "the page was not built: make web"
	}
	browsertest.Needed(t, missing)
	p := &players{chrome: browse(t), data: t.TempDir()}
	p.url, p.admin = serve(t, p.data)
	p.machine = operator(t, api.NewClient(p.url, nil), p.data)
	t.Run("the title comes soon", p.title)
	t.Run("a click leads to a fight, and a reload back to it", p.fight)
	t.Run("a fight without WebTransport", p.inClear)
	t.Run("a page over plain http says so", p.plain)
	t.Run("fingers and Chinese", p.fingers)
	t.Run("a server is killed and comes back", p.killed)
	t.Run("a link leads to a replay's tick", p.replay)
	t.Run("a link leads to a battle of one's own", p.alone)
	t.Run("a match in a frame of another site", p.framed)
	t.Run("a link that leads nowhere is told of", p.nowhere)
}

// players is a browser on a running server.
type players struct {
	*chrome
	url     string      // of the API and the page
	admin   string      // of metrics
	machine *api.Client // an operator's
	data    string      // directory of everything
}

// serve runs everything.
func serve(t *testing.T, data string) (url, admin string) {
	all, err := supervisor.OpenAllInOne(t.Context(), supervisor.Config{
		Data: data, Log: slog.New(slog.DiscardHandler),
		Shard: node.Config{UDP: "127.0.0.1:0", Matches: 8, Assets: assets.Embedded()},
		Queue: queuenode.Config{
			HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Web: true,
			Matchmaker: matchmaker.Config{Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}}},
		},
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- all.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})
	return all.Queue.URL(), all.Queue.AdminURL()
}

// watched has the page note when it was shown and which of its tasks were long, in milliseconds.
const watched = `(() => {
  window.tasks = [];
  new PerformanceObserver((all) => {
    for (const one of all.getEntries()) window.tasks.push([Math.round(one.startTime), Math.round(one.duration)]);
  }).observe({ type: "longtask", buffered: true });
})()`

func (p *players) title(t *testing.T) {
	p.Begin(t)
	for range 2 { // the second time its files are cached
		p.Do(chromedp.Navigate(p.url + "/play"))
		js[any](p.chrome, watched)
		p.scene("title")
		at := js[float64](p.chrome, `window.muster.since`)
		t.Logf("title after %.0f ms; long tasks (start, length): %v", at, js[[][2]int](p.chrome, `window.tasks`))
	}
	p.Picture("title")
	require.Empty(t, p.complaints())
}
