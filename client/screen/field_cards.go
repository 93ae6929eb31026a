package screen

import (
	"muster/client/screen/battle"
	"muster/client/screen/keys"
	"muster/client/screen/kit"
	"muster/game"
)

// drawCards draws the own squads at the bottom.
func (f *field) drawCards(a *app, c *canvas) {
	b := f.battle
	for i, card := range b.Cards() {
		if i < len(b.Layout.Cards) {
			f.drawCard(a, c, i, &card, b.Layout.Cards[i])
		}
	}
}

func (f *field) drawCard(a *app, c *canvas, i int, card *battle.Card, r battle.Rect) {
	b := f.battle
	ink, soft, team := plain, faintColour, teamColour(int(b.Team))
	if card.Alive == 0 {
		ink, soft, team = faintColour.with(0.5), faintColour.with(0.5), faintColour.with(0.4)
	}
	c.panel(r)
	if card.Selected {
		c.rect(r, goodColour.with(0.14))
		c.frame(r, max(1, c.px(2)), goodColour)
	}
	icon := b.Setup.Rules.Kinds[card.Kind].Name
	small := r.W < c.px(112) || r.H < c.px(70)
	if small {
		c.icon(icon, battle.Point{X: r.X + r.W/2, Y: r.Y + r.H*0.36}, min(r.W, r.H)*0.55, team)
	} else {
		c.icon(icon, battle.Point{X: r.X + c.px(25), Y: r.Y + c.px(25)}, c.px(36), team)
	}
	c.text(itoa(i+1), battle.Point{X: r.X + r.W - c.px(7), Y: r.Y + c.px(12)}, 14, right, soft)
	f.drawBars(c, card, battle.Rect{X: r.X + c.px(7), Y: r.Y + r.H - c.px(29), W: r.W - c.px(14), H: c.px(5)})
	if !small {
		f.drawCardText(a, c, card, r, ink, soft)
	}
	f.drawCardSigns(c, card, r)
}

// drawBars draws health and, below it, morale.
func (f *field) drawBars(c *canvas, card *battle.Card, bar battle.Rect) {
	for i, share := range [...]float64{card.Health, card.Morale} {
		c.rect(bar, colour{0, 0, 0, 0.6})
		full := bar
		full.W *= max(0, min(1, share))
		ink := badColour.mix(goodColour, float32(ramp(0.25, 0.75, share)))
		if i == 1 {
			ink = faintColour
		}
		if card.Alive > 0 {
			c.rect(full, ink)
		}
		bar.Y += bar.H + c.px(1.5)
		bar.H = c.px(2.5)
	}
}

func (f *field) drawCardText(a *app, c *canvas, card *battle.Card, r battle.Rect, ink, soft colour) {
	x, room := r.X+c.px(48), r.W-c.px(56)
	c.text(c.fitting(f.battle.KindName(card.Kind, a.words), 15, room-c.px(14)), battle.Point{X: x, Y: r.Y + c.px(14)}, 15, left, ink)
	men, order := c.joined.Join(itoa(card.Alive), " / ", itoa(card.Men), ""), a.words.Say(c.joined.Join("order.", card.Order.String(), "", ""))
	switch {
	case card.Alive == 0:
		men, order = a.words.Say("hud.lost"), ""
	case card.Order == game.NoOrder:
		order = "–"
	}
	c.text(men, battle.Point{X: x, Y: r.Y + c.px(33)}, 14, left, soft)
	c.text(c.fitting(order, 13, r.W-c.px(18)), battle.Point{X: r.X + c.px(8), Y: r.Y + r.H - c.px(10)}, 13, left, accentColour)
}

// drawCardSigns draws veterancy, ammunition and trouble: a sign each, told apart by shape.
func (f *field) drawCardSigns(c *canvas, card *battle.Card, r battle.Rect) {
	at := battle.Point{X: r.X + r.W - c.px(12), Y: r.Y + r.H - c.px(10)}
	sign := func(name string, ink colour) {
		c.icon(name, at, c.px(16), ink)
		at.X -= c.px(18)
	}
	switch {
	case card.Alive == 0:
		sign("lost", faintColour)
		return
	case card.Broken:
		sign("broken", badColour)
	case card.Pinned:
		sign("alert", amberColour)
	}
	if card.Ammo < 0.25 {
		sign("ammo", amberColour)
	}
	if card.Order == game.NoOrder || card.Order == game.Hold {
		sign("idle", faintColour)
	}
	if f.battle.Escorted(card.ID) {
		sign("capture", accentColour)
	}
	if card.Level > 0 {
		sign(c.joined.Join("level", itoa(min(3, card.Level)), "", ""), accentColour)
	}
}

// drawCommands draws the command card: what the selected squads can do, and the key for it.
func (f *field) drawCommands(a *app, c *canvas) {
	b := f.battle
	at := a.pointer()
	for i, e := range b.Commands() {
		if i >= len(b.Layout.Commands) {
			return
		}
		r := b.Layout.Commands[i]
		c.panel(r)
		kind, aim, ok := e.Action.Order()
		ink := textColour
		if ok && aim && b.Aim == kind {
			c.rect(r, badColour.with(0.3))
			c.frame(r, max(1, c.px(2)), badColour)
		} else if r.Holds(at) {
			c.rect(r, accentColour.with(0.2))
			c.frame(r, max(1, c.px(1.5)), accentColour)
		}
		if f.unready(kind) {
			ink = faintColour.with(0.35)
		}
		c.icon(e.Icon, battle.Point{X: r.X + r.W*0.54, Y: r.Y + r.H*0.46}, r.W*0.68, ink)
		c.label(a.keys.Letter(e.Action), battle.Point{X: r.X + c.px(3), Y: r.Y + r.H - c.px(8)}, min(13, r.W/c.scale*0.36), left, accentColour)
	}
}

// unready tells that no selected squad is ready to throw.
func (f *field) unready(kind game.OrderKind) bool {
	if kind != game.Smoke && kind != game.Grenade {
		return false
	}
	for i := range f.battle.View.Squads {
		if s := &f.battle.View.Squads[i]; s.Ready && f.battle.Selected.Has(s.ID) {
			return false
		}
	}
	return true
}

// drawHint says what the button under the pointer does, in the words of the table.
func (f *field) drawHint(a *app, c *canvas, at battle.Point) bool {
	for i, e := range f.battle.Commands() {
		if i < len(f.battle.Layout.Commands) && f.battle.Layout.Commands[i].Holds(at) {
			f.tip(a, c, at, e)
			return true
		}
	}
	return false
}

func (f *field) tip(a *app, c *canvas, at battle.Point, e *keys.Entry) {
	line := a.words.Say(e.Text) + "  [" + a.keys.Letter(e.Action) + "]"
	width := c.width(line, kit.Usual) + c.px(24)
	r := battle.Rect{X: min(at.X, c.w-width-c.px(4)), Y: f.battle.Layout.Commands[0].Y - c.px(38), W: width, H: c.px(32)}
	c.rect(r, backColour.with(0.96))
	c.frame(r, max(1, c.px(1)), accentColour.with(0.5))
	c.text(line, battle.Point{X: r.X + c.px(12), Y: r.Y + r.H/2}, kit.Usual, left, textColour)
}
