package screen

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/paint"
	"muster/game"
)

func (f *field) draw(a *app, c *canvas) {
	if f.drawField(a, c) {
		f.drawCommandGround(c)
		f.drawHUD(a, c)
		f.drawAimHints(a, c)
	}
	if f.watch != nil {
		c.play(f.watch.ui.Commands)
	}
}

// drawField draws the battlefield without what lies over it; it returns whether there is a view to show.
func (f *field) drawField(a *app, c *canvas) bool {
	c.rect(c.all(), backColour)
	f.drawGround(a, c)
	if f.battle.View == nil {
		text := a.words.Say("wait.finding")
		if f.watch != nil {
			text = f.late(a)
		}
		for i, line := range a.wrap(text, 22, c.w*0.9) {
			c.label(line, battle.Point{X: c.w / 2, Y: c.h/2 + c.px(30)*float64(i)}, 22, middle, textColour)
		}
		return false
	}
	f.drawMines(c)
	f.drawOverlays(c)
	f.drawPoints(a, c)
	f.drawLegs(c)
	f.drawFallen(a, c)
	f.drawGhosts(c)
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
func (f *field) drawGround(a *app, c *canvas) {
	r := f.mapRect()
	c.picture(f.ground, r, plain)
	if f.battle.View != nil {
		f.drawCraters(a, c)
		f.drawChanges(c)
	}
	c.picture(f.veil, r, plain)
}

func (f *field) mapRect() battle.Rect {
	cam := &f.battle.Camera
	at := cam.ToScreen(battle.Point{})
	return battle.Rect{X: at.X, Y: at.Y, W: cam.MapW * cam.Zoom, H: cam.MapH * cam.Zoom}
}

// drawPoints draws the capture points: ring, flag and how far a taking has come.
func (f *field) drawPoints(a *app, c *canvas) {
	b := f.battle
	for i, p := range b.View.Points {
		set := &b.Setup.Scenario.Points[i]
		at := b.Camera.ToScreen(battle.PointAt(set))
		size := (float64(set.Radius)*2 + 1) * b.Camera.Zoom
		owner := teamColour(int(p.Owner))
		c.sprite(paint.Disc, at, size, 0, owner.with(0.09))
		c.circle(at, size/2, c.px(2), owner.with(0.6))
		c.sprite(paint.Flag, battle.Point{X: at.X + c.px(6), Y: at.Y - c.px(6)}, c.px(34), 0, owner)
		if b.Wanted(i) {
			c.circle(at, size/2+c.px(4), c.px(1.5), accentColour.with(0.9))
		}
		if p.Taker >= 0 && p.Progress > 0 || p.Contested {
			f.drawProgress(a, c, battle.Point{X: at.X, Y: at.Y + c.px(22)}, p)
		}
	}
}

func (f *field) drawProgress(a *app, c *canvas, at battle.Point, p game.PointView) {
	r := battle.Rect{X: at.X - c.px(36), Y: at.Y, W: c.px(72), H: c.px(7)}
	c.rect(r, rgba(0, 0, 0, 0.6))
	full := r
	full.W *= float64(p.Progress) / 100
	c.rect(full, teamColour(int(p.Taker)))
	if p.Contested && a.now.UnixMilli()/300%2 == 0 {
		c.frame(r, c.px(1.5), amberColour)
	}
}

// drawLegs draws a dashed line from each selected squad to where it goes.
func (f *field) drawLegs(c *canvas) {
	cam := &f.battle.Camera
	for _, l := range f.battle.Legs() {
		from, to, ink := cam.ToScreen(l.From), cam.ToScreen(l.To), orderColour(l.Order)
		c.dashes(from, to, c.px(1.5), ink.with(0.5))
		c.sprite(paint.Disc, to, c.px(7), 0, ink.with(0.7))
	}
}

// drawFallen marks where somebody fell, and where orders lead.
func (f *field) drawFallen(a *app, c *canvas) {
	cam := &f.battle.Camera
	for _, s := range f.battle.Show.All {
		at, age := cam.ToScreen(s.To), s.Age(a.now)
		switch s.Kind {
		case battle.Fall:
			c.sprite(paint.Glow, at, cam.Zoom*1.6, 0, rgba(0.05, 0.04, 0.03, 0.7).with(0.7*(1-age*age)))
			if s.Heavy {
				c.sprite(paint.Scorch, at, cam.Zoom*4, s.To.X, burntColour.with(0.8*(1-age*age)))
			}
			c.sprite(paint.Cross, at, cam.Zoom*0.62, 0, teamColour(s.Team).mix(rgba(0.1, 0.1, 0.1, 1), 0.35).with(0.85*(1-age*age)))
		case battle.PingRing:
			for i := range 3 {
				c.circle(at, c.px(12)+c.px(70)*math.Mod(age*3+float64(i)/3, 1), c.px(2.5), teamColour(s.Team).mix(plain, 0.3).with(1-age))
			}
			c.icon("ping", at, c.px(26), plain.with(1-age*age))
		case battle.Marker:
			size := c.px(16) + c.px(30)*(1-age)*(1-age)
			c.sprite(paint.Ring, at, size, 0, orderColour(s.Order).with(1-age*age))
			c.sprite(paint.Disc, at, c.px(8), 0, orderColour(s.Order).with(1-age*age))
		}
	}
}

// drawPieces draws the units with what belongs to each.
func (f *field) drawPieces(c *canvas) {
	b := f.battle
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if p.HP == 0 || p.Flags&game.Aboard != 0 || int(p.Kind) >= len(b.Setup.Rules.Kinds) {
			continue
		}
		shape := battle.ShapeOf(&b.Setup.Rules.Kinds[p.Kind])
		at, size := b.Camera.ToScreen(p.At), max(shape.Size()*b.Camera.Zoom, c.px(11))
		if at.X < -size || at.Y < -size || at.X > c.w+size || at.Y > c.h+size {
			continue
		}
		if size > c.px(14) { // from afar nobody sees a shadow, and a thousand of them cost a fifth of a frame
			c.sprite(paint.Glow, battle.Point{X: at.X + size*0.08, Y: at.Y + size*0.12}, size*1.7, 0, rgba(0, 0, 0, 0.75))
		}
		if p.Squad != game.NoSquad && b.Selected.Has(p.Squad) {
			c.sprite(paint.Ring, at, size*1.28, 0, goodColour.mix(plain, 0.2))
		}
		c.sprite(sprites[shape], at, size*1.12, p.Angle, f.pieceColour(p))
		if f.battle.Camera.Zoom > c.px(20) {
			c.icon(b.Setup.Rules.Kinds[p.Kind].Name, at, size*0.52, rgba(0.06, 0.06, 0.07, 0.9))
		}
		f.drawHealth(c, p, at, size)
	}
}

