package server

import (
	"time"

	"muster/ai"
	"muster/game"
)

const (
	// planWithin is how long a commander may plan a turn: an AI that stands in has two seconds
	planWithin = 1500 * time.Millisecond
	planAtOnce = 8 // orders of a plan that go to the zone at a slot: a record has room for those of every leader
)

// leadTurn has the commander plan the turn once, if its seat is to plan now, and gives the plan to the zone, some of it
// at each slot. In a match in real time it returns false.
func (c *commanderSeat) leadTurn(v *game.View, talk []game.Talk, answers []game.Answer, standsIn bool) bool {
	t := &v.Turn
	if t.Phase == game.Flowing {
		return false
	}
	c.answer(v.Tick, answers)
	state := game.Idle
	if int(c.seat) < len(t.Seats) {
		state = t.Seats[c.seat].State
	}
	if t.Phase != game.Planning || state != game.Thinking && !(state == game.OutOfTime && standsIn) {
		c.plan.Drop()
		return true
	}
	if c.plan.Turn != t.Number { // also one that crashed: it is not asked again for this turn, and what it has counts
		c.plan = ai.NewPlans(t.Number, c.planTurn(v, talk))
	}
	now := c.plan.Next(planAtOnce)
	for i, o := range now {
		if c.order(o) != game.Obeyed {
			c.plan.Back(now[i:])
			break
		}
	}
	return true
}

// planTurn asks the commander for a plan, and passes on what it says at last.
func (c *commanderSeat) planTurn(v *game.View, talk []game.Talk) []game.Order {
	began, last := time.Now(), []game.Talk(nil)
	plan := ai.PlanTurn(v, c.match.setup.Scenario.Turns.Length, func(v *game.View) ([]game.Order, bool) {
		if c.mind == nil { // it could not even be made: others do not wait for it
			return nil, false
		}
		orders, said := c.turn(v, talk)
		if talk = nil; len(said) > 0 {
			last = said
		}
		return orders, c.mind != nil && time.Since(began) < planWithin
	})
	c.explain(v.Tick)
	for _, t := range last[:min(len(last), maxSaid)] {
		c.say(t)
	}
	return plan
}

// leads reports whether the seat's commander is to be asked: it leads, or may plan for a player whose time was up.
func leads(leader game.Leader, rest *game.Rest, seat int) (asked, standsIn bool) {
	standsIn = rest.StandIns>>seat&1 != 0
	return leader == game.AI || standsIn, standsIn
}
