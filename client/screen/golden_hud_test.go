//go:build window

package screen

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/keys"
	"muster/game"
)

// pointed is a field with the pointer over a part of its HUD.
type pointed struct {
	shown
	over *battle.Rect
}

func (p pointed) draw(a *app, c *draw.Canvas) {
	p.shown.draw(a, c)
	p.DrawHint(a.stage, c, battle.Point{X: p.over.X + 2, Y: p.over.Y + 2})
}

// battered is a battle in which the own squads stand in every way that a card can show: two that have lost men, for one
// of which there is supply, one with little ammunition that has far to go to whom it attacks, and
// one that has yet to come.
func battered(t *testing.T, a *app) *field.Field {
	f := fight(t, a, "arena", 0, 200)
	b := f.Battle
	b.People[2].Name = "Łukasz Dvořák"
	v := b.View
	v.Supply = 24
	foe := -1
	for i := range v.Units {
		if v.Units[i].Team != 0 {
			foe = i
		}
	}
	require.GreaterOrEqual(t, foe, 0, "nobody is in sight")
	sq := v.Squads
	sq[0].Alive, sq[0].Stance, sq[0].Formation = 2, game.HoldFire, game.Wedge
	sq[1].Alive, sq[1].Broken, sq[1].Formation = 3, true, game.Spread
	sq[2].Order, sq[2].Target, sq[2].Stance, sq[2].Formation = game.Attack, v.Units[foe].ID, game.ReturnFire,
		game.Column
	sq[3].Alive = 0
	b.Setup.Scenario.Squads[3].Arrives = v.Tick + 81*20
	b.Pieces[foe].UnitView.X = 47 * game.ViewStep
	do(a, f, keys.Group(0))
	b.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
	b.Listen(game.Talk{Seat: 2, Kind: game.ChatTeam, Text: battle.Phrase("say.help")}, a.Now)
	b.Refuse(game.Grenade, game.TooFar, a.Now)
	b.Refuse(game.Grenade, game.TooFar, a.Now)
	b.Refuse(game.Move, game.NoWay, a.Now)
	return f
}

func TestTheHUDLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			f := battered(t, a)
			a.show(pointed{shown{battlefield{f}}, &f.Battle.Layout.Cards[0]})
			take(t, a, l, "hud.card")
			if l == looks[0] {
				a.show(pointed{shown{battlefield{f}}, &f.Battle.Layout.Supply})
				take(t, a, l, "hud.supply")
			}
		})
	}
}
