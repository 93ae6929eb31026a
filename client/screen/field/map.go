package field

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/paint"
	"muster/game"
)

// Draw draws the battlefield with what lies over it.
func (f *Field) Draw(a *Stage, c *draw.Canvas) {
	if f.DrawField(a, c) {
		f.drawCommandGround(c)
		f.drawHUD(a, c)
		f.drawAimHints(a, c)
	}
	if f.Turns != nil {
		c.Play(f.Turns.UI.Commands)
	}
	if f.Watch != nil {
		c.Play(f.Watch.UI.Commands)
	}
}

// DrawAround draws what lies over a battlefield that is only looked at.
func (f *Field) DrawAround(a *Stage, c *draw.Canvas) {
	f.drawTop(a, c)
	f.drawMinimap(a, c)
	f.drawPointed(a, c)
}

// DrawField draws the battlefield without what lies over it; it returns whether there is a view to show.
func (f *Field) DrawField(a *Stage, c *draw.Canvas) bool {
	c.Rect(c.All(), draw.Back)
	f.Battle.Layout.Signs = f.Battle.Layout.Signs[:0]
	f.drawGround(a, c)
	if f.Battle.View == nil {
		text := a.Words.Say("wait.finding")
		if f.Watch != nil {
			text = f.late(a)
		}
		for i, line := range a.wrap(text, 22, c.W*0.9) {
			c.Label(line, battle.Point{X: c.W / 2, Y: c.H/2 + c.Px(30)*float64(i)}, 22, draw.Middle, draw.Body)
		}
		return false
	}
	f.drawMines(c)
	f.drawOverlays(c)
	f.drawPoints(a, c)
	f.drawLegs(c)
	f.drawFallen(a, c)
	f.drawGhosts(c)
	f.drawForeseen(c)
	f.drawPieces(c)
	f.drawStances(c)
	f.drawAim(a, c)
	f.drawSmoke(a, c)
	f.drawWrecks(a, c)
	f.drawShots(a, c)
	f.drawNames(a, c)
	f.drawBadges(c)
	return true
}

// drawGround draws the map with what has become of it, and the fog over both.
func (f *Field) drawGround(a *Stage, c *draw.Canvas) {
	r := f.mapRect()
	c.Picture(f.ground, r, draw.Plain)
	if f.Battle.View != nil {
		f.drawCraters(a, c)
		f.drawChanges(c)
	}
	c.Picture(f.FogTexture, r, draw.Plain)
}

func (f *Field) mapRect() battle.Rect {
	cam := &f.Battle.Camera
	at := cam.ToScreen(battle.Point{})
	return battle.Rect{X: at.X, Y: at.Y, W: cam.MapW * cam.Zoom, H: cam.MapH * cam.Zoom}
}

// drawPoints draws the capture points: ring, flag and how far a taking has come.
func (f *Field) drawPoints(a *Stage, c *draw.Canvas) {
	b := f.Battle
	for i, p := range b.View.Points {
		set := &b.Setup.Scenario.Points[i]
		at := b.Camera.ToScreen(battle.PointAt(set))
		size := (float64(set.Radius)*2 + 1) * b.Camera.Zoom
		owner := draw.Team(int(p.Owner))
		c.Sprite(paint.Disc, at, size, 0, owner.With(0.09))
		c.Circle(at, size/2, c.Px(2), owner.With(0.6))
		c.Sprite(paint.Flag, battle.Point{X: at.X + c.Px(6), Y: at.Y - c.Px(6)}, c.Px(34), 0, owner)
		if b.Wanted(i) {
			c.Circle(at, size/2+c.Px(4), c.Px(1.5), draw.Accent.With(0.9))
		}
		if p.Taker >= 0 && p.Progress > 0 || p.Contested {
			f.drawProgress(a, c, battle.Point{X: at.X, Y: at.Y + c.Px(22)}, p)
		}
	}
}

func (f *Field) drawProgress(a *Stage, c *draw.Canvas, at battle.Point, p game.PointView) {
	r := battle.Rect{X: at.X - c.Px(36), Y: at.Y, W: c.Px(72), H: c.Px(7)}
	c.Rect(r, draw.RGBA(0, 0, 0, 0.6))
	full := r
	full.W *= float64(p.Progress) / 100
	c.Rect(full, draw.Team(int(p.Taker)))
	if p.Contested && a.Now.UnixMilli()/300%2 == 0 {
		c.Frame(r, c.Px(1.5), draw.Amber)
	}
}

