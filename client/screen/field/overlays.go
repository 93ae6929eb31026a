package field

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/paint"
	"muster/game"
)

// drawOverlays draws what is shown on demand: cover, and how far the selected squads shoot.
func (f *Field) drawOverlays(c *draw.Canvas) {
	if f.Battle.Cover {
		f.drawCover(c)
	}
	f.fire.draw(c, f.mapRect())
	if b := f.Battle; b.Ranges || b.Aim == game.AttackMove {
		f.drawRanges(c)
	}
}

// drawCover tints the cells in sight of the screen by how many hits they stop.
func (f *Field) drawCover(c *draw.Canvas) {
	b := f.Battle
	low, high := b.Camera.ToMap(battle.Point{}), b.Camera.ToMap(battle.Point{X: c.W, Y: c.H})
	m := &b.Setup.Map
	z := b.Camera.Zoom
	for y := max(0, int32(low.Y)); y <= min(m.H-1, int32(high.Y)); y++ {
		for x := max(0, int32(low.X)); x <= min(m.W-1, int32(high.X)); x++ {
			cover := b.Setup.Rules.Terrains[m.Cells[y*m.W+x]].Cover
			if cover == 0 {
				continue
			}
			at := b.Camera.ToScreen(battle.Point{X: float64(x), Y: float64(y)})
			side := z * (0.25 + 0.6*float64(cover)/100)
			c.Rect(battle.Rect{X: at.X + (z-side)/2, Y: at.Y + (z-side)/2, W: side, H: side},
				draw.Good.With(0.15+0.4*float64(cover)/100))
		}
	}
}

// fewRings are the squads up to which their rings can be told apart; the rings of more are faint, and only of weapons.
const fewRings = 2

// drawRanges draws a circle around each selected squad as far as its first weapon reaches, and one
// as near as it must keep.
func (f *Field) drawRanges(c *draw.Canvas) {
	b, strong := f.Battle, 0.75
	if len(b.Selected) > fewRings {
		strong = 0.35
	}
	for _, card := range b.Cards() {
		_, at, ok := b.Where(card.ID)
		if !ok || !card.Selected {
			continue
		}
		k := &b.Setup.Rules.Kinds[card.Kind]
		c.Circle(at, float64(k.Weapons[0].Range)*b.Camera.Zoom, c.Px(1.6), draw.Bad.With(strong))
		if near := float64(k.Weapons[0].MinRange); near > 0 {
			c.Circle(at, near*b.Camera.Zoom, c.Px(1.2), draw.Faint.With(0.7))
		}
		if len(b.Selected) <= fewRings {
			c.Circle(at, float64(k.Sight)*b.Camera.Zoom, c.Px(1), draw.Plain.With(0.25))
		}
	}
}

// drawGhosts draws enemies that are out of sight where they were last seen, fainter the longer ago.
func (f *Field) drawGhosts(c *draw.Canvas) {
	b := f.Battle
	for i := range f.ghosts {
		s := &f.ghosts[i]
		k := &b.Setup.Rules.Kinds[s.Kind]
		shape := battle.ShapeOf(k)
		at, size := b.Camera.ToScreen(s.At), max(shape.Size()*b.Camera.Zoom, c.Px(11))
		fade := max(0.15, 0.5-float64(b.View.Tick-s.Tick)/1200)
		c.Sprite(sprites[shape], at, size, float64(s.Facing)*math.Pi/128,
			draw.Team(int(s.Team)).Mix(draw.RGBA(0.3, 0.3, 0.3, 1), 0.5).With(fade))
		c.Text("?", at, 13, draw.Middle, draw.Plain.With(fade+0.2))
	}
}

// drawStances draws where the squads would stand if the right button were let go now.
func (f *Field) drawStances(c *draw.Canvas) {
	b := f.Battle
	for _, g := range b.Ghosts() {
		at := b.Camera.ToScreen(g.At)
		angle := float64(g.Facing) * math.Pi / 128
		shape := battle.ShapeOf(&b.Setup.Rules.Kinds[g.Kind])
		for _, man := range g.Men {
			c.Sprite(sprites[shape], b.Camera.ToScreen(man), max(shape.Size()*b.Camera.Zoom, c.Px(11)), angle,
				draw.Good.With(0.55))
		}
		size := max(2.6*b.Camera.Zoom, c.Px(26))
		tip := battle.Point{X: at.X + math.Cos(angle)*size*0.75, Y: at.Y + math.Sin(angle)*size*0.75}
		c.Sprite(paint.Chevron, tip, size*0.4, angle, draw.Good)
		c.Label(i18n.Number(b.Number(g.Squad)), battle.Point{X: at.X, Y: at.Y - max(b.Camera.Zoom, c.Px(14))}, 15,
			draw.Middle, draw.Plain)
	}
}
