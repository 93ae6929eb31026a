package whatif

import (
	"cmp"
	"slices"
	"time"
)

// Outcome is what a day came to.
type Outcome struct {
	Tickets    int             // that came
	Players    int             // on them
	Waits      []time.Duration // of each ticket that got seats
	RTTs       []int           // milliseconds, of those that had measured the region that they got
	Matches    int             // that began
	Joins      int             // players who joined one later
	Seats      int             // of the matches
	Led        int             // by AI commanders, when their match began
	Apart      []int           // of each match with two players or more: points from the weakest to the strongest
	Favourites []float64       // of each match with players in two teams or more: the best team's chance to win
	Waiting    int             // tickets still in line
}

// Outcome is what it came to so far. Lists are ascending.
func (r *Run) Outcome() Outcome {
	o := r.outcome
	o.Waits, o.RTTs = slices.Sorted(slices.Values(o.Waits)), slices.Sorted(slices.Values(o.RTTs))
	o.Apart, o.Favourites = slices.Sorted(slices.Values(o.Apart)), slices.Sorted(slices.Values(o.Favourites))
	o.Waiting = len(r.line)
	return o
}

// Left is how many tickets gave up in line.
func (o *Outcome) Left() int { return o.Tickets - len(o.Waits) - o.Waiting }

// Quantile is the value that so many percent of an ascending list do not exceed; zero of an empty one.
func Quantile[T any](all []T, percent int) (v T) {
	if len(all) == 0 {
		return v
	}
	return all[min(len(all)*percent/100, len(all)-1)]
}

// Play plays days side by side, so that they are equally far when it stops, until all are over or more says no, which
// it asks before each step. It reports whether it was cut short.
func Play(more func() bool, runs ...*Run) (cut bool) {
	for {
		r := slices.MinFunc(runs, func(a, b *Run) int {
			if a.Over() != b.Over() {
				if a.Over() {
					return 1
				}
				return -1
			}
			return cmp.Compare(a.Now(), b.Now())
		})
		if r.Over() {
			return false
		}
		if !more() {
			return true
		}
		r.Step()
	}
}

// Resized is a scenario's teams with so many seats each: as many teams, as if there were such a scenario.
func Resized(teams []int, seats int) (resized []int) {
	for team := range slices.Max(teams) + 1 {
		for range seats {
			resized = append(resized, team)
		}
	}
	return resized
}
