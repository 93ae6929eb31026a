// Package whatif plays a day of a mode's queue once more, with other settings, in virtual time: by package matching,
// the pure function that decides the real queue. It has no clock, chance or I/O, and the same Day gives the same
// Outcome.
//
// It is the queue without the world around it: shards have room, nobody declines, a match that others may join lasts as
// long as its scenario, and who sits in it stays. Who got a seat that day waits on for one here, since nobody knows for
// how long; who gave up while in line gives up after the same time.
package whatif

import (
	"fmt"
	"math"
	"slices"
	"time"

	"muster/matchmaker/matching"
	"muster/matchmaker/rating"
)

// Day is what happened. Times are since its beginning.
type Day struct {
	Tickets   []Ticket // of one mode, first come first
	End       time.Duration
	Regions   []string                 // in which there are shards
	Lasts     map[string]time.Duration // by scenario: a match of it; what is not named lasts usualMatch
	Scenarios []matching.Scenario
	Levels    []matching.Level
}

// Ticket is who came, and when.
type Ticket struct {
	matching.Ticket
	Came time.Duration
	Gone time.Duration // gave up, in line; 0 for who did not
}

// Run is a day that is being played with some settings.
type Run struct {
	day     *Day
	mode    matching.Mode
	now     time.Duration
	next    int   // ticket to come
	line    []int // tickets in line, first come first
	open    []running
	outcome Outcome
}

// running is a match with seats that others may have.
type running struct {
	matching.Running
	until time.Duration
}

// New begins a day.
func New(d *Day, mode matching.Mode) *Run {
	r := &Run{day: d, mode: mode}
	if len(d.Tickets) > 0 {
		r.now = d.Tickets[0].Came
	}
	return r
}

// Now is how far it has come.
func (r *Run) Now() time.Duration { return r.now }

// Over reports whether the day is.
func (r *Run) Over() bool {
	return r.now >= r.day.End || r.next == len(r.day.Tickets) && len(r.line) == 0
}

// Step makes a round of matching, and goes on to the next moment at which another one may come to something.
func (r *Run) Step() {
	r.come()
	r.line = slices.DeleteFunc(r.line, func(i int) bool {
		gone := r.day.Tickets[i].Gone
		return gone > 0 && gone <= r.now
	})
	r.open = slices.DeleteFunc(r.open, func(m running) bool { return m.until <= r.now })
	if len(r.line) > 0 {
		r.round()
	}
	r.now = min(r.later(), r.day.End)
}

// come puts who came into the line.
func (r *Run) come() {
	for ; r.next < len(r.day.Tickets) && r.day.Tickets[r.next].Came <= r.now; r.next++ {
		r.line = append(r.line, r.next)
		r.outcome.Tickets++
		r.outcome.Players += len(r.day.Tickets[r.next].Players)
	}
}

// later is when the next round is: when somebody comes or gives up, and each second while what somebody accepts widens.
func (r *Run) later() time.Duration {
	next := r.day.End
	if r.next < len(r.day.Tickets) {
		next = min(next, r.day.Tickets[r.next].Came)
	}
	for _, i := range r.line {
		t := &r.day.Tickets[i]
		if t.Gone > 0 {
			next = min(next, t.Gone)
		}
		if r.widens(r.now - t.Came) {
			next = min(next, r.now+roundEvery)
		}
	}
	if len(r.line) == 0 {
		return next
	}
	return max(next, r.now+roundLeast)
}

// widens reports whether a ticket that has waited so long will accept more by and by.
func (r *Run) widens(waited time.Duration) bool {
	if r.mode.Fill >= 0 && waited <= r.mode.Fill {
		return true
	}
	for _, w := range []matching.Widening{r.mode.Window, r.mode.RTT} {
		bound, free := w.Bound(waited)
		if bound > 0 && waited < widestAfter && (free > 0 || w.PerSecond > 0) {
			return true
		}
	}
	return false
}

