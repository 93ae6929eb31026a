package screen

import (
	"muster/client/screen/battle"
	"muster/client/screen/paint"
	"muster/game"
)

// drawMinimap draws the whole map small, and the frame of what the screen shows.
func (f *field) drawMinimap(a *app, c *canvas) {
	b, r := f.battle, f.battle.Layout.Minimap
	c.rect(battle.Rect{X: r.X - c.px(3), Y: r.Y - c.px(3), W: r.W + c.px(6), H: r.H + c.px(6)}, panelColour.with(1))
	c.picture(f.ground, r, plain)
	c.picture(f.veil, r, plain)
	at := func(p battle.Point) battle.Point { return b.Layout.ToMinimap(p, b.Camera.MapW, b.Camera.MapH) }
	for i := range b.View.Points {
		p, size := at(battle.PointAt(&b.Setup.Scenario.Points[i])), c.px(11)
		c.rect(battle.Rect{X: p.X - size/2 - 1, Y: p.Y - size/2 - 1, W: size + 2, H: size + 2}, rgba(0, 0, 0, 0.8))
		c.rect(battle.Rect{X: p.X - size/2, Y: p.Y - size/2, W: size, H: size}, teamColour(int(b.View.Points[i].Owner)))
		if b.Wanted(i) {
			c.sprite(paint.Ring, p, c.px(24), 0, accentColour)
		}
	}
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.HP > 0 {
			f.drawDot(c, p, at(p.At))
			if p.Squad != game.NoSquad && b.Escorted(p.Squad) {
				c.sprite(paint.Ring, at(p.At), c.px(14), 0, accentColour)
			}
		}
	}
	for _, s := range b.Show.All {
		if s.Kind == battle.PingRing {
			c.sprite(paint.Ring, at(s.To), c.px(10)+c.px(26)*s.Age(a.now), 0, teamColour(s.Team).mix(plain, 0.3))
		}
	}
	f.drawAimOnMinimap(a, c)
	c.frame(b.Frame(), max(1, c.px(1.2)), plain.with(0.85))
	c.frame(battle.Rect{X: r.X - c.px(3), Y: r.Y - c.px(3), W: r.W + c.px(6), H: r.H + c.px(6)}, max(1, c.px(1)), edgeColour)
}

// drawDot draws a unit on the minimap: friends as squares, enemies as diamonds.
func (f *field) drawDot(c *canvas, p *battle.Piece, at battle.Point) {
	size, ink := c.px(4), teamColour(int(p.Team))
	if p.Squad != game.NoSquad && f.battle.Selected.Has(p.Squad) {
		ink = plain
	}
	if int(p.Team) == int(f.battle.Team) {
		c.rect(battle.Rect{X: at.X - size/2, Y: at.Y - size/2, W: size, H: size}, ink)
		return
	}
	d := battle.Point{X: at.X - size*0.7, Y: at.Y}
	c.line(d, battle.Point{X: at.X + size*0.7, Y: at.Y}, size*0.6, ink)
	c.line(battle.Point{X: at.X, Y: at.Y - size*0.7}, battle.Point{X: at.X, Y: at.Y + size*0.7}, size*0.6, ink)
}