// pieceColour is the team's, paler for units that somebody else commands.
func (f *field) pieceColour(p *battle.Piece) colour {
	ink := teamColour(int(p.Team))
	if p.Squad != game.NoSquad && !f.battle.Watching && f.battle.Number(p.Squad) == 0 {
		ink = ink.mix(plain, 0.38)
	}
	return ink
}

// sprites are battle's shapes as paint has them.
var sprites = [battle.Shapes]paint.Sprite{
	battle.RifleShape: paint.Rifle, battle.GunShape: paint.Gun, battle.ScoutShape: paint.Scout, battle.TankShape: paint.Tank,
}

// drawHealth draws a bar for who is hurt, and marks for who is under fire.
func (f *field) drawHealth(c *canvas, p *battle.Piece, at battle.Point, size float64) {
	b := f.battle
	share := float64(p.HP) / float64(max(1, b.Setup.Rules.Kinds[p.Kind].HP))
	r := battle.Rect{X: at.X - size*0.45, Y: at.Y - size*0.62 - c.px(5), W: size * 0.9, H: c.px(3.5)}
	if share < 1 {
		c.rect(battle.Rect{X: r.X - 1, Y: r.Y - 1, W: r.W + 2, H: r.H + 2}, rgba(0, 0, 0, 0.7))
		full := r
		full.W *= min(1, share)
		c.rect(full, badColour.mix(goodColour, float32(ramp(0.25, 0.75, share))))
	}
	switch {
	case p.Flags&game.Pinned != 0:
		c.label("!", battle.Point{X: at.X + size*0.62, Y: at.Y - size*0.3}, 17, middle, amberColour)
	case p.Suppression > 60:
		low := battle.Rect{X: r.X, Y: r.Y + r.H + 1, W: r.W * float64(p.Suppression) / 255, H: max(1, c.px(1.5))}
		c.rect(low, amberColour)
	}
}

