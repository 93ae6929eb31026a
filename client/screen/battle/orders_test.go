package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
	"muster/game"
)

func TestOrdersOfSquadsThatCanDoMore(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})

	d.press(keys.AimFor(game.Grenade), Point{})
	thrown := d.click(d.ground(12, 34))
	require.Len(t, thrown, 1, "one throws, not all")
	require.Equal(t, game.Order{Kind: game.Grenade, Squad: 0, X: 192, Y: 544}, thrown[0])

	d.press(keys.AimFor(game.Heal), Point{})
	require.Empty(t, d.click(d.ground(12, 34)))
	require.Equal(t, game.NoAbility, d.b.Notes.All[len(d.b.Notes.All)-1].Refusal,
		"nobody can: the player is told at once")

	d.do(Input{Actions: []keys.Action{keys.Group(2)}})
	d.press(keys.AimFor(game.Hold), Point{})
	watch := d.click(d.ground(40, 36.5))
	require.Len(t, watch, 1)
	require.Equal(t, game.Faced, watch[0].Flags)
	require.InDelta(t, 0, int8(watch[0].Facing), 3, "to the east")

	require.Equal(t, []game.Order{{Kind: game.SetStance, Squad: 2, Arg: uint8(game.ReturnFire)}},
		d.press(keys.NextStance, Point{}))
	require.Equal(t, []game.Order{{Kind: game.SetForm, Squad: 2, Arg: uint8(game.Column)}},
		d.press(keys.NextFormation, Point{}))
	require.Equal(t, []game.Order{{Kind: game.TakeCover, Squad: 2}}, d.press(keys.AtOnce(game.TakeCover), Point{}))
	require.Equal(t, []game.Order{{Kind: game.Guard, Squad: 2, Target: 3}}, guard(d))
}

func guard(d *desk) []game.Order {
	d.press(keys.AimFor(game.Guard), Point{})
	return d.click(d.squadAt(3))
}

func TestShiftQueuesWhatTheRightButtonOrders(t *testing.T) {
	d := sit(t)
	d.do(Input{Actions: []keys.Action{keys.Group(0)}})
	d.do(Input{Pointer: d.ground(12, 30), Right: Button{Down: true, Held: true}, Shift: true})
	orders := d.do(Input{Pointer: d.ground(12, 30), Right: Button{Up: true}, Shift: true})
	require.Equal(t, []game.Order{{Kind: game.Move, Squad: 0, Flags: game.Queued, X: 192, Y: 480}}, orders)
}
