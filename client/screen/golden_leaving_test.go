//go:build window

package screen

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
	"muster/game"
	"muster/matchmaker/api"
)

// seats puts a battle that a matchmaker gave on the stage.
func (d *desk) seats(t *testing.T, a *app, match string) *field.Field {
	f := fight(t, a, "duel", 0, 40)
	a.source = pages.Assigned(a.pages, api.Assignment{Match: match, Scenario: "duel"}, api.TicketRequest{Match: match})
	a.show(shown{battlefield{f}})
	return f
}

// Whoever leaves a match with others is told before what it costs, and may stay.
func TestLeavingSaysWhatItCosts(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a, d := newTestApp(t, l), newDesk()
			d.visit(t, a)
			defer a.pages.Depart()
			require.Eventually(t, func() bool {
				return len(a.pages.Lobby.State().Matches) == 2
			}, time.Minute, time.Millisecond)
			leave := func(match string) {
				f := d.seats(t, a, match)
				pages.Depart(a.pages, a.shown(f))
				a.settle()
			}
			leave("m2")
			take(t, a, l, "over.leave")
			require.True(t,
				reads(a, a.Words.Say("leave.rated")+a.Words.Say("menu.left_to_ai")+a.Words.Say("leave.back")))
			pressOn(t, a, "leave.stay")
			require.Equal(t, "battle", a.top().name(), "nothing was left")
			leave("m1")
			require.True(t,
				reads(a, a.Words.Say("leave.unrated")+a.Words.Say("menu.left_to_ai")+a.Words.Say("leave.back_for",
					"time", "5:00")))
			pressOn(t, a, "leave.go")
			require.Equal(t, "online", a.top().name())
		})
	}
}

// Once a match is over its graphs show both sides in full, from the replay of this match and no other.
func TestTheGraphsOfAnEndedMatchShowBothSides(t *testing.T) {
	at, duel := time.Date(2026, 3, 14, 15, 9, 26, 0, time.Local), recorded(t, "duel", 1200)
	replays := &host.MemoryReplays{}
	replays.Put(host.Replay{ID: "of another battle since", When: at.Add(time.Hour)}, recorded(t, "arena", 40))
	replays.Put(host.Replay{ID: "shorter", When: at.Add(time.Minute)}, recorded(t, "duel", 40))
	replays.Put(host.Replay{ID: "this one, gone on with", When: at}, duel)
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			kept := &counted{Replays: replays}
			a.pages.Replays = kept
			f := fight(t, a, "duel", 0, 1100)
			f.Battle.View.Result = game.Result{Winner: 1, Reason: game.ScoreReached, Tick: 1100}
			require.Zero(t, f.Story.Samples[0].Men[1], "nobody of the others is in sight at the beginning")
			a.show(shown{battlefield{f}})
			a.Over(pages.Result(a.pages, a.shown(f)))
			a.settle()
			require.Eventually(t, func() bool { return kept.opened.Load() > 0 }, time.Minute, time.Millisecond,
				"who plays alone is told of the whole match at once: it costs nobody")
			use(a, "tab.result.1", ui.Input{Accept: true})
			require.Eventually(t, func() bool {
				a.settle()
				return says(a, a.Words.Say("graph.whole"))
			}, time.Minute, time.Millisecond)
			take(t, a, l, "over.graphs")
		})
	}
	onMain(func() { // none of them ended like this
		a := newTestApp(t, looks[0])
		a.pages.Replays = replays
		f := fight(t, a, "duel", 0, 40)
		f.Battle.View.Result = game.Result{Winner: 1, Reason: game.ScoreReached, Tick: 5000}
		a.Over(pages.Result(a.pages, a.shown(f)))
		use(a, "tab.result.1", ui.Input{Accept: true})
		require.Eventually(t, func() bool {
			a.settle()
			return says(a, a.Words.Say("graph.seen"))
		}, time.Minute, time.Millisecond)
	})
}

// counted are replays that know how often they were listed, and one was opened.
type counted struct {
	host.Replays
	listed, opened atomic.Int32
}

func (c *counted) List() ([]host.Replay, error) {
	c.listed.Add(1)
	return c.Replays.List()
}

func (c *counted) Open(id string) (host.Recording, error) {
	c.opened.Add(1)
	return c.Replays.Open(id)
}

// Where the replay cannot be had, the graphs say that they show what one side saw.
func TestGraphsThatAreNotWholeSaySo(t *testing.T) {
	onMain(func() {
		a, d := newTestApp(t, looks[0]), newDesk()
		d.visit(t, a)
		defer a.pages.Depart()
		f := d.seats(t, a, "m1")
		a.Over(pages.Result(a.pages, a.shown(f)))
		use(a, "tab.result.1", ui.Input{Accept: true})
		require.Eventually(t, func() bool {
			a.settle()
			return says(a, a.Words.Say("graph.seen"))
		}, time.Minute, time.Millisecond)
	})
}
