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
	return append(plan, game.Order{Flags: game.Planned | game.Commit, Turn: turn})
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
