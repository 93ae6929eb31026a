package commander

import (
	"time"

	"muster/ai"
	"muster/client"
	"muster/game"
)

const (
	// planWithin is how long a commander may plan a turn: people wait no longer for a machine.
	planWithin = 1500 * time.Millisecond
	// planAtOnce is how many orders of a plan go with a picture, of which there are four a second: the door takes
	// twenty a second
	planAtOnce = 5
)

// planTurn has the commander plan the turn once, if its seat is to plan now, and returns some of the plan at each
// picture. It is false in a match in real time.
func (s *Seat) planTurn(u *client.Update) (orders []game.Order, byTurns bool) {
	t, seat := &u.View.Turn, s.Link.Seat()
	if t.Phase == game.Flowing {
		return nil, false
	}
	if t.Phase != game.Planning || seat >= len(t.Seats) || t.Seats[seat].State != game.Thinking {
		s.plan.Drop()
		return nil, true
	}
	if s.plan.Turn != t.Number {
		began, talk := time.Now(), u.Talk
		s.plan = ai.NewPlans(t.Number, ai.PlanTurn(u.View, s.Link.Setup().Scenario.Turns.Length,
			func(v *game.View) ([]game.Order, bool) {
				orders := s.mind.Think(v, talk)
				talk = nil
				return orders, time.Since(began) < planWithin
			}))
	}
	return s.plan.Next(planAtOnce), true
}
