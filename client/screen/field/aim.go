package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/paint"
	"muster/game"
)

// ringInk is the colour of what happens around where an order is aimed.
func ringInk(k battle.RingKind) draw.Colour {
	switch k {
	case battle.Smokes:
		return draw.Plain
	case battle.Tends:
		return draw.Good
	}
	return draw.Bad
}

// orderColour is that of the mark where an order leads.
func orderColour(k game.OrderKind) draw.Colour {
	switch k {
	case game.Attack, game.AttackMove, game.Suppress, game.Grenade:
		return draw.Bad
	case game.Capture:
		return draw.Accent
	case game.Retreat:
		return draw.Faint
	}
	return draw.Good
}

// drawAim draws what a click would come to while an order is aimed: who does it, what is hit, what is built.
func (f *Field) drawAim(a *Stage, c *draw.Canvas) {
	aim := f.Battle.Aiming(a.Pointer())
	if aim == nil {
		f.drawAble(c)
		return
	}
	cam := &f.Battle.Camera
	at := cam.ToScreen(aim.At)
	for i := range aim.Doers {
		if i < len(aim.Goals) {
			f.drawSent(c, &aim.Doers[i], aim.Goals[i], orderColour(aim.Kind))
		} else {
			f.drawDoer(c, &aim.Doers[i], at, aim.Kind)
		}
	}
	for i, ring := range aim.Rings {
		ink, radius := ringInk(ring.Kind), (ring.Radius+0.5)*cam.Zoom
		if i > 0 {
			c.Circle(at, radius, c.Px(1), ink.With(0.35))
			continue
		}
		c.Sprite(paint.Disc, at, 2*radius, 0, ink.With(0.16))
		c.Circle(at, radius, c.Px(2), ink.With(0.9))
	}
	for i := range aim.Works {
		f.drawWork(c, &aim.Works[i])
	}
	for _, t := range aim.Touched {
		c.Circle(cam.ToScreen(t.At), max(cam.Zoom*0.75, c.Px(10)), c.Px(2.2), touchInk(aim.Kind, &t))
	}
}

// drawAble draws how far those reach who can do what is aimed, until the pointer is on the map.
func (f *Field) drawAble(c *draw.Canvas) {
	if f.Battle.Aim == game.NoOrder {
		return
	}
	for _, d := range f.Battle.Able() {
		if d.Reach > 0 {
			c.Circle(f.Battle.Camera.ToScreen(d.From), d.Reach*f.Battle.Camera.Zoom, c.Px(1.6), draw.Good.With(0.5))
		}
	}
}

// touchInk warns of own men in a blast.
func touchInk(kind game.OrderKind, t *battle.Touch) draw.Colour {
	switch {
	case t.Friend && kind == game.Grenade:
		return draw.Amber
	case t.Friend:
		return draw.Good
	}
	return draw.Plain
}

// drawDoer draws how far a squad reaches, and a line to where it would do what is aimed: dashed if
// something comes before.
func (f *Field) drawDoer(c *draw.Canvas, d *battle.Doer, at battle.Point, kind game.OrderKind) {
	cam := &f.Battle.Camera
	from, ink := cam.ToScreen(d.From), draw.Good
	switch {
	case d.Why != game.Obeyed:
		ink = draw.Bad
	case d.Far || d.Lines == 0 && (kind == game.Suppress || kind == game.Attack):
		ink = draw.Amber
	}
	if d.Reach > 0 && kind != game.Attack {
		c.Circle(from, d.Reach*cam.Zoom, c.Px(1.6), ink.With(0.75))
	}
	if d.Near > 0 && kind != game.Attack {
		c.Circle(from, d.Near*cam.Zoom, c.Px(1.2), draw.Faint.With(0.7))
	}
	if ink == draw.Good {
		c.Line(from, at, c.Px(1.5), ink.With(0.6))
		return
	}
	c.Dashes(from, at, c.Px(1.5), ink.With(0.6))
}

// drawSent draws where a squad would be sent.
func (f *Field) drawSent(c *draw.Canvas, d *battle.Doer, goal battle.Point, ink draw.Colour) {
	from, to := f.Battle.Camera.ToScreen(d.From), f.Battle.Camera.ToScreen(goal)
	c.Dashes(from, to, c.Px(1.2), ink.With(0.4))
	c.Sprite(paint.Ring, to, max(f.Battle.Camera.Zoom, c.Px(16)), 0, ink)
}

