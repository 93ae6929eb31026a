//go:build window

package screen

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/host"
	"muster/game"
	"muster/matchmaker/api"
)

// seats puts a battle that a matchmaker gave on the stage.
func (d *desk) seats(t *testing.T, a *app, match string) *field {
	f := fight(t, a, "duel", 0, 40)
	f.errand = assigned(a, api.Assignment{Match: match, Scenario: "duel"}, api.TicketRequest{Match: match})
	f.follow = host.Follow(silent{}, nil)
	a.show(shown{f})
	return f
}

// silent is a match of which nothing is heard.
type silent struct{ host.Match }

func (silent) Next(ctx context.Context) (client.Update, error) {
	<-ctx.Done()
	return client.Update{}, ctx.Err()
}

// Whoever leaves a match with others is told before what it costs, and may stay.
func TestLeavingSaysWhatItCosts(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a, d := newTestApp(t, l), newDesk()
			d.visit(t, a)
			defer a.depart()
			require.Eventually(t, func() bool { return len(a.lobby.State().Matches) == 2 }, time.Minute, time.Millisecond)
			d.seats(t, a, "m2").depart(a)
			a.settle()
			take(t, a, l, "over.leave")
			pressOn(t, a, "leave.stay")
			require.Equal(t, "battle", a.top().name(), "nothing was left")

			quick, ranked := d.seats(t, a, "m1"), d.seats(t, a, "m2")
			require.Equal(t, []string{
				a.Words.Say("leave.unrated"), a.Words.Say("menu.left_to_ai"), a.Words.Say("leave.back_for", "time", "5:00"),
			}, costs(a.Words, quick.online.mode()))
			require.Equal(t, []string{
				a.Words.Say("leave.rated"), a.Words.Say("menu.left_to_ai"), a.Words.Say("leave.back"),
			}, costs(a.Words, ranked.online.mode()))
			quick.depart(a)
			a.settle()
			pressOn(t, a, "leave.go")
			require.Equal(t, "online", a.top().name())
		})
	}
}

// Once a match is over its graphs show both sides in full, from the replay of this match and no other.
func TestTheGraphsOfAnEndedMatchShowBothSides(t *testing.T) {
	at, duel := time.Date(2026, 3, 14, 15, 9, 26, 0, time.Local), recorded(t, "duel", 1200)
	shelf := &host.Shelf{}
	shelf.Put(host.Replay{ID: "of another battle since", When: at.Add(time.Hour)}, recorded(t, "arena", 40))
	shelf.Put(host.Replay{ID: "shorter", When: at.Add(time.Minute)}, recorded(t, "duel", 40))
	shelf.Put(host.Replay{ID: "this one, gone on with", When: at}, duel)
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			a.cfg.Replays = shelf
			f := fight(t, a, "duel", 0, 1100)
			f.battle.View.Result = game.Result{Winner: 1, Reason: game.ScoreReached, Tick: 1100}
			require.Zero(t, f.story.Samples[0].Men[1], "nobody of the others is in sight at the beginning")
			s := &result{field: f}
			a.show(shown{f})
			a.over(s.page())
			a.settle()
			require.Nil(t, s.whole, "nobody has asked")
			s.tab = 1
			require.Eventually(t, func() bool { a.settle(); return says(a, a.Words.Say("graph.whole")) }, time.Minute, time.Millisecond)
			first := s.whole.got.story.Samples[0]
			require.Equal(t, first.Men[0], first.Men[1], "equals begin with as many")
			take(t, a, l, "over.graphs")
		})
	}
	_, err := justPlayed(shelf, "duel", game.Result{Winner: 1, Reason: game.ScoreReached, Tick: 5000})()
	require.ErrorIs(t, err, errNotKept)
}

// Where the replay cannot be had, the graphs say that they show what one side saw.
func TestGraphsThatAreNotWholeSaySo(t *testing.T) {
	onMain(func() {
		a, d := newTestApp(t, looks[0]), newDesk()
		d.visit(t, a)
		defer a.depart()
		s := &result{field: d.seats(t, a, "m1"), tab: 1}
		s.after = a.lobby.After("m1", true)
		a.over(s.page())
		require.Eventually(t, func() bool { a.settle(); return s.whole != nil && says(a, a.Words.Say("graph.seen")) }, time.Minute, time.Millisecond)
	})
}
