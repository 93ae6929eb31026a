package battle

import (
	"muster/client/screen/i18n"
	"muster/game"
)

var reaches = map[Reach]string{TooFar: "hud.too_far", TooClose: "hud.too_close", Unhurt: "hud.unhurt"}

// Pointed says what the unit under the pointer is and whose: own squads by their number, allies by who leads them, and
// of enemies whether the selected squads can hit them.
func (b *Battle) Pointed(p *Piece, w i18n.Words) string {
	kind := b.KindName(p.Kind, w)
	s := b.squad(p.Squad)
	switch {
	case p.mine() && s != nil && s.Seat == b.Seat:
		return b.squadName(p.Squad, w)
	case p.mine() && s != nil:
		line := kind + " · " + b.SeatName(s.Seat, w)
		if led := &b.People[s.Seat]; led.Leader == game.AI && led.Name != "" {
			line += w.Say("list.open") + w.Say("net.away") + w.Say("list.close")
		}
		return line
	}
	line := kind + " · " + b.TeamName(int(p.Team), w)
	if b.Watching || len(b.Selected) == 0 {
		return line
	}
	if text, ok := reaches[b.Reaches(p)]; ok {
		line += " · " + w.Say(text)
	}
	return line
}

// CardLines say everything about a squad that its card shows as signs. reinforce is the key for that, empty for none.
func (b *Battle) CardLines(c *Card, reinforce string, w i18n.Words) []string {
	s := b.squad(c.ID)
	lines := []string{b.squadName(c.ID, w) + " · " + w.Say("hud.men", "alive", itoa(c.Alive), "men", itoa(c.Men))}
	switch {
	case s == nil:
		return lines
	case c.Arrives > 0:
		return append(lines, w.Say("hud.arrives", "time", b.minutes(c.Arrives)))
	case c.Alive == 0:
		return append(append(lines, w.Say("hud.lost")), b.sayFate(c.ID, w)...)
	}
	state := w.Say("order."+c.Order.String()) + " · " + w.Say("stance."+c.Stance.String()) + " · " +
		w.Say("formation."+c.Formation.String())
	lines = append(lines, state)
	for _, sign := range []struct {
		on   bool
		text string
	}{
		{c.Broken, "refusal.broken"},
		{c.Pinned, "hud.pinned"},
		{c.TooFar, "hud.goes_near"},
		{c.Ammo < LowAmmo, "hud.low_ammo"},
	} {
		if sign.on {
			lines = append(lines, w.Say(sign.text))
		}
	}
	if r := c.Recruits; b.Supplied() && r.Price > 0 {
		price := b.sayRecruits(r.Price, r.Price, r.Now*r.Price, r, w)
		if r.Asked {
			price = w.Say("sign.asked")
		}
		key := ""
		if reinforce != "" {
			key = " [" + reinforce + "]"
		}
		lines = append(lines, w.Say("hud.recruit", "order", w.Say("order.reinforce"), "key", key, "price", price))
	}
	return lines
}
