package ai

import (
	"slices"

	"muster/game"
)

// PlanTurn has a commander plan the turn that is planned for in v, of so many ticks, and returns its orders and behind
// them the one that commits. Commanders think about a squad at a time: so it is asked as often as the turn has ticks,
// as if those passed, though the World stands still. An order replaces those that its squad was given before, as the
// World has it. A commander that commits by itself is asked no more, nor one for whom think says that no time is left.
func PlanTurn(
	v *game.View, length game.Tick, think func(v *game.View) (orders []game.Order, more bool),
) (plan []game.Order) {
	still, turn := *v, v.Turn.Number
	done := false
	for n := game.Tick(0); n < length && !done; n++ {
		orders, more := think(&still)
		for i, o := range orders {
			o.Flags, o.Turn = o.Flags|game.Planned, turn
			switch {
			case o.Kind == game.NoOrder && o.Flags&game.Commit != 0:
				done = true
			case i < MaxOrders:
				plan = planned(plan, o)
			}
		}
		done = done || !more
		still.Tick, still.CombatEvents = still.Tick+1, nil
	}
	return append(plan, commitment(turn))
}

// planned adds an order to a plan, and leaves out what it takes the place of.
func planned(plan []game.Order, o game.Order) []game.Order {
	if o.Flags&game.Queued == 0 {
		plan = slices.DeleteFunc(plan, func(p game.Order) bool {
			return p.Squad == o.Squad && p.At >= o.At && (o.Kind == game.NoOrder ||
				aside(p.Kind) == aside(o.Kind) && (!aside(o.Kind) || p.Kind == o.Kind))
		})
	}
	return append(plan, o)
}

// aside reports whether an order leaves what a squad does as it is.
func aside(k game.OrderKind) bool { return k == game.SetStance || k == game.SetForm }

// Plans is a commander's plan of a turn, which goes to the match bit by bit.
type Plans struct {
	Turn  uint32
	left  []game.Order // that were not given yet; the last one commits
	empty int          // how often nothing was left
}

// commitAgain is how often a plan may be asked for more when all of it was given, until it commits once more. A seat
// that still plans then has lost its commitment, and a match without deadlines would wait for it for ever.
const commitAgain = 8

// NewPlans makes the plan of a turn of what PlanTurn returned.
func NewPlans(turn uint32, plan []game.Order) Plans { return Plans{Turn: turn, left: plan} }

// Next are up to n orders of the plan, for a seat that still plans. Who cannot give them says so by Back.
func (p *Plans) Next(n int) (orders []game.Order) {
	if len(p.left) > 0 {
		n = min(n, len(p.left))
		orders, p.left, p.empty = p.left[:n:n], p.left[n:], 0
		return orders
	}
	if p.empty++; p.empty < commitAgain {
		return nil
	}
	p.empty = 0
	return []game.Order{commitment(p.Turn)}
}

// Back takes back orders of the last Next that were not given.
func (p *Plans) Back(orders []game.Order) { p.left = slices.Concat(orders, p.left) }

// Drop forgets what was not given: the seat plans no more.
func (p *Plans) Drop() { p.left, p.empty = nil, 0 }

func commitment(turn uint32) game.Order {
	return game.Order{Flags: game.Planned | game.Commit, Turn: turn}
}