// round has the line matched, and counts what comes of it.
func (r *Run) round() {
	q := matching.Queue{
		Modes: []matching.Mode{r.mode}, Scenarios: r.day.Scenarios, Levels: r.day.Levels, Room: math.MaxInt, Seed: 1,
	}
	for _, region := range r.day.Regions {
		q.Shards = append(q.Shards, matching.Shard{ID: region, Region: region, Capacity: math.MaxInt})
	}
	for _, i := range r.line {
		t := r.day.Tickets[i].Ticket
		t.Waited = r.now - r.day.Tickets[i].Came
		q.Tickets = append(q.Tickets, t)
	}
	for i := range r.open {
		q.Matches = append(q.Matches, r.open[i].Running)
	}
	p := matching.Match(q)
	seated := map[int]bool{}
	for i := range p.Openings {
		r.begin(&p.Openings[i], &q, seated)
	}
	for _, j := range p.Joins {
		r.join(j, &q, seated)
	}
	line := r.line[:0]
	for at, i := range r.line {
		if !seated[at] {
			line = append(line, i)
		}
	}
	r.line = line
}

// begin counts a match that begins; others may join it if the mode says so.
func (r *Run) begin(o *matching.Opening, q *matching.Queue, seated map[int]bool) {
	m := running{until: r.now + r.day.Lasts[o.Scenario.Name], Running: matching.Running{
		Match: fmt.Sprint(r.outcome.Matches), Mode: o.Mode, Scenario: o.Scenario.Name, Region: o.Region,
		Teams: o.Scenario.Teams, Taken: make([]bool, len(o.Seats)), Ratings: make([]rating.Rating, len(o.Seats)),
	}}
	if m.until == r.now {
		m.until += usualMatch
	}
	var teams []int // with players
	low, high, people := math.MaxInt, math.MinInt, 0
	for at, s := range o.Seats {
		if s.Ticket < 0 {
			continue
		}
		people++
		m.Taken[at], m.Ratings[at] = true, s.Rating
		low, high = min(low, s.Rating.Points()), max(high, s.Rating.Points())
		if !slices.Contains(teams, s.Team) {
			teams = append(teams, s.Team)
		}
		r.seat(s.Ticket, o.Region, q, seated)
	}
	r.outcome.Matches++
	r.outcome.Seats += len(o.Seats)
	r.outcome.Led += len(o.Seats) - people
	if people > 1 {
		r.outcome.Apart = append(r.outcome.Apart, high-low)
	}
	if len(teams) > 1 {
		r.outcome.Favourites = append(r.outcome.Favourites, slices.Max(o.Chance))
	}
	if r.mode.Open && people < len(o.Seats) {
		r.open = append(r.open, m)
	}
}

// join counts a ticket that found seats in a match that runs.
func (r *Run) join(j matching.Join, q *matching.Queue, seated map[int]bool) {
	at := slices.IndexFunc(r.open, func(m running) bool { return m.Match == j.Match })
	m := &r.open[at]
	for i, seat := range j.Seats {
		m.Taken[seat], m.Ratings[seat] = true, q.Tickets[j.Ticket].Players[i].Rating
	}
	r.outcome.Joins += len(j.Seats)
	r.seat(j.Ticket, m.Region, q, seated)
	if !slices.Contains(m.Taken, false) {
		r.open = slices.Delete(r.open, at, at+1)
	}
}

// seat counts a ticket that got its seats; once, however many they are.
func (r *Run) seat(ticket int, region string, q *matching.Queue, seated map[int]bool) {
	if seated[ticket] {
		return
	}
	seated[ticket] = true
	t := &q.Tickets[ticket]
	r.outcome.Waits = append(r.outcome.Waits, t.Waited)
	if rtt, measured := t.RTTs[region]; measured {
		r.outcome.RTTs = append(r.outcome.RTTs, rtt)
	}
}
