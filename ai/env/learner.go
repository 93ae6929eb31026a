package env

import (
	"muster/ai"
	"muster/ai/lines"
	"muster/game"
)

// learner is who leads a seat for whoever learns: it gives the orders that are laid before it.
type learner struct {
	waiting  []game.Order
	step     uint32 // orders are numbered by it, and by their squads: late answers are told from new ones
	refusals *[game.MaxSquads]game.Refusal
}

// Think implements ai.Commander.
func (l *learner) Think(*game.View, []game.Talk) []game.Order {
	n := min(len(l.waiting), ai.MaxOrders)
	orders := l.waiting[:n]
	l.waiting = l.waiting[n:]
	return orders
}

// Hear implements ai.Hearer.
func (l *learner) Hear(answers []game.Answer) {
	for _, a := range answers {
		if a.Seq>>8 == l.step {
			l.refusals[a.Seq&0xff%game.MaxSquads] = a.Refusal
		}
	}
}

// drop lets go of what is left at the end of a step, which was more than a seat may order in its ticks.
func (l *learner) drop() {
	for _, o := range l.waiting {
		l.refusals[o.Squad] = game.TooMany
	}
	l.waiting = l.waiting[:0]
}

// action is an order as the client writes it.
type action struct{ verb, x, y, target int16 }

// order is what the rules are told, which refuse what is wrong: what cannot stand in an order becomes what they do not
// know.
func (a action) order(s *game.Setup, squad uint8, seen []uint16) game.Order {
	o := game.Order{Kind: game.OrderKinds, Squad: squad}
	if a.verb < 0 || a.verb >= int16(game.OrderKinds) {
		return o
	}
	o.Kind = game.OrderKind(a.verb)
	switch lines.Needs[o.Kind] {
	case lines.APlace:
		o.X, o.Y = 1<<16-1, 1<<16-1 // off any map
		if a.x >= 0 && int32(a.x) < s.Map.W && a.y >= 0 && int32(a.y) < s.Map.H {
			const half = game.ViewStep / 2
			o.X, o.Y = uint16(a.x)*game.ViewStep+half, uint16(a.y)*game.ViewStep+half
		}
	case lines.AUnit:
		o.Target = game.NoUnit
		if a.target >= 0 && int(a.target) < len(seen) {
			o.Target = seen[a.target]
		}
	case lines.APoint, lines.AFriend:
		o.Target = uint16(a.target) // negative ones are as large as none is
	case lines.AStance, lines.AForming:
		if o.Arg = uint8(a.target); a.target < 0 || a.target > 255 {
			o.Arg = 255
		}
	}
	return o
}
