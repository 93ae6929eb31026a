package league

import (
	"cmp"
	"slices"

	"muster/assets"
	"muster/game"
)

// Mirrors has every commander lead both sides of every scenario as players find it, with all seats and its own clock:
// what comes out is about the scenario, not about the commanders. Scenarios and commanders take turns, so that a league
// that is stopped has played about as much of each.
func Mirrors(names, scenarios []string, games int, seed uint64) (jobs []Job) {
	for n := range games {
		for i, scenario := range scenarios {
			for j, name := range names {
				jobs = append(jobs, Job{
					Pair: i*len(names) + j, Game: n, A: name, B: name, Scenario: scenario, Seed: seed + uint64(n),
					Whole: true,
				})
			}
		}
	}
	return jobs
}

// Sides is how a scenario's two sides came out between equals. Share is the first side's of the decided games; it lies
// between Low and High in 95 of 100 leagues.
type Sides struct {
	Scenario  string  `json:"scenario"`
	Commander string  `json:"commander,omitempty"` // of both sides; "" for all of them
	Games     int     `json:"games"`
	Wins      [2]int  `json:"wins"`
	Draws     int     `json:"draws"`
	Share     float64 `json:"share"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Ends      []End   `json:"ends"` // the most frequent first
}

// End is one way in which games ended: who won by it, and after how many ticks.
type End struct {
	Reason string `json:"reason"`
	Wins   [2]int `json:"wins"`
	Draws  int    `json:"draws"`
	Lengths
}

func (e *End) games() int { return e.Wins[0] + e.Wins[1] + e.Draws }

// SidesOf gathers the outcomes of Mirrors: for each scenario each commander's games, and then all of them.
func SidesOf(outcomes []Outcome) (sides []Sides) {
	byPair := slices.Clone(outcomes)
	slices.SortStableFunc(byPair, func(a, b Outcome) int { return cmp.Compare(a.Pair, b.Pair) })
	for len(byPair) > 0 {
		scenario := byPair[0].Scenario
		whole := prefix(byPair, func(o *Outcome) bool { return o.Scenario == scenario })
		byPair = byPair[len(whole):]
		for rest := whole; len(rest) > 0; {
			part := prefix(rest, func(o *Outcome) bool { return o.Pair == rest[0].Pair })
			rest = rest[len(part):]
			sides = append(sides, tally(scenario, part[0].A, part))
		}
		sides = append(sides, tally(scenario, "", whole))
	}
	return sides
}

// prefix is the outcomes at the beginning for which is holds.
func prefix(outcomes []Outcome, is func(*Outcome) bool) []Outcome {
	for i := range outcomes {
		if !is(&outcomes[i]) {
			return outcomes[:i]
		}
	}
	return outcomes
}

func tally(scenario, commander string, outcomes []Outcome) Sides {
	s := Sides{Scenario: scenario, Commander: commander, Games: len(outcomes)}
	lengths := map[string][]game.Tick{}
	for _, o := range outcomes {
		e := s.end(o.Reason)
		lengths[o.Reason] = append(lengths[o.Reason], o.Ticks)
		if o.Winner < 0 {
			s.Draws, e.Draws = s.Draws+1, e.Draws+1
			continue
		}
		s.Wins[o.Winner]++
		e.Wins[o.Winner]++
	}
	for i := range s.Ends {
		s.Ends[i].Lengths = lengthsOf(lengths[s.Ends[i].Reason])
	}
	slices.SortStableFunc(s.Ends, func(a, b End) int {
		return cmp.Or(cmp.Compare(b.games(), a.games()), cmp.Compare(a.Reason, b.Reason))
	})
	s.Share, s.Low, s.High = wilson(s.Wins[0], s.Wins[0]+s.Wins[1])
	return s
}

// end is the entry of a reason.
func (s *Sides) end(reason string) *End {
	for i := range s.Ends {
		if s.Ends[i].Reason == reason {
			return &s.Ends[i]
		}
	}
	s.Ends = append(s.Ends, End{Reason: reason})
	return &s.Ends[len(s.Ends)-1]
}

// setup is what a job is played over.
func (j *Job) setup(set *assets.Set) (*game.Setup, error) {
	if !j.Whole {
		return Duel(set, j.Scenario)
	}
	return TwoSided(set, j.Scenario)
}
