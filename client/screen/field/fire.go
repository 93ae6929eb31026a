package field

import (
	"slices"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/game"
)

// fire is the ground that the selected squads see and reach: where they can hit somebody, and what is dead ground to
// them. One texel is a cell. It is looked at from the man in a squad's middle, once a view.
type fire struct {
	fog    game.Fog
	one    game.View // holds that man alone
	pix    []uint8
	ground *ebiten.Image
	of     *game.View       // what it was made from
	squads battle.Selection // and for whom
	on     bool
}

// maxFire bounds the squads that are looked from: more overlap anyway.
const maxFire = 12

// update brings it up to date, if it is shown.
func (f *fire) update(b *battle.Battle) {
	f.on = len(b.Selected) > 0 && (b.Ranges || b.Aim == game.Suppress || b.Aim == game.AttackMove)
	if !f.on || f.of == b.View && slices.Equal(f.squads, b.Selected) {
		return
	}
	f.of, f.squads = b.View, append(f.squads[:0], b.Selected...)
	m := &b.Setup.Map
	if f.ground == nil {
		f.ground, f.pix = ebiten.NewImage(int(m.W), int(m.H)), make([]uint8, 4*m.W*m.H)
	}
	clear(f.pix)
	for _, id := range f.squads[:min(len(f.squads), maxFire)] {
		if u := b.Middle(id); u != nil {
			f.from(b, u)
		}
	}
	f.ground.WritePixels(f.pix)
}

// from adds what one man sees and reaches; who fires over hills reaches what lies behind them, too.
func (f *fire) from(b *battle.Battle, u *game.UnitView) {
	weapon := &b.Setup.Rules.Kinds[u.Kind].Weapons[0]
	f.one.Audience, f.one.Marks = game.Audience(u.Team), b.View.Marks
	f.one.Units = append(f.one.Units[:0], *u)
	b.Setup.Fog(&f.one, &f.fog)
	x0, y0, reach, near := int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep, int32(weapon.Range),
		int32(weapon.MinRange)
	for y := max(0, y0-reach); y <= min(f.fog.H-1, y0+reach); y++ {
		for x := max(0, x0-reach); x <= min(f.fog.W-1, x0+reach); x++ {
			far := (x-x0)*(x-x0) + (y-y0)*(y-y0)
			if far <= reach*reach && far >= near*near && (weapon.Indirect || f.fog.Sees(x, y)) {
				copy(f.pix[4*(y*f.fog.W+x):], fireTexel[:])
			}
		}
	}
}

// fireTexel is a faint amber, premultiplied.
var fireTexel = [4]uint8{44, 31, 9, 44}

// draw lays it over the ground.
func (f *fire) draw(c *draw.Canvas, over battle.Rect) {
	if f.on && f.ground != nil {
		c.Picture(f.ground, over, draw.Plain)
	}
}
