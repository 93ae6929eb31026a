package battle

import (
	"muster/client"
	"muster/game"
)

// Eyes show a match that is watched with everybody in it as one team would see it: the units of the others only where
// one of its own has them in line of sight. What comes over the link is everything, late; nothing is learned by this.
type Eyes struct {
	Team int // -1 for everybody's

	fog    game.Fog
	of     *game.View // what was looked at last, and what is seen of it
	seen   *game.View
	kept   []int // of its units: where they are in of
	placed []client.Placed
	passed []*game.View
}

// Through is a frame as the team sees it.
func (e *Eyes) Through(frame client.Frame, s *game.Setup) client.Frame {
	if e.Team < 0 || frame.View == nil {
		return frame
	}
	e.passed = e.passed[:0]
	for _, v := range frame.Passed {
		e.passed = append(e.passed, e.viewOf(v, s))
	}
	seen := e.viewOf(frame.View, s)
	e.placed = e.placed[:0]
	for _, i := range e.kept {
		e.placed = append(e.placed, frame.Units[i])
	}
	return client.Frame{View: seen, Tick: frame.Tick, Units: e.placed, Passed: e.passed}
}

// viewOf is a view as the team sees it.
func (e *Eyes) viewOf(v *game.View, s *game.Setup) *game.View {
	if v == e.of {
		return e.seen
	}
	own := *v
	own.Audience = game.Audience(e.Team)
	s.Fog(&own, &e.fog)
	own.Units, e.kept = nil, e.kept[:0]
	for i, u := range v.Units {
		if int(u.Team) != e.Team {
			if !e.fog.Sees(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep) {
				continue
			}
			u.Squad = game.NoSquad
		}
		own.Units, e.kept = append(own.Units, u), append(e.kept, i)
	}
	own.Squads = nil
	for _, q := range v.Squads {
		if int(s.Scenario.Seats[q.Seat].Team) == e.Team {
			own.Squads = append(own.Squads, q)
		}
	}
	own.CombatEvents = e.combatEvents(v, &own)
	e.of, e.seen = v, &own
	return e.seen
}

// combatEvents are those that the team would hear of: what its own or somebody in sight does or suffers.
func (e *Eyes) combatEvents(v, own *game.View) (all []game.CombatEvent) {
	for _, h := range v.CombatEvents {
		if e.hears(own, &h) {
			all = append(all, h)
		}
	}
	return all
}

func (e *Eyes) hears(own *game.View, h *game.CombatEvent) bool {
	switch h.Kind {
	case game.Captured:
		return true
	case game.Blast:
		return e.fog.Sees(int32(h.Source)/game.ViewStep, int32(h.Target)/game.ViewStep)
	case game.Rallied, game.Arrived:
		u := unit(own, h.Target)
		return u != nil && int(u.Team) == e.Team
	}
	return unit(own, h.Source) != nil || unit(own, h.Target) != nil
}