func ramp(low, high, v float64) float64 { return math.Max(0, math.Min(1, (v-low)/(high-low))) }

// drawShots draws what is fired, what hits, and what is heard from out of sight.
func (f *field) drawShots(a *app, c *canvas) {
	cam := &f.battle.Camera
	for _, s := range f.battle.Show.All {
		age, from, to := s.Age(a.now), cam.ToScreen(s.From), cam.ToScreen(s.To)
		switch s.Kind {
		case battle.Tracer:
			f.drawTracer(c, &s, from, to, age)
		case battle.Puff:
			c.sprite(paint.Glow, to, cam.Zoom*(0.5+0.9*age), 0, rgba(0.98, 0.93, 0.8, 1).with(0.9*(1-age)))
			c.sprite(paint.Glow, to, cam.Zoom*0.5*(1-age), 0, badColour.with(1-age))
		case battle.Boom:
			f.drawBoom(c, to, age)
		case battle.HeardShot:
			f.drawHeard(c, &s, age)
		}
	}
}

// drawTracer runs a bright streak along the way of a shot, with a flash where it left.
func (f *field) drawTracer(c *canvas, s *battle.Flash, from, to battle.Point, age float64) {
	width, ink := c.px(2.2), rgba(1, 0.93, 0.62, 1)
	if s.Heavy {
		width, ink = c.px(4), rgba(1, 0.75, 0.35, 1)
	}
	tail, head := math.Max(0, age*1.3-0.4), math.Min(1, age*1.6+0.2)
	at := func(t float64) battle.Point {
		return battle.Point{X: from.X + (to.X-from.X)*t, Y: from.Y + (to.Y-from.Y)*t}
	}
	c.line(at(tail), at(head), width, ink.with(1-0.6*age))
	flash := f.battle.Camera.Zoom * 0.8
	if s.Heavy {
		flash *= 2.4
	}
	c.sprite(paint.Glow, at(0.03), flash, 0, ink.with(1-age))
}

// drawHeard puts waves at the edge of the screen, on the side that a shot was heard from.
func (f *field) drawHeard(c *canvas, s *battle.Flash, age float64) {
	top, low := f.battle.Layout.Top.H, c.px(110)
	mid := battle.Point{X: c.w / 2, Y: (top + c.h - low) / 2}
	dx, dy := math.Cos(s.Angle), math.Sin(s.Angle)
	reach := math.Min((c.w/2-c.px(40))/math.Max(math.Abs(dx), 0.01), ((c.h-top-low)/2-c.px(30))/math.Max(math.Abs(dy), 0.01))
	size := c.px(22 + 12*float64(s.Loud))
	c.sprite(paint.Arc, battle.Point{X: mid.X + dx*reach, Y: mid.Y + dy*reach}, size, s.Angle+math.Pi, amberColour.with(0.85*(1-age)))
}

// drawNames writes the names of the capture points at the upper edge of their rings, where they cover nobody who stands
// there; below the top bar where that edge is not to be seen.
func (f *field) drawNames(a *app, c *canvas) {
	for i := range f.battle.View.Points {
		set := &f.battle.Setup.Scenario.Points[i]
		at := f.battle.Camera.ToScreen(battle.PointAt(set))
		y := at.Y - (float64(set.Radius)+0.5)*f.battle.Camera.Zoom - c.px(10)
		if low := f.battle.Layout.Top.H + c.px(16); y < low && at.Y > low+c.px(20) {
			y = low
		}
		c.label(f.battle.PointName(i, a.words), battle.Point{X: at.X, Y: y}, 15, middle, textColour)
	}
}
