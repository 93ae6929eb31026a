package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
	"muster/game"
)

// stroke is a button that goes down and up again between two updates.
var stroke = Button{Down: true, Up: true}

func TestAStrokeWithinOneUpdateIsAClick(t *testing.T) {
	d := sit(t)
	left := func(at Point) []game.Order { return d.do(Input{Pointer: at, Left: stroke}) }

	left(d.squadAt(2))
	require.Equal(t, Selection{2}, d.b.Selected, "on the field")
	require.False(t, d.b.Box.On)
	left(d.b.Layout.Cards[1].Mid())
	require.Equal(t, Selection{1}, d.b.Selected, "on a card")
	left(d.b.Layout.Minimap.Mid())
	require.InDelta(t, 32, d.b.Camera.At.X, 0.5, "on the minimap")
	require.Equal(t, Selection{1}, d.b.Selected)
	left(d.place(keys.AimFor(game.AttackMove)).Mid())
	require.Equal(t, game.AttackMove, d.b.Aim, "on the command card")
	require.Equal(t, []game.Order{{Kind: game.AttackMove, Squad: 1, X: 320, Y: 480}}, left(d.ground(20, 30)),
		"where to")
	require.Equal(t, []game.Order{{Kind: game.Move, Squad: 1, X: 320, Y: 480}}, d.do(Input{
		Pointer: d.ground(20, 30), Right: stroke,
	}))
	require.False(t, d.b.Drag.On)
}

// A slow frame holds the end of one stroke and the beginning of the next.
func TestAStrokeThatEndsAndOneThatBeginsInOneUpdateAreTwo(t *testing.T) {
	d := sit(t)
	both := Button{Down: true, Up: true, Held: true}
	d.do(Input{Pointer: d.squadAt(2), Left: Button{Down: true, Held: true}})
	d.do(Input{Pointer: d.squadAt(2), Left: both})
	require.Equal(t, Selection{2}, d.b.Selected)
	require.True(t, d.b.Box.On, "the second is held")
	d.do(Input{Pointer: d.ground(20, 28), Left: Button{Up: true}})
	d.do(Input{Actions: []keys.Action{keys.Group(2)}})

	d.do(Input{Pointer: d.ground(20, 30), Right: Button{Down: true, Held: true}})
	require.Len(t, d.do(Input{Pointer: d.ground(20, 30), Right: both}), 1)
	require.True(t, d.b.Drag.On)
	require.Len(t, d.do(Input{Pointer: d.ground(20, 30), Right: Button{Up: true}}), 1)
}

// A page may lie over the battle when the button is let go of.
func TestAButtonThatWasLetGoOfUnseenDoesNothingMore(t *testing.T) {
	d := sit(t)
	d.do(Input{Pointer: d.ground(0, 30), Left: Button{Down: true, Held: true}})
	d.do(Input{Pointer: d.ground(20, 45)})
	require.False(t, d.b.Box.On)
	require.Empty(t, d.b.Selected)
}

// place is where the command card has an action.
func (d *desk) place(a keys.Action) Rect {
	for i, e := range d.b.Commands() {
		if e.Action == a {
			return d.b.Layout.Commands[i]
		}
	}
	return Rect{}
}
