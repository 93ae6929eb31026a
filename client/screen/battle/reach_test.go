package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/i18n"
	"muster/game"
)

func TestThePointerTellsWhetherASquadCanHit(t *testing.T) {
	d := sit(t)
	var from game.UnitView
	for _, u := range d.view.Units {
		if u.Squad == 0 {
			from = u
		}
	}
	kinds := d.b.Setup.Rules.Kinds
	reach := uint16(kinds[d.view.Squads[0].Kind].Weapons[0].Range)
	x, y := from.X/game.ViewStep, from.Y/game.ViewStep
	for i := range d.view.Units { // the whole squad stands in one cell
		if u := &d.view.Units[i]; u.Squad == 0 {
			u.X, u.Y = from.X, from.Y
		}
	}
	d.enemy(x+reach, y)
	foe := func() *Piece { return &d.b.Pieces[len(d.b.Pieces)-1] }
	at := func(cells uint16) { d.view.Units[len(d.view.Units)-1].X = (x + cells) * game.ViewStep; d.see() }
	w, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "Rifles · Blue", d.b.Pointed(foe(), w), "nobody is selected")
	d.b.Selected = Selection{0}
	require.Equal(t, InReach, d.b.Reaches(foe()))
	require.Equal(t, "Rifles · Blue", d.b.Pointed(foe(), w))
	at(reach + 1)
	require.Equal(t, TooFar, d.b.Reaches(foe()))
	require.Equal(t, "Rifles · Blue · out of range", d.b.Pointed(foe(), w))

	s := &d.view.Squads[0]
	s.Order, s.Target = game.Attack, 900
	require.True(t, d.b.Cards()[0].TooFar, "it goes nearer first")
	at(reach)
	require.False(t, d.b.Cards()[0].TooFar)

	kinds[d.view.Squads[0].Kind].Weapons[0].MinRange = uint8(reach)
	at(reach - 1)
	require.Equal(t, TooClose, d.b.Reaches(foe()))
	for i := range kinds {
		if kinds[i].Name == "tank" {
			d.view.Units[len(d.view.Units)-1].Kind = uint8(i)
			kinds[i].Armour = [game.Sides]uint8{200, 200, 200}
		}
	}
	d.see()
	require.Equal(t, Unhurt, d.b.Reaches(foe()))
	require.Equal(t, "Tank · Blue · your weapons cannot hurt it", d.b.Pointed(foe(), w))
}
