// Package report is what a league came to, for its makers: standings with ratings and how sure they are, who did how
// against whom, what thinking took, and where commanders crashed. Page writes it as one page of HTML that needs nothing
// else, CSV as a table with a line for each game.
//
// Ratings are those of the queue (package rating), from the same beginning for all. Games count in rounds, one of each
// pair at a time, so that whoever met a strong enemy last has no advantage.
package report

import (
	"cmp"
	"slices"
	"time"

	"muster/ai/league"
	"muster/matchmaker/rating"
)

// Report is of one league.
type Report struct {
	Standings  []Standing // the best first; who is disqualified last
	Pairs      []league.Pair
	Outcomes   []league.Outcome // in the order of the jobs
	Scenarios  []string
	Seed       uint64
	Seconds    float64 // that it took
	Left       int     // games that were not played, since the league was stopped
	MaxCrashes int     // turns of one commander that may crash; -1 for any number
}

// Standing is how a commander came out. Its strength lies within Doubt points of Rating in 95 of 100 leagues.
type Standing struct {
	Commander    string  `json:"commander"`
	Rank         int     `json:"rank"` // from 1; 0 for who is disqualified
	Rating       int     `json:"rating"`
	Doubt        int     `json:"doubt"`
	Games        int     `json:"games"`
	Won          int     `json:"won"`
	Lost         int     `json:"lost"`
	Drawn        int     `json:"drawn"`
	ThinkUS      float64 `json:"think_us"`   // microseconds a turn, in the mean
	LongestMS    float64 `json:"longest_ms"` // milliseconds of the longest turn
	Overruns     int     `json:"overruns"`
	Crashes      int     `json:"crashes"`
	Crash        string  `json:"crash,omitempty"` // the first
	Disqualified bool    `json:"disqualified,omitempty"`
}

// New makes the report of a league's outcomes. Who crashed in more turns than may be is disqualified: it has lost all
// its games, whatever they came to, and the games of two of them nobody has won.
func New(outcomes []league.Outcome, crashes int) *Report {
	r := &Report{MaxCrashes: crashes}
	out := map[string]bool{}
	for _, s := range standings(outcomes) {
		if crashes >= 0 && s.Crashes > crashes {
			out[s.Commander] = true
		}
	}
	r.Outcomes = forfeited(outcomes, out)
	r.Pairs = league.Table(r.Outcomes)
	r.Standings = standings(r.Outcomes)
	rate(r.Standings, r.Outcomes)
	slices.SortStableFunc(r.Standings, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(less(out[a.Commander]), less(out[b.Commander])), cmp.Compare(b.Rating, a.Rating),
			cmp.Compare(b.Won, a.Won))
	})
	for i := range r.Standings {
		s := &r.Standings[i]
		if s.Disqualified = out[s.Commander]; !s.Disqualified {
			s.Rank = i + 1
		}
	}
	return r
}

func less(disqualified bool) int {
	if disqualified {
		return 1
	}
	return 0
}

// forfeited are the outcomes with the games of who is disqualified lost.
func forfeited(outcomes []league.Outcome, out map[string]bool) []league.Outcome {
	outcomes = slices.Clone(outcomes)
	for i := range outcomes {
		switch o := &outcomes[i]; {
		case out[o.A] && out[o.B]:
			o.Winner = -1
		case out[o.A]:
			o.Winner = 1
		case out[o.B]:
			o.Winner = 0
		}
	}
	return outcomes
}

// standings counts games and turns by commander, in the order in which they are named first.
func standings(outcomes []league.Outcome) (all []Standing) {
	at, ticks, thought := map[string]int{}, map[string]int{}, map[string]time.Duration{}
	for _, o := range outcomes {
		for side, name := range [2]string{o.A, o.B} {
			if _, known := at[name]; !known {
				at[name] = len(all)
				all = append(all, Standing{Commander: name})
			}
			s, t := &all[at[name]], &o.Turns[side]
			s.count(o.Winner, side)
			ticks[name] += int(o.Ticks)
			thought[name] += t.Thought
			s.ThinkUS = float64(thought[name].Microseconds()) / float64(max(ticks[name], 1))
			s.LongestMS = max(s.LongestMS, float64(t.Longest.Microseconds())/1000)
			s.Overruns, s.Crashes, s.Crash = s.Overruns+t.Overruns, s.Crashes+t.Crashes, cmp.Or(s.Crash, t.Crash)
		}
	}
	return all
}

func (s *Standing) count(winner, side int) {
	s.Games++
	switch winner {
	case side:
		s.Won++
	case -1:
		s.Drawn++
	default:
		s.Lost++
	}
}

// rate gives each commander its rating.
func rate(all []Standing, outcomes []league.Outcome) {
	ratings := map[string]rating.Rating{}
	for _, s := range all {
		ratings[s.Commander] = rating.New()
	}
	rounds := slices.Clone(outcomes)
	slices.SortStableFunc(rounds, func(a, b league.Outcome) int {
		return cmp.Or(cmp.Compare(a.Game, b.Game), cmp.Compare(a.Pair, b.Pair))
	})
	for _, o := range rounds {
		after := rating.Rate([][]rating.Rating{{ratings[o.A]}, {ratings[o.B]}}, rating.Ranks(2, o.Winner))
		ratings[o.A], ratings[o.B] = after[0][0], after[1][0]
	}
	for i := range all {
		r := ratings[all[i].Commander]
		all[i].Rating, all[i].Doubt = r.Points(), 2*r.Deviation()
	}
}

// Cell is how a row of the cross table did against a column.
type Cell struct {
	Played           bool
	Won, Lost, Drawn int
	Share, Low, High float64 // of the decided games; it lies between Low and High in 95 of 100 leagues
}

// Cross is the cross table: rows and columns in the order of the standings.
func (r *Report) Cross() [][]Cell {
	at, cells := map[string]int{}, make([][]Cell, len(r.Standings))
	for i, s := range r.Standings {
		at[s.Commander], cells[i] = i, make([]Cell, len(r.Standings))
	}
	for _, p := range r.Pairs {
		a, b := at[p.A], at[p.B]
		cells[a][b] = Cell{true, p.AWins, p.BWins, p.Draws, p.Score, p.Low, p.High}
		if a != b {
			cells[b][a] = Cell{true, p.BWins, p.AWins, p.Draws, 1 - p.Score, 1 - p.High, 1 - p.Low}
		}
	}
	return cells
}
