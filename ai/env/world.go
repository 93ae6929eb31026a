package env

import (
	"encoding/binary"

	"muster/ai"
	"muster/ai/league"
	"muster/game"
)

// side is a team that the learner leads in one world.
type side struct {
	team     uint8
	seats    []uint8 // of its squads, by their numbers
	whole    []int   // how many men these have when none has fallen
	view     game.View
	seen     []uint16 // ids of the rows of seen, as they were shown last
	refusals [game.MaxSquads]game.Refusal
	lead     int64 // as it was shown last
}

// world is one of the worlds. Nothing of it is another's.
type world struct {
	config    *Config
	game      *league.Game // nil before the first reset
	seed      uint64
	steps     int
	played    int
	truncated bool
	sides     []side
	learners  []*learner // by seat; nil for those that others lead
}

func newWorld(c *Config) *world {
	w := &world{config: c}
	for _, team := range c.Teams {
		s := side{team: team}
		for _, q := range c.Setup.Scenario.Squads {
			if c.Setup.Scenario.Seats[q.Seat].Team == team {
				s.seats, s.whole = append(s.seats, q.Seat), append(s.whole, int(q.Count))
			}
		}
		w.sides = append(w.sides, s)
	}
	return w
}

// begin begins a game.
func (w *world) begin(seed uint64) {
	w.close()
	w.seed, w.steps, w.played, w.truncated = seed, 0, 0, false
	w.learners = make([]*learner, len(w.config.Setup.Scenario.Seats))
	for i := range w.sides {
		s := &w.sides[i]
		s.lead, s.refusals = 0, [game.MaxSquads]game.Refusal{}
		for seat, one := range w.config.Setup.Scenario.Seats {
			if one.Team == s.team {
				w.learners[seat] = &learner{refusals: &s.refusals}
			}
		}
	}
	w.game = league.Begin(w.config.Setup, seed, w.lead, league.Observer{})
	w.observe()
	for i := range w.sides {
		w.sides[i].lead = lead(&w.sides[i])
	}
}

// lead makes the commander of a seat.
func (w *world) lead(s *game.Setup, seat uint8, seed uint64) ai.Commander {
	if l := w.learners[seat]; l != nil {
		return l
	}
	return w.config.Against(s, seat, seed)
}

// close lets the commanders go.
func (w *world) close() {
	if w.game != nil {
		w.game.End()
	}
	w.game = nil
}

// over reports whether the next step begins another game.
func (w *world) over() bool { return w.truncated || w.game.Over() }

// step plays one, with the orders of all sides and squads one behind another.
func (w *world) step(l *layout, orders []byte) {
	if w.over() {
		w.begin(w.seed + uint64(w.config.Worlds))
		return
	}
	w.order(l, orders)
	w.played = 0
	for w.played < w.config.Ticks && !w.game.Over() {
		w.game.Step()
		w.played++
	}
	w.game.Tell()
	for _, one := range w.learners {
		if one != nil {
			one.drop()
		}
	}
	w.steps++
	w.truncated = w.config.Steps > 0 && w.steps >= w.config.Steps && !w.game.Over()
	w.observe()
}

// order lays the orders before those who give them.
func (w *world) order(l *layout, orders []byte) {
	for _, one := range w.learners {
		if one != nil {
			one.step++
		}
	}
	for i := range w.sides {
		s := &w.sides[i]
		s.refusals = [game.MaxSquads]game.Refusal{}
		for squad, seat := range s.seats {
			b := orders[(i*l.Squads+squad)*orderSize:]
			n := func(i int) int16 { return int16(binary.LittleEndian.Uint16(b[2*i:])) }
			a := action{n(0), n(1), n(2), n(3)}
			if a.verb == int16(game.NoOrder) {
				continue
			}
			o := a.order(w.config.Setup, uint8(squad), s.seen)
			o.Seq = w.learners[seat].step<<8 | uint32(squad)
			w.learners[seat].waiting = append(w.learners[seat].waiting, o)
		}
	}
}

// observe makes the views of all sides.
func (w *world) observe() {
	for i := range w.sides {
		s := &w.sides[i]
		w.game.World().View(game.Audience(s.team), &s.view)
	}
}

// lead is how far a side's score is before that of the best other team.
func lead(s *side) int64 {
	best := int64(0)
	for team, score := range s.view.Scores {
		if team != int(s.team) {
			best = max(best, int64(score))
		}
	}
	return int64(s.view.Scores[s.team]) - best
}

// reward is a side's for the last step.
func (w *world) reward(s *side) float32 {
	now, gained := lead(s), float32(0)
	if most := w.config.Setup.Scenario.ScoreToWin; most > 0 {
		gained = float32(now-s.lead) / float32(most)
	}
	s.lead = now
	if r := s.view.Result; r.Reason != game.NotOver && r.Winner != game.NoTeam && w.played > 0 {
		if r.Winner == int8(s.team) {
			return gained + 1
		}
		return gained - 1
	}
	return gained
}
