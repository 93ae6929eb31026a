//go:build window

package screen

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
	"muster/game"
)

// A replay is written when its match has ended: who looks at the graphs before that is shown them whole
// as soon as it is there.
func TestGraphsAreAskedForAgainWhenTheReplayComesLate(t *testing.T) {
	duel := recorded(t, "duel", 200)
	onMain(func() {
		a, replays := newTestApp(t, looks[0]), &host.MemoryReplays{}
		asked := &counted{Replays: replays}
		a.pages.Replays = asked
		f := fight(t, a, "duel", 0, 200)
		f.Battle.View.Result = game.Result{Winner: 1, Reason: game.ScoreReached, Tick: 200}
		a.show(shown{battlefield{f}})
		a.Over(pages.Result(a.pages, a.shown(f)))
		use(a, "tab.result.1", ui.Input{Accept: true})
		require.Eventually(t, func() bool {
			a.settle()
			return says(a, a.Words.Say("graph.seen"))
		}, time.Minute, time.Millisecond)
		replays.Put(host.Replay{ID: "late", When: moment}, duel)
		a.settle()
		require.EqualValues(t, 1, asked.listed.Load(), "it is not asked for in every frame")
		for !says(a, a.Words.Say("graph.whole")) {
			require.LessOrEqual(t, asked.listed.Load(), int32(3))
			a.on(time.Second / 2)
		}
		use(a, "tab.result.2", ui.Input{Accept: true})
		require.True(t, says(a, a.Words.Say("graph.whole")), "squads are told of whole, too")
	})
}

// Whoever leaves a page, what goes on beside it ends with it.
func TestWhatGoesOnBesideAPageEndsWithIt(t *testing.T) {
	duel := recorded(t, "duel", 40)
	onMain(func() {
		a := newTestApp(t, looks[0])
		a.paintNow()
		ended := make(chan struct{}, 1)
		endless := func(ctx context.Context, _ func(int64, int64)) (host.Recording, error) {
			<-ctx.Done()
			ended <- struct{}{}
			return host.Recording{}, ctx.Err()
		}
		a.Watch(endless)
		a.Open(pages.Title) // as where the queue calls the player away
		<-ended

		a.Watch(endless)
		a.Back()
		<-ended

		got, stopped := pages.Open(t.Context(), duel, a.Guard), false
		got.Stop = func() { stopped = true }
		a.Open(pages.Replays) // a replay is shown in place of the page on top
		a.View(&got)
		require.Equal(t, "replay", a.top().name())
		a.Open(pages.Keys)
		require.False(t, stopped, "a page over it does not end it")
		a.Back()
		a.Back()
		require.True(t, stopped)
	})
}
