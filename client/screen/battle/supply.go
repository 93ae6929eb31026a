package battle

import (
	"slices"

	"muster/client/screen/i18n"
	"muster/game"
)

// Supplied reports whether supply counts in this match and is known: a team begins with some or earns it by holding
// points. The view of all does not tell it, also when it is looked at as a team would.
func (b *Battle) Supplied() bool {
	sc := &b.Setup.Scenario
	earned := sc.ScoreEvery > 0 && len(sc.Points) > 0
	return b.View != nil && b.View.Audience != game.All && !b.Borrowed && (sc.Supply > 0 || earned)
}

// Supply is what the team has, and what its points bring in a minute.
func (b *Battle) Supply() (has, income int) {
	if every := int(b.Setup.Scenario.ScoreEvery); every > 0 {
		income = b.Held(int(b.Team)) * 60 * int(b.Setup.Rules.TickRate) / every
	}
	return int(b.View.Supply), income
}

// Recruits are the fallen of a squad that its team can buy back.
type Recruits struct {
	Missing int          // who have fallen
	Price   int          // of each, in supply; 0 if none can be had
	Now     int          // how many come if it is ordered now
	Why     game.Refusal // why nobody can come, whatever there is to pay with: the squad runs, or is carried
	Asked   bool         // it was ordered, and not answered yet: while the match is paused, say
}

// recruits are those of a squad if its team has so much supply. Nobody comes to who has fallen to the last man, has not
// come in yet, runs or is carried.
func (b *Battle) recruits(s *game.SquadView, supply int) Recruits {
	r := Recruits{Price: int(b.Setup.Rules.Kinds[s.Kind].Price)}
	if s.Alive == 0 || r.Price == 0 {
		return r
	}
	r.Missing, r.Asked = max(0, b.men(s.ID)-int(s.Alive)), b.awaited(s.ID, game.Reinforce)
	switch {
	case r.Missing == 0:
	case s.Broken:
		r.Why = game.Broken
	case b.carried(s.ID):
		r.Why = game.Carried
	default:
		r.Now = min(r.Missing, supply/r.Price)
	}
	return r
}

// awaited reports whether a squad was given an order that has no answer yet.
func (b *Battle) awaited(squad uint8, kind game.OrderKind) bool {
	for _, o := range b.sent {
		if o.squad == squad && o.kind == kind {
			return true
		}
	}
	return false
}

// carried reports whether a squad's men are all in a transport: it obeys nothing but to get out.
func (b *Battle) carried(id uint8) bool {
	aboard := false
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.mine() && p.Squad == id && p.HP > 0 {
			if p.Flags&game.Aboard == 0 {
				return false
			}
			aboard = true
		}
	}
	return aboard
}

// Recruits are what it comes to if the selected squads are told to reinforce, one after the other: how many men, what
// they cost, and the least and the highest price of one.
func (b *Battle) Recruits() (men, cost, low, high int) {
	supply, _ := b.Supply()
	for _, id := range b.Selected {
		s := b.squad(id)
		if s == nil {
			continue
		}
		r := b.recruits(s, supply-cost)
		men, cost = men+r.Now, cost+r.Now*r.Price
		if r.Price > 0 {
			high = max(high, r.Price)
			if low == 0 || r.Price < low {
				low = r.Price
			}
		}
	}
	return men, cost, low, high
}

// reinforce orders men for the selected squads that lack some; all of them are asked, and say why not, if none does.
func (b *Battle) reinforce() []game.Order {
	short := func(s *game.SquadView) bool { return b.recruits(s, 0).Missing > 0 }
	some := slices.ContainsFunc(b.Selected, func(id uint8) bool {
		s := b.squad(id)
		return s != nil && short(s)
	})
	return b.order(func(s *game.SquadView) (game.Order, bool) {
		return game.Order{Kind: game.Reinforce}, !some || short(s)
	})
}

// SayRecruits says what reinforcing the selected squads costs and brings; empty where nobody can be had.
func (b *Battle) SayRecruits(w i18n.Words) string {
	if !b.Supplied() {
		return ""
	}
	men, cost, low, high := b.Recruits()
	if high == 0 {
		return "" // they cannot be had
	}
	all := Recruits{Now: men}
	for _, id := range b.Selected {
		if s := b.squad(id); s != nil {
			r := b.recruits(s, 0)
			all.Missing += r.Missing
			all.Why = max(all.Why, r.Why)
		}
	}
	return b.sayRecruits(low, high, cost, all, w)
}

// sayRecruits says what r costs, at prices from low to high, or else why nobody can come.
func (b *Battle) sayRecruits(low, high, cost int, r Recruits, w i18n.Words) string {
	price := itoa(low)
	if high > low {
		price += "–" + itoa(high)
	}
	line := w.Say("hud.recruit_price", "price", price)
	switch has, _ := b.Supply(); {
	case r.Now > 0:
		return line + " · " + w.Say("hud.recruit_now", "men", itoa(r.Now), "cost", itoa(cost))
	case r.Why != game.Obeyed:
		return line + " · " + w.Say("refusal."+r.Why.String())
	case r.Missing > 0 && has < low:
		return line + " · " + w.Say("hud.recruit_none", "supply", itoa(has))
	}
	return line
}

// SaySupply explains the team's supply: what it is for, and what brings it. key is that of Reinforce, empty for none.
func (b *Battle) SaySupply(key string, w i18n.Words) []string {
	_, income := b.Supply()
	lines := []string{w.Say("hud.supply_use")}
	if key != "" {
		lines[0] = w.Say("hud.supply_for", "key", key)
	}
	if every := int(b.Setup.Scenario.ScoreEvery); every > 0 && len(b.Setup.Scenario.Points) > 0 {
		lines = append(lines, w.Say("hud.supply_from", "income", itoa(income)))
	}
	if b.shared() {
		lines = append(lines, w.Say("hud.supply_shared"))
	}
	return lines
}

// shared reports whether others of the team spend its supply, too.
func (b *Battle) shared() bool {
	for i := range b.Setup.Scenario.Seats {
		if b.Ally(uint8(i)) {
			return true
		}
	}
	return false
}
