package lines

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"muster/ai"
	"muster/game"
)

// given is an order of which it is not known yet what became of it.
type given struct {
	id    json.RawMessage
	squad uint8
	do    game.OrderKind
}

// numbers are orders by the numbers that they were given out under, which the answers repeat.
type numbers struct {
	last uint32
	by   map[uint32]given
}

// order takes over the orders of an answer; those that cannot be read are refused, and those that were not read are
// all together.
func (s *Session) order(orders []Order, unread bool) {
	s.orders = s.orders[:0]
	for i := range orders {
		o := &orders[i]
		id := o.ID
		if len(id) > maxID {
			id = nil
		}
		refused := Answer{ID: id, Squad: o.Squad, Do: cut(o.Do, maxID), Tick: uint32(s.asked)}
		out, err := o.order()
		switch {
		case err != nil:
			refused.Refusal, refused.Why = game.Malformed.String(), cut(err.Error(), maxWhy)
			s.answer(refused)
		case len(s.orders) == ai.MaxOrders:
			refused.Refusal = game.TooMany.String()
			s.answer(refused)
		default:
			out.Seq = s.numbers.next(given{id, out.Squad, out.Kind})
			s.orders = append(s.orders, out)
		}
	}
	if unread {
		s.answer(Answer{
			Refusal: game.TooMany.String(), Tick: uint32(s.asked),
			Why: fmt.Sprintf("only the first %d orders of a line are read", maxRead),
		})
	}
}

// next is an order's number. Orders that are never answered (a server was restored, say) are forgotten.
func (n *numbers) next(g given) uint32 {
	if n.by == nil {
		n.by = map[uint32]given{}
	}
	n.last++
	n.by[n.last] = g
	delete(n.by, n.last-maxAsked)
	return n.last
}

// Hear has the next turn tell what became of orders.
func (s *Session) Hear(answers []game.Answer) {
	for _, a := range answers {
		g, known := s.numbers.by[a.Seq]
		if !known {
			continue
		}
		delete(s.numbers.by, a.Seq)
		s.answer(Answer{
			ID: g.id, Squad: &g.squad, Do: g.do.String(), Refusal: a.Refusal.String(), Tick: uint32(a.Tick),
		})
	}
}

func (s *Session) answer(a Answer) {
	s.turn.Answers = newest(append(s.turn.Answers, a), maxAnswers)
}

// explain takes over what the bot intends: for drawings, so that what is no intention is left out.
func (s *Session) explain(all []Intent) {
	s.intents = s.intents[:0]
	for _, in := range all[:min(len(all), maxExplain)] {
		out := ai.Intention{Squad: in.Squad, Point: -1, Score: int32(max(-1e6, min(in.Score, 1e6)) * 1000)}
		for act := range ai.Acts {
			if act.String() == in.Act {
				out.Act = act
			}
		}
		out.X, out.Y = step(in.At[0]), step(in.At[1])
		if in.Point != nil && int(*in.Point) < len(s.setup.Scenario.Points) {
			out.Point = int(*in.Point)
		}
		s.intents = append(s.intents, out)
	}
	slices.SortStableFunc(s.intents, func(a, b ai.Intention) int { return cmp.Compare(a.Squad, b.Squad) })
	s.intents = slices.CompactFunc(s.intents, func(a, b ai.Intention) bool { return a.Squad == b.Squad })
}

// step is a place of a drawing in view steps.
func step(cells float64) uint16 { return uint16(max(0, min(cells*game.ViewStep, math.MaxUint16))) }

// say takes over texts for the team, as somebody could have typed them.
func (s *Session) say(texts []string) {
	s.said = s.said[:0]
	for _, text := range texts[:min(len(texts), maxSay)] {
		text = strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, text))
		if text = cut(text, game.MaxTalk); text != "" {
			s.said = append(s.said, game.Talk{Kind: game.ChatTeam, Text: text})
		}
	}
}
