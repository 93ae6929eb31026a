package client

import (
	"sync"

	"muster/game"
)

// Prediction shows what own orders do before the server has answered them: it imagines the World from what the team
// knows and steps it with the very rules. What it shows is thrown away with every view, so that what came otherwise is
// corrected by itself. It has no goroutine, clock or I/O.
type Prediction struct {
	seat  uint8
	team  uint8
	mind  func() *game.Imagination // made when first needed: most programs never look
	given []predicted              // by ascending number
}

// predicted is an order whose effect no view has shown yet.
type predicted struct {
	order game.Order
	since game.Tick // of the newest view when it was given
	tick  game.Tick // when it was obeyed; 0 while unanswered
}

// mostPredicted is how many ticks ahead orders are carried out locally: on a slower link what is shown waits.
const mostPredicted = 10

// NewPrediction makes one for a seat of a match.
func NewPrediction(s *game.Setup, seat uint8) *Prediction {
	return &Prediction{
		seat: seat, team: s.Scenario.Seats[seat].Team,
		mind: sync.OnceValue(func() *game.Imagination { return game.NewImagination(s) }),
	}
}

// Gave takes in an order with its number; newest is the tick of the newest view.
func (f *Prediction) Gave(o game.Order, newest game.Tick) {
	f.given = append(f.given, predicted{order: o, since: newest})
}

// Answered takes in answers: what was refused is not predicted any more.
func (f *Prediction) Answered(answers []game.Answer) {
	for _, a := range answers {
		for i := range f.given {
			if f.given[i].order.Seq != a.Seq {
				continue
			}
			f.given[i].tick = a.Tick
			if a.Refusal != game.Obeyed {
				f.given = append(f.given[:i:i], f.given[i+1:]...)
			}
			break
		}
	}
}

// Seen takes in a view: what it shows need not be predicted.
func (f *Prediction) Seen(v *game.View) {
	var open []predicted
	for _, g := range f.given {
		if g.tick == 0 || v.Tick < g.tick {
			open = append(open, g)
		}
	}
	f.given = open
}

// pending is a copy of what is predicted, for Show without a lock.
func (f *Prediction) pending() *Prediction {
	c := *f
	c.given = append([]predicted(nil), f.given...)
	return &c
}

// Show is v with what own orders will have done: squads, what waits behind their orders, and where their units go. It
// is v itself where nothing is predicted; v is not changed.
func (f *Prediction) Show(v *game.View) *game.View {
	if len(f.given) == 0 || game.Audience(f.team) != v.Audience || v.Result.Reason != game.NotOver {
		return v
	}
	w := f.mind().World(v, &game.Belief{}, 0)
	in, ahead := &game.Input{}, game.Tick(1)
	ordered := map[uint8]bool{}
	for _, g := range f.given {
		o := g.order
		// AI leads imagined seats
		o.Seat, o.Leader, o.Seq = f.seat, game.AI, w.LastSeq(f.seat, game.AI)+uint32(len(in.Orders))+1
		in.Orders = append(in.Orders, o)
		ordered[o.Squad] = true
		if v.Tick > g.since {
			ahead = max(ahead, min(v.Tick-g.since, mostPredicted))
		}
	}
	for ; ahead > 0; ahead-- {
		w.Step(in)
		in = &game.Input{}
	}
	var then game.View
	w.View(v.Audience, &then)
	return merged(v, &then, ordered)
}

// merged is v with the ordered squads and their units as they will be.
func merged(v, then *game.View, ordered map[uint8]bool) *game.View {
	out := *v
	out.Squads = append([]game.SquadView(nil), v.Squads...)
	for i := range out.Squads {
		for j := range then.Squads {
			if s := &then.Squads[j]; s.ID == out.Squads[i].ID && ordered[s.ID] {
				out.Squads[i] = *s
			}
		}
	}
	out.Units = append([]game.UnitView(nil), v.Units...)
	j := 0
	for i := range out.Units {
		u := &out.Units[i]
		for j < len(then.Units) && then.Units[j].ID < u.ID {
			j++
		}
		if j < len(then.Units) && then.Units[j].ID == u.ID && game.Audience(u.Team) == v.Audience && ordered[u.Squad] {
			t := &then.Units[j]
			u.X, u.Y, u.Facing = t.X, t.Y, t.Facing
			u.Flags = u.Flags&^game.Moving | t.Flags&game.Moving
		}
	}
	out.Waypoints = nil
	for _, views := range [...]struct {
		of   []game.Waypoint
		then bool
	}{{v.Waypoints, false}, {then.Waypoints, true}} {
		for _, p := range views.of {
			if ordered[p.Squad] == views.then {
				out.Waypoints = append(out.Waypoints, p)
			}
		}
	}
	return &out
}
