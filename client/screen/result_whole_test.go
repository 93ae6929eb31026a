//go:build window

package screen

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/screen/host"
	"muster/game"
)

// A replay is written when its match has ended: who looks at the graphs before that is shown them whole as soon as it is there.
func TestGraphsAreAskedForAgainWhenTheReplayComesLate(t *testing.T) {
	duel := recorded(t, "duel", 200)
	onMain(func() {
		a, shelf := newTestApp(t, looks[0]), &host.Shelf{}
		a.cfg.Replays = shelf
		f := fight(t, a, "duel", 0, 200)
		f.battle.View.Result = game.Result{Winner: 1, Reason: game.ScoreReached, Tick: 200}
		s := &result{field: f, tab: 1}
		a.show(shown{f})
		a.over(s.page())
		require.Eventually(t, func() bool { a.settle(); return says(a, a.Words.Say("graph.seen")) }, time.Minute, time.Millisecond)
		shelf.Put(host.Replay{ID: "late", When: moment}, duel)
		a.settle()
		require.True(t, says(a, a.Words.Say("graph.seen")), "it is not asked for in every frame")
		for !says(a, a.Words.Say("graph.whole")) {
			require.LessOrEqual(t, s.asked, mostAsked)
			a.on(time.Second / 2)
		}
		require.LessOrEqual(t, s.asked, 3)
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
		f := fight(t, a, "duel", 0, 5)
		s := &result{field: f, whole: gather(a.Guard, endless)}
		a.show(shown{f})
		a.over(s.page())
		a.show(titlePage(a)) // as where the queue calls the player away
		<-ended

		a.over(newOpening(a, endless))
		a.back()
		<-ended

		v := watched(t, a, duel)
		stopped := false
		v.stop = func() { stopped = true }
		a.over(keysPage())
		require.False(t, stopped, "a page over it does not end it")
		a.back()
		a.back()
		require.True(t, stopped)
	})
}