// drawLegs draws a dashed line from each selected squad to where it goes.
func (f *Field) drawLegs(c *draw.Canvas) {
	cam := &f.Battle.Camera
	for _, l := range f.Battle.Legs() {
		from, to, ink := cam.ToScreen(l.From), cam.ToScreen(l.To), orderColour(l.Order)
		c.Dashes(from, to, c.Px(1.5), ink.With(0.5))
		c.Sprite(paint.Disc, to, c.Px(7), 0, ink.With(0.7))
	}
}

// drawFallen marks where somebody fell, and where orders lead.
func (f *Field) drawFallen(a *Stage, c *draw.Canvas) {
	cam := &f.Battle.Camera
	for _, s := range f.Battle.Show.All {
		at, age := cam.ToScreen(s.To), s.Age(a.Now)
		switch s.Kind {
		case battle.Fall:
			c.Sprite(paint.Glow, at, cam.Zoom*1.6, 0, draw.RGBA(0.05, 0.04, 0.03, 0.7).With(0.7*(1-age*age)))
			if s.Heavy {
				c.Sprite(paint.Scorch, at, cam.Zoom*4, s.To.X, burntColour.With(0.8*(1-age*age)))
			}
			c.Sprite(paint.Cross, at, cam.Zoom*0.62, 0, draw.Team(s.Team).Mix(draw.RGBA(0.1, 0.1, 0.1, 1),
				0.35).With(0.85*(1-age*age)))
		case battle.PingRing:
			for i := range 3 {
				c.Circle(at, c.Px(12)+c.Px(70)*math.Mod(age*3+float64(i)/3, 1), c.Px(2.5),
					draw.Team(s.Team).Mix(draw.Plain, 0.3).With(1-age))
			}
			c.Icon("ping", at, c.Px(26), draw.Plain.With(1-age*age))
		case battle.Marker:
			size := c.Px(16) + c.Px(30)*(1-age)*(1-age)
			c.Sprite(paint.Ring, at, size, 0, orderColour(s.Order).With(1-age*age))
			c.Sprite(paint.Disc, at, c.Px(8), 0, orderColour(s.Order).With(1-age*age))
		}
	}
}

// drawPieces draws the units with what belongs to each.
func (f *Field) drawPieces(c *draw.Canvas) {
	b := f.Battle
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if p.HP == 0 || p.Flags&game.Aboard != 0 || int(p.Kind) >= len(b.Setup.Rules.Kinds) {
			continue
		}
		shape := battle.ShapeOf(&b.Setup.Rules.Kinds[p.Kind])
		at, size := b.Camera.ToScreen(p.At), max(shape.Size()*b.Camera.Zoom, c.Px(11))
		if at.X < -size || at.Y < -size || at.X > c.W+size || at.Y > c.H+size {
			continue
		}
		if size > c.Px(14) { // from afar nobody sees a shadow, and a thousand of them cost a fifth of a frame
			c.Sprite(paint.Glow, battle.Point{X: at.X + size*0.08, Y: at.Y + size*0.12}, size*1.7, 0,
				draw.RGBA(0, 0, 0, 0.75))
		}
		if p.Squad != game.NoSquad && b.Selected.Has(p.Squad) {
			c.Sprite(paint.Ring, at, size*1.28, 0, draw.Good.Mix(draw.Plain, 0.2))
		}
		c.Sprite(sprites[shape], at, size*1.12, p.Angle, f.pieceColour(p))
		if f.Battle.Camera.Zoom > c.Px(20) {
			c.Icon(b.Setup.Rules.Kinds[p.Kind].Name, at, size*0.52, draw.RGBA(0.06, 0.06, 0.07, 0.9))
		}
		f.drawHealth(c, p, at, size)
	}
}

// pieceColour is the team's, paler for units that somebody else commands.
func (f *Field) pieceColour(p *battle.Piece) draw.Colour {
	ink := draw.Team(int(p.Team))
	if p.Squad != game.NoSquad && !f.Battle.Watching && f.Battle.Number(p.Squad) == 0 {
		ink = ink.Mix(draw.Plain, 0.38)
	}
	return ink
}

// sprites are battle's shapes as paint has them.
var sprites = [battle.Shapes]paint.Sprite{
	battle.RifleShape: paint.Rifle, battle.GunShape: paint.Gun, battle.ScoutShape: paint.Scout,
	battle.TankShape: paint.Tank,
}

