package battle

import (
	"muster/client/screen/i18n"
	"muster/game"
)

// Sign is a small picture of the HUD as it was drawn: pointed at, it says what it is.
type Sign struct {
	Rect
	Name  string // of its texts, and of the picture where it is one
	Squad uint8  // whom it tells of
	OnMap bool   // the HUD lies over it
}

// SignAt is the sign under a pixel, nil if there is none.
func (b *Battle) SignAt(at Point) *Sign {
	bars := b.Layout.Bars(at)
	for i := len(b.Layout.Signs) - 1; i >= 0; i-- {
		if s := &b.Layout.Signs[i]; s.Holds(at) && !(s.OnMap && bars) {
			return s
		}
	}
	return nil
}

// SignLines say what a sign is, and what it says of its squad. reinforce is the key for that, empty for none.
func (b *Battle) SignLines(sign *Sign, reinforce string, w i18n.Words) []string {
	s := b.squad(sign.Squad)
	if s == nil {
		return nil
	}
	switch sign.Name {
	case "ally":
		return []string{w.Say("sign.ally", "who", b.SeatName(s.Seat, w))}
	case "morale":
		return []string{w.Say("sign.morale", "n", itoa(int(s.Morale)))}
	case "health":
		share, _ := b.health(s.ID, s.Kind, b.men(s.ID))
		return []string{w.Say("sign.health", "n", itoa(int(share*100+0.5)))}
	case "formation":
		return []string{w.Say("sign.formation", "what", w.Say("formation."+max(s.Formation, game.Line).String()))}
	case "order":
		return []string{w.Say("sign.order", "what", w.Say("order."+s.Order.String()))}
	case "lost":
		return append([]string{w.Say("sign.lost")}, b.sayFate(s.ID, w)...)
	case "recruits":
		return b.recruitLines(s, reinforce, w)
	}
	return []string{w.Say("sign." + sign.Name)}
}

// recruitLines say what the badge of a squad that has lost men is, and what it comes to.
func (b *Battle) recruitLines(s *game.SquadView, reinforce string, w i18n.Words) []string {
	r := b.recruits(s, int(b.View.Supply))
	if r.Asked {
		return []string{w.Say("sign.asked")}
	}
	line := w.Say("sign.price", "price", itoa(r.Price))
	if r.Now > 0 {
		line = w.Say("sign.recruits", "n", itoa(r.Now))
		if reinforce != "" {
			line += w.Say("sign.recruits_key", "key", reinforce)
		}
	}
	return []string{line, b.sayRecruits(r.Price, r.Price, r.Now*r.Price, r, w)}
}
