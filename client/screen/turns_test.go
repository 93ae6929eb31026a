//go:build window

package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/client/screen/keys"
	"muster/client/screen/plan"
	"muster/client/screen/ui"
	"muster/game"
)

// drag presses the left button at one place of the bar, moves to another and lets go.
func drag(a *app, f *field.Field, from, to ui.Point) {
	f.TurnBar(a.stage, ui.Input{Pointer: from, Down: true, Held: true})
	f.TurnBar(a.stage, ui.Input{Pointer: to, Held: true})
	f.TurnBar(a.stage, ui.Input{Pointer: to, Up: true})
}

// line is where the line of time lies: from the beginning of a turn to its end.
func line(f *field.Field, share float64) ui.Point {
	r, _ := f.Turns.UI.Where("turn.line")
	return ui.Point{X: r.X + r.W*share, Y: r.Y + r.H - 4}
}

func TestATurnIsPlannedAlongTheLineOfTime(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		var trace strings.Builder
		a.TraceTo = &trace
		b, f := newBoard(t, a, "duel", fiveSeconds)
		p := f.Turns.Plan
		drag(a, f, line(f, 0.1), line(f, 0.4))
		require.EqualValues(t, 40, p.Line.Order(), "the marker follows the pointer")
		b.march(f, game.Move, 0, battle.Point{X: 5}, 0)
		b.foreseen(f)
		require.Equal(t, game.Move, f.Battle.Squad(0).Order, "the card says what it will do then")
		require.Equal(t, game.Hold, b.view().Squads[0].Order, "which it does not do yet")
		mark := line(f, 0.4)
		r, _ := f.Turns.UI.Where("turn.line")
		mark.X, mark.Y = mark.X+3, r.Y+4 // in the first lane
		drag(a, f, mark, ui.Point{X: mark.X + r.W*0.2, Y: mark.Y})
		require.EqualValues(t, 60, p.Marks()[0].At, "the mark went along")
		require.EqualValues(t, 40, p.Line.Order(), "the marker did not")
		f.Battle.Selected = nil
		mark.X += r.W * 0.2
		drag(a, f, mark, mark)
		require.EqualValues(t, 60, p.Line.Order(), "a click on a mark looks there")
		require.Equal(t, battle.Selection{0}, f.Battle.Selected)

		use := func(key string) {
			at, ok := f.Turns.UI.Where(key)
			require.True(t, ok, key)
			f.TurnBar(a.stage, ui.Input{Pointer: at.Mid(), Down: true, Held: true})
			f.TurnBar(a.stage, ui.Input{Pointer: ui.Point{Y: 500}, Up: true})
		}
		use("turn.undo")
		require.EqualValues(t, 40, p.Marks()[0].At)
		use("turn.redo")
		require.EqualValues(t, 60, p.Marks()[0].At)
		use("turn.commit")
		require.True(t, p.Asked())
		use("turn.no")
		require.False(t, p.Asked())
		use("turn.commit")
		use("turn.yes")
		b.at(f, plan.Waiting)
		require.Len(t, b.view().Turn.Plan, 1)
		require.EqualValues(t, 60, b.view().Turn.Plan[0].At)

		require.False(t, f.Battle.Over())
		b.others()
		b.run(f, 5)
		require.Equal(t, plan.Film, p.Stage())
		require.Equal(t, game.TooLate, p.Give([]game.Order{{Kind: game.Hold}}))
		require.Contains(t, trace.String(), "turn 1 planning\n")
		require.Contains(t, trace.String(), "turn 1 waiting\n")
		require.Contains(t, trace.String(), "turn 1 film\n")
	})
}

// onlooker watches a match by turns with the eyes of all.
type onlooker struct{ *board }

func (onlooker) Seat() int               { return -1 }
func (onlooker) Audience() game.Audience { return game.All }

func TestWhoWatchesIsToldHowTheTurnsGo(t *testing.T) {
	for _, l := range looks[2:] { // the bar is piled up in little room
		onMain(func() {
			a := newTestApp(t, l)
			b := &board{t: t, a: a, setup: byTurns(t, "duel", fiveSeconds), now: time.Now()}
			b.tells = make(chan client.Update, 1)
			b.world = game.New(b.setup, 7)
			in := &game.Input{Turn: b.time()}
			in.Turn.Open = 1
			b.world.Plan(in)
			v := &game.View{}
			b.world.View(game.All, v)
			b.tells <- client.Update{View: v}
			a.pages.Choice.Scenario = "duel"
			<-a.groundOf(b.setup).Done
			a.Begin(onlooker{b})
			f := a.top().(battlefield).Field
			b.at(f, plan.Theirs)
			require.Contains(t, fmt.Sprint(f.Turns.UI.Commands), a.Words.Say("turn.theirs", "n", "1"))
			_, any := f.Turns.UI.Where("turn.commit")
			require.False(t, any, "there is nothing to be done")
			require.Equal(t, game.NotYourTurn, f.Turns.Plan.Give([]game.Order{{Kind: game.Hold}}))
		})
	}
}

// The film is seen again while the next turn is planned, and the match goes on below.
func TestTheFilmIsSeenAgainOverThePlanning(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		short := fiveSeconds
		short.Length = 20
		b, f := newBoard(t, a, "duel", short)
		b.march(f, game.Move, 0, battle.Point{X: 8}, 0)
		b.pass(f)
		b.pass(f)
		before := len(f.Battle.View.Units)
		a.Ask(f, field.Again)
		v := a.top().(replayed).Viewer
		require.EqualValues(t, 20, v.Tick(), "the last turn")
		v.Act(a.stage, keys.ReplayTurnBack)
		require.EqualValues(t, 0, v.Tick(), "the one before")
		v.Act(a.stage, keys.ReplayTurnForward)
		require.EqualValues(t, 20, v.Tick())
		v.Act(a.stage, keys.ReplayTurnForward)
		require.EqualValues(t, v.Last(), v.Tick())
		v.Act(a.stage, keys.ReplayEyes)
		require.EqualValues(t, 0, v.Battle.View.Audience, "there are no other eyes")
		b.others()
		b.tell()
		a.settle()
		a.Back()
		require.Equal(t, "battle", a.top().name())
		require.Len(t, f.Battle.View.Units, before)
		require.Equal(t, plan.Planning, f.Turns.Plan.Stage())
	})
}
