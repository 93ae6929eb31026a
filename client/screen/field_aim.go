package screen

import (
	"muster/client/screen/battle"
	"muster/client/screen/paint"
	"muster/game"
)

// ringInk is the colour of what happens around where an order is aimed.
func ringInk(k battle.RingKind) colour {
	switch k {
	case battle.Smokes:
		return plain
	case battle.Tends:
		return goodColour
	}
	return badColour
}

// orderColour is that of the mark where an order leads.
func orderColour(k game.OrderKind) colour {
	switch k {
	case game.Attack, game.AttackMove, game.Suppress, game.Grenade:
		return badColour
	case game.Capture:
		return accentColour
	case game.Retreat:
		return faintColour
	}
	return goodColour
}

// drawAim draws what a click would come to while an order is aimed: who does it, what is hit, what is built.
func (f *field) drawAim(a *app, c *canvas) {
	aim := f.battle.Aiming(a.pointer())
	if aim == nil {
		f.drawAble(c)
		return
	}
	cam := &f.battle.Camera
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
			c.circle(at, radius, c.px(1), ink.with(0.35))
			continue
		}
		c.sprite(paint.Disc, at, 2*radius, 0, ink.with(0.16))
		c.circle(at, radius, c.px(2), ink.with(0.9))
	}
	for i := range aim.Works {
		f.drawWork(c, &aim.Works[i])
	}
	for _, t := range aim.Touched {
		c.circle(cam.ToScreen(t.At), max(cam.Zoom*0.75, c.px(10)), c.px(2.2), touchInk(aim.Kind, &t))
	}
}

// drawAble draws how far those reach who can do what is aimed, until the pointer is on the map.
func (f *field) drawAble(c *canvas) {
	if f.battle.Aim == game.NoOrder {
		return
	}
	for _, d := range f.battle.Able() {
		if d.Reach > 0 {
			c.circle(f.battle.Camera.ToScreen(d.From), d.Reach*f.battle.Camera.Zoom, c.px(1.6), goodColour.with(0.5))
		}
	}
}

// touchInk warns of own men in a blast.
func touchInk(kind game.OrderKind, t *battle.Touch) colour {
	switch {
	case t.Friend && kind == game.Grenade:
		return amberColour
	case t.Friend:
		return goodColour
	}
	return plain
}

// drawDoer draws how far a squad reaches, and a line to where it would do what is aimed: dashed if something comes before.
func (f *field) drawDoer(c *canvas, d *battle.Doer, at battle.Point, kind game.OrderKind) {
	cam := &f.battle.Camera
	from, ink := cam.ToScreen(d.From), goodColour
	switch {
	case d.Why != game.Obeyed:
		ink = badColour
	case d.Far || d.Lines == 0 && (kind == game.Suppress || kind == game.Attack):
		ink = amberColour
	}
	if d.Reach > 0 && kind != game.Attack {
		c.circle(from, d.Reach*cam.Zoom, c.px(1.6), ink.with(0.75))
	}
	if d.Near > 0 && kind != game.Attack {
		c.circle(from, d.Near*cam.Zoom, c.px(1.2), faintColour.with(0.7))
	}
	if ink == goodColour {
		c.line(from, at, c.px(1.5), ink.with(0.6))
		return
	}
	c.dashes(from, at, c.px(1.5), ink.with(0.6))
}

// drawSent draws where a squad would be sent.
func (f *field) drawSent(c *canvas, d *battle.Doer, goal battle.Point, ink colour) {
	from, to := f.battle.Camera.ToScreen(d.From), f.battle.Camera.ToScreen(goal)
	c.dashes(from, to, c.px(1.2), ink.with(0.4))
	c.sprite(paint.Ring, to, max(f.battle.Camera.Zoom, c.px(16)), 0, ink)
}

// drawWork draws a ghost of what would be built on a cell; crossed out where the ground does not take it.
func (f *field) drawWork(c *canvas, w *battle.Work) {
	cam := &f.battle.Camera
	at, z := cam.ToScreen(w.At), cam.Zoom
	r := battle.Rect{X: at.X - z/2, Y: at.Y - z/2, W: z, H: z}
	if !w.Fits {
		c.frame(r, max(1, c.px(1.5)), badColour.with(0.9))
		c.sprite(paint.Cross, at, z*0.6, 0, badColour.with(0.9))
		return
	}
	if w.Mine {
		c.mine(at, z, teamColour(int(f.battle.Team)), 0.75)
	} else {
		f.drawAltered(c, at, paint.LookOf(&f.battle.Setup.Rules.Terrains[w.Terrain]))
	}
	c.frame(r, max(1, c.px(1.5)), goodColour.with(0.9))
}

// drawAimOnMinimap draws the same small: what is hit, and how far who does it reaches.
func (f *field) drawAimOnMinimap(a *app, c *canvas) {
	aim := f.battle.Aiming(a.pointer())
	if aim == nil || aim.Kind == game.Attack {
		return
	}
	b, r := f.battle, f.battle.Layout.Minimap
	whole := c.clip(r)
	place := func(p battle.Point) battle.Point { return b.Layout.ToMinimap(p, b.Camera.MapW, b.Camera.MapH) }
	cell := r.W / b.Camera.MapW
	for i := range aim.Doers {
		if d := &aim.Doers[i]; d.Reach > 0 {
			c.circle(place(d.From), d.Reach*cell, c.px(1), badColour.with(0.8))
		}
	}
	at := place(aim.At)
	for _, ring := range aim.Rings[:min(1, len(aim.Rings))] {
		c.sprite(paint.Disc, at, 2*(ring.Radius+0.5)*cell, 0, ringInk(ring.Kind).with(0.8))
	}
	arm := c.px(7)
	c.line(battle.Point{X: at.X - arm, Y: at.Y}, battle.Point{X: at.X + arm, Y: at.Y}, max(1, c.px(1.5)), plain)
	c.line(battle.Point{X: at.X, Y: at.Y - arm}, battle.Point{X: at.X, Y: at.Y + arm}, max(1, c.px(1.5)), plain)
	c.unclip(whole)
}

// drawAimHints says beside the pointer what a player has to know before the click.
func (f *field) drawAimHints(a *app, c *canvas) {
	at := a.pointer()
	aim := f.battle.Aiming(at)
	if aim == nil {
		return
	}
	y := at.Y - c.px(18)
	f.reasons = append(f.reasons, f.shown) // the banner is read, too
	for _, h := range aim.Hints(a.words) {
		width := c.width(h.Text, 15) + c.px(12)
		r := battle.Rect{X: max(0, min(at.X+c.px(14), c.w-c.px(4)-width)), Y: y - c.px(11), W: width, H: c.px(22)}
		r = clearOf(r, f.reasons, c.px(2), f.battle.Layout.Top.H) // what was refused is read first
		c.rect(r, backColour.with(0.8))
		c.text(h.Text, battle.Point{X: r.X + c.px(6), Y: r.Mid().Y}, 15, left, hintInk(h.Kind))
		f.reasons = append(f.reasons, r) // nor do hints lie over each other
	}
}

func hintInk(k battle.HintKind) colour {
	switch k {
	case battle.Fine:
		return goodColour.mix(plain, 0.3)
	case battle.Never:
		return badColour.mix(plain, 0.3)
	}
	return amberColour
}

// drawCommandGround lies under the command card: its empty places are not the map's.
func (f *field) drawCommandGround(c *canvas) {
	if r := f.battle.Layout.Card; r.W > 0 {
		c.rect(r.Inset(-c.px(3)), panelColour.with(0.55))
	}
}
