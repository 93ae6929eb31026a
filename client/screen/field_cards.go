package screen

import (
	"muster/client/screen/battle"
	"muster/client/screen/keys"
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
	switch {
	case card.Arrives > 0:
		ink, team = faintColour, team.with(0.5)
	case card.Alive == 0:
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
	free := f.drawCardSigns(c, card, r)
	if !small {
		f.drawCardText(a, c, card, r, free, ink, soft)
		return
	}
	f.drawRecruits(c, card, battle.Point{X: r.X + c.px(3), Y: r.Y + c.px(12)}, r.W < c.px(66))
	if card.Arrives > 0 {
		c.text(b.Arrival(card), battle.Point{X: r.X + c.px(6), Y: r.Y + r.H - c.px(10)}, 12, left, accentColour)
	}
}

// drawBars draws health and, below it, morale.
func (f *field) drawBars(c *canvas, card *battle.Card, bar battle.Rect) {
	for i, share := range [...]float64{card.Health, card.Morale} {
		c.rect(bar, rgba(0, 0, 0, 0.6))
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

// drawCardText writes what a squad is, how many of it live and what it does; free is where its signs begin.
func (f *field) drawCardText(a *app, c *canvas, card *battle.Card, r battle.Rect, free float64, ink, soft colour) {
	x, room := r.X+c.px(48), r.W-c.px(56)
	c.within(f.battle.KindName(card.Kind, a.words), battle.Point{X: x, Y: r.Y + c.px(14)}, 15, room-c.px(14), ink)
	men, order := c.joined.Join(itoa(card.Alive), " / ", itoa(card.Men), ""), a.words.Say(c.joined.Join("order.", card.Order.String(), "", ""))
	switch {
	case card.Arrives > 0:
		men, order = itoa(card.Men), a.words.Say("hud.arrives", "time", f.battle.Arrival(card))
	case card.Alive == 0:
		men, order = a.words.Say("hud.lost"), ""
	case card.Order == game.NoOrder:
		order = "–"
	}
	y := r.Y + c.px(33)
	c.text(men, battle.Point{X: x, Y: y}, 14, left, soft)
	c.within(order, battle.Point{X: r.X + c.px(8), Y: r.Y + r.H - c.px(10)}, 13, free-r.X-c.px(10), accentColour)
	if card.Alive == 0 {
		return
	}
	x += c.width(men, 14) + c.px(8)
	x += f.drawRecruits(c, card, battle.Point{X: x, Y: y}, false)
	if form := (battle.Rect{X: r.X + r.W - c.px(25), Y: y - c.px(9), W: c.px(18), H: c.px(18)}); x < form.X {
		f.drawFormation(c, card.Formation, form, soft)
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
		f.drawCommand(c, e, r, ink)
		c.label(a.keys.Letter(e.Action), battle.Point{X: r.X + c.px(3), Y: r.Y + r.H - c.px(8)}, min(13, r.W/c.scale*0.36), left, accentColour)
	}
}

// drawCommand draws the picture on a command's button; those of stance and formation show how the first selected squad is,
// and that of reinforcing how many men would come.
func (f *field) drawCommand(c *canvas, e *keys.Entry, r battle.Rect, ink colour) {
	icon, lead := e.Icon, f.battle.Lead()
	switch {
	case e.Action == keys.NextFormation && lead != nil:
		f.drawFormation(c, lead.Formation, battle.Rect{X: r.X + r.W*0.27, Y: r.Y + r.H*0.16, W: r.W * 0.56, H: r.H * 0.56}, ink)
		return
	case e.Action == keys.NextStance && lead != nil:
		icon = stanceIcon(lead.Stance)
	}
	c.icon(icon, battle.Point{X: r.X + r.W*0.54, Y: r.Y + r.H*0.46}, r.W*0.68, ink)
	if e.Action == keys.AtOnce(game.Reinforce) && f.battle.Supplied() {
		if men, _, _, _ := f.battle.Recruits(); men > 0 {
			c.label(itoa(men), battle.Point{X: r.X + r.W - c.px(3), Y: r.Y + c.px(8)}, min(13, r.W/c.scale*0.36), right, goodColour)
		}
	}
}

// unready reports whether no selected squad can do now what it is able to: throw, or take men in.
func (f *field) unready(kind game.OrderKind) bool {
	b := f.battle
	if kind == game.Reinforce && b.Supplied() {
		men, _, _, _ := b.Recruits()
		return men == 0
	}
	if kind != game.Smoke && kind != game.Grenade {
		return false
	}
	for i := range b.View.Squads {
		if s := &b.View.Squads[i]; s.Ready && b.Selected.Has(s.ID) {
			return false
		}
	}
	return true
}