// drawHealth draws a bar for who is hurt, and marks for who is under fire.
func (f *Field) drawHealth(c *draw.Canvas, p *battle.Piece, at battle.Point, size float64) {
	b := f.Battle
	share := float64(p.HP) / float64(max(1, b.Setup.Rules.Kinds[p.Kind].HP))
	r := battle.Rect{X: at.X - size*0.45, Y: at.Y - size*0.62 - c.Px(5), W: size * 0.9, H: c.Px(3.5)}
	if share < 1 {
		c.Rect(battle.Rect{X: r.X - 1, Y: r.Y - 1, W: r.W + 2, H: r.H + 2}, draw.RGBA(0, 0, 0, 0.7))
		full := r
		full.W *= min(1, share)
		c.Rect(full, draw.Bad.Mix(draw.Good, float32(ramp(0.25, 0.75, share))))
	}
	switch {
	case p.Flags&game.Pinned != 0:
		c.Label("!", battle.Point{X: at.X + size*0.62, Y: at.Y - size*0.3}, 17, draw.Middle, draw.Amber)
	case p.Suppression > 60:
		low := battle.Rect{X: r.X, Y: r.Y + r.H + 1, W: r.W * float64(p.Suppression) / 255, H: max(1, c.Px(1.5))}
		c.Rect(low, draw.Amber)
	}
}

func ramp(low, high, v float64) float64 { return math.Max(0, math.Min(1, (v-low)/(high-low))) }

// drawShots draws what is fired, what hits, and what is heard from out of sight.
func (f *Field) drawShots(a *Stage, c *draw.Canvas) {
	cam := &f.Battle.Camera
	for _, s := range f.Battle.Show.All {
		age, from, to := s.Age(a.Now), cam.ToScreen(s.From), cam.ToScreen(s.To)
		switch s.Kind {
		case battle.Tracer:
			f.drawTracer(c, &s, from, to, age)
		case battle.Puff:
			c.Sprite(paint.Glow, to, cam.Zoom*(0.5+0.9*age), 0, draw.RGBA(0.98, 0.93, 0.8, 1).With(0.9*(1-age)))
			c.Sprite(paint.Glow, to, cam.Zoom*0.5*(1-age), 0, draw.Bad.With(1-age))
		case battle.Boom:
			f.drawBoom(c, to, age)
		case battle.HeardShot:
			f.drawHeard(c, &s, age)
		}
	}
}

// drawTracer runs a bright streak along the way of a shot, with a flash where it left.
func (f *Field) drawTracer(c *draw.Canvas, s *battle.Flash, from, to battle.Point, age float64) {
	width, ink := c.Px(2.2), draw.RGBA(1, 0.93, 0.62, 1)
	if s.Heavy {
		width, ink = c.Px(4), draw.RGBA(1, 0.75, 0.35, 1)
	}
	tail, head := math.Max(0, age*1.3-0.4), math.Min(1, age*1.6+0.2)
	at := func(t float64) battle.Point {
		return battle.Point{X: from.X + (to.X-from.X)*t, Y: from.Y + (to.Y-from.Y)*t}
	}
	c.Line(at(tail), at(head), width, ink.With(1-0.6*age))
	flash := f.Battle.Camera.Zoom * 0.8
	if s.Heavy {
		flash *= 2.4
	}
	c.Sprite(paint.Glow, at(0.03), flash, 0, ink.With(1-age))
}

// drawHeard puts waves at the edge of the screen, on the side that a shot was heard from.
func (f *Field) drawHeard(c *draw.Canvas, s *battle.Flash, age float64) {
	top, low := f.Battle.Layout.Top.H, c.Px(110)
	mid := battle.Point{X: c.W / 2, Y: (top + c.H - low) / 2}
	dx, dy := math.Cos(s.Angle), math.Sin(s.Angle)
	reach := math.Min((c.W/2-c.Px(40))/math.Max(math.Abs(dx), 0.01), ((c.H-top-low)/2-c.Px(30))/math.Max(math.Abs(dy),
		0.01))
	size := c.Px(22 + 12*float64(s.Loud))
	c.Sprite(paint.Arc, battle.Point{X: mid.X + dx*reach, Y: mid.Y + dy*reach}, size, s.Angle+math.Pi,
		draw.Amber.With(0.85*(1-age)))
}

// drawNames writes the names of the capture points at the upper edge of their rings, where they cover nobody who stands
// there; below the top bar where that edge is not to be seen.
func (f *Field) drawNames(a *Stage, c *draw.Canvas) {
	for i := range f.Battle.View.Points {
		set := &f.Battle.Setup.Scenario.Points[i]
		at := f.Battle.Camera.ToScreen(battle.PointAt(set))
		y := at.Y - (float64(set.Radius)+0.5)*f.Battle.Camera.Zoom - c.Px(10)
		if low := f.Battle.Layout.Top.H + c.Px(16); y < low && at.Y > low+c.Px(20) {
			y = low
		}
		c.Label(f.Battle.PointName(i, a.Words), battle.Point{X: at.X, Y: y}, 15, draw.Middle, draw.Body)
	}
}