// drawWork draws a ghost of what would be built on a cell; crossed out where the ground does not take it.
func (f *Field) drawWork(c *draw.Canvas, w *battle.Work) {
	cam := &f.Battle.Camera
	at, z := cam.ToScreen(w.At), cam.Zoom
	r := battle.Rect{X: at.X - z/2, Y: at.Y - z/2, W: z, H: z}
	if !w.Fits {
		c.Frame(r, max(1, c.Px(1.5)), draw.Bad.With(0.9))
		c.Sprite(paint.Cross, at, z*0.6, 0, draw.Bad.With(0.9))
		return
	}
	if w.Mine {
		c.Mine(at, z, draw.Team(int(f.Battle.Team)), 0.75)
	} else {
		f.drawAltered(c, at, paint.LookOf(&f.Battle.Setup.Rules.Terrains[w.Terrain]))
	}
	c.Frame(r, max(1, c.Px(1.5)), draw.Good.With(0.9))
}

// drawAimOnMinimap draws the same small: what is hit, and how far who does it reaches.
func (f *Field) drawAimOnMinimap(a *Stage, c *draw.Canvas) {
	aim := f.Battle.Aiming(a.Pointer())
	if aim == nil || aim.Kind == game.Attack {
		return
	}
	b, r := f.Battle, f.Battle.Layout.Minimap
	whole := c.Clip(r)
	place := func(p battle.Point) battle.Point { return b.Layout.ToMinimap(p, b.Camera.MapW, b.Camera.MapH) }
	cell := r.W / b.Camera.MapW
	for i := range aim.Doers {
		if d := &aim.Doers[i]; d.Reach > 0 {
			c.Circle(place(d.From), d.Reach*cell, c.Px(1), draw.Bad.With(0.8))
		}
	}
	at := place(aim.At)
	for _, ring := range aim.Rings[:min(1, len(aim.Rings))] {
		c.Sprite(paint.Disc, at, 2*(ring.Radius+0.5)*cell, 0, ringInk(ring.Kind).With(0.8))
	}
	arm := c.Px(7)
	c.Line(battle.Point{X: at.X - arm, Y: at.Y}, battle.Point{X: at.X + arm, Y: at.Y}, max(1, c.Px(1.5)), draw.Plain)
	c.Line(battle.Point{X: at.X, Y: at.Y - arm}, battle.Point{X: at.X, Y: at.Y + arm}, max(1, c.Px(1.5)), draw.Plain)
	c.Unclip(whole)
}

// drawAimHints says beside the pointer what a player has to know before the click.
func (f *Field) drawAimHints(a *Stage, c *draw.Canvas) {
	at := a.Pointer()
	aim := f.Battle.Aiming(at)
	if aim == nil {
		return
	}
	y := at.Y - c.Px(18)
	f.Panels.Reasons = append(f.Panels.Reasons, f.Panels.Banner) // the banner is read, too
	for _, h := range aim.Hints(a.Words) {
		width := c.Width(h.Text, 15) + c.Px(12)
		r := battle.Rect{X: max(0, min(at.X+c.Px(14), c.W-c.Px(4)-width)), Y: y - c.Px(11), W: width, H: c.Px(22)}
		r = ClearOf(r, f.Panels.Reasons, c.Px(2), f.Battle.Layout.Top.H) // what was refused is read first
		c.Rect(r, draw.Back.With(0.8))
		c.Text(h.Text, battle.Point{X: r.X + c.Px(6), Y: r.Mid().Y}, 15, draw.Left, hintInk(h.Kind))
		f.Panels.Reasons = append(f.Panels.Reasons, r) // nor do hints lie over each other
	}
}

func hintInk(k battle.HintKind) draw.Colour {
	switch k {
	case battle.Fine:
		return draw.Good.Mix(draw.Plain, 0.3)
	case battle.Never:
		return draw.Bad.Mix(draw.Plain, 0.3)
	}
	return draw.Amber
}

// drawCommandGround lies under the command card: its empty places are not the map's.
func (f *Field) drawCommandGround(c *draw.Canvas) {
	if r := f.Battle.Layout.Card; r.W > 0 {
		c.Rect(r.Inset(-c.Px(3)), draw.Panel.With(0.55))
	}
}
