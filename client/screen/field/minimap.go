package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/paint"
	"muster/game"
)

// drawMinimap draws the whole map small, and the frame of what the screen shows.
func (f *Field) drawMinimap(a *Stage, c *draw.Canvas) {
	b, r := f.Battle, f.Battle.Layout.Minimap
	c.Rect(battle.Rect{X: r.X - c.Px(3), Y: r.Y - c.Px(3), W: r.W + c.Px(6), H: r.H + c.Px(6)}, draw.Panel.With(1))
	c.Picture(f.ground, r, draw.Plain)
	c.Picture(f.FogTexture, r, draw.Plain)
	at := func(p battle.Point) battle.Point { return b.Layout.ToMinimap(p, b.Camera.MapW, b.Camera.MapH) }
	for i := range b.View.Points {
		p, size := at(battle.PointAt(&b.Setup.Scenario.Points[i])), c.Px(11)
		c.Rect(battle.Rect{X: p.X - size/2 - 1, Y: p.Y - size/2 - 1, W: size + 2, H: size + 2}, draw.RGBA(0, 0, 0, 0.8))
		c.Rect(battle.Rect{X: p.X - size/2, Y: p.Y - size/2, W: size, H: size}, draw.Team(int(b.View.Points[i].Owner)))
		if b.Wanted(i) {
			c.Sprite(paint.Ring, p, c.Px(24), 0, draw.Accent)
		}
	}
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.HP > 0 {
			f.drawDot(c, p, at(p.At))
			if p.Squad != game.NoSquad && b.Escorted(p.Squad) {
				c.Sprite(paint.Ring, at(p.At), c.Px(14), 0, draw.Accent)
			}
		}
	}
	for i := range b.Show.All {
		switch s := &b.Show.All[i]; s.Kind {
		case battle.PingRing:
			c.Sprite(paint.Ring, at(s.To), c.Px(10)+c.Px(26)*s.Age(a.Now), 0, draw.Team(s.Team).Mix(draw.Plain, 0.3))
		case battle.AlarmRing:
			c.Sprite(paint.Ring, at(s.To), c.Px(12)+c.Px(18)*pulse(a, s), 0, alarmInk(s))
			c.Sprite(paint.Disc, at(s.To), c.Px(5), 0, alarmInk(s))
		}
	}
	f.drawAimOnMinimap(a, c)
	c.Frame(b.Frame(), max(1, c.Px(1.2)), draw.Plain.With(0.85))
	c.Frame(battle.Rect{X: r.X - c.Px(3), Y: r.Y - c.Px(3), W: r.W + c.Px(6), H: r.H + c.Px(6)}, max(1, c.Px(1)),
		draw.Edge)
}

// drawDot draws a unit on the minimap: friends as squares, enemies as diamonds.
func (f *Field) drawDot(c *draw.Canvas, p *battle.Piece, at battle.Point) {
	size, ink := c.Px(4), draw.Team(int(p.Team))
	if p.Squad != game.NoSquad && f.Battle.Selected.Has(p.Squad) {
		ink = draw.Plain
	}
	if int(p.Team) == int(f.Battle.Team) {
		c.Rect(battle.Rect{X: at.X - size/2, Y: at.Y - size/2, W: size, H: size}, ink)
		return
	}
	d := battle.Point{X: at.X - size*0.7, Y: at.Y}
	c.Line(d, battle.Point{X: at.X + size*0.7, Y: at.Y}, size*0.6, ink)
	c.Line(battle.Point{X: at.X, Y: at.Y - size*0.7}, battle.Point{X: at.X, Y: at.Y + size*0.7}, size*0.6, ink)
}
