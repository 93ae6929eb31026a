// Package matching decides who plays whom, and where: a pure function from tickets, matches with free seats and the
// loads of shards to a plan. It has no clock, chance or I/O, and the same Queue gives the same Plan.
//
// What a ticket accepts widens as it waits, in the end to everything. Each first looks for a seat in a match that runs
// (backfill.go), then for others to begin one with. A match may be begun when every seat of its scenario is taken, no
// party is split between teams, all share scenario and region, and one ticket, around which the match is gathered,
// accepts by now how far from its own everybody's rating is.
//
// The best plan, criterion by criterion:
//
//  1. Who has waited longest gets in: of two plans, the better one seats the oldest ticket that only one of them seats.
//     So when all can play, all do, whatever the order they came in; and who fits with nobody keeps nobody waiting.
//  2. Each match, the one with the oldest ticket first, is gathered around its oldest ticket that can be in the middle.
//     It is in the region that suits this one best, and there plays the first of the mode's scenarios.
//  3. It has the players nearest in rating to that ticket: the farthest of them is as near as can be. Within that
//     distance large parties come first, since they are the hardest to seat.
//  4. Only who is left, and has waited as long as the mode says, begins with AI commanders: oldest first, each with as
//     many players as can be had.
//
// Criterion 1 is a set packing, which nobody solves for thousands in the time of a round. It is kept to the letter
// while few wait in a mode (few.go), where each match counts. When more do, each ticket, the oldest first, takes the
// match that is best for itself (gather.go): one that takes somebody whom an older ticket needed costs that one a round
// or two, since the crowd brings others. That search is exact and short, because parties of one size can stand in for
// each other: the nearest of each size are enough to tell whether a match can be filled.
//
// Who was found is dealt into teams of like strength (teams.go), and the match gets a shard (place.go).
package matching

import (
	"time"

	"muster/matchmaker/rating"
)

// Queue is all that matching looks at.
type Queue struct {
	Modes     []Mode
	Scenarios []Scenario
	Levels    []Level   // of AI commanders, the weakest first; empty for one level without a name
	Tickets   []Ticket  // first come first
	Matches   []Running // with free seats, oldest first
	Shards    []Shard   // by id; those that must get nothing are left out
	StoreFull bool      // some were, since the store of their journals has no room for new matches
	Room      int       // how many more matches may be opened
	Seed      uint64    // of the draws of shards
}

// Mode is a way to play, and how what a ticket accepts widens.
type Mode struct {
	Name      string
	Scenarios []string
	Rated     bool
	Open      bool          // free seats of matches that run are given to tickets
	Switch    bool          // who left a match may come back to it in any seat
	Fill      time.Duration // a ticket that waited so long begins with AI commanders in empty seats; below 0 for never
	Home      bool          // a scenario's matches all live on the shard that rendezvous hashing names
	Window    Widening      // difference of ratings, in points; zero for any
	RTT       Widening      // to the region, in milliseconds; zero for any
}

// Widening is a bound that grows with waiting time, until after Full there is none.
type Widening struct {
	From      int // at first; 0 for no bound at all
	PerSecond int
	Full      time.Duration // 0 for never
}

// at is the bound after so long.
func (w Widening) at(waited time.Duration) int {
	if w.From == 0 || w.Full > 0 && waited >= w.Full {
		return unbounded
	}
	return w.From + w.PerSecond*int(waited/time.Second)
}

const unbounded = 1 << 30

// Bound is the bound after so long, 0 for none, and how much later there is none; 0 for never, or if there is none.
func (w Widening) Bound(waited time.Duration) (bound int, free time.Duration) {
	if bound = w.at(waited); bound == unbounded {
		return 0, 0
	}
	return bound, max(0, w.Full-waited)
}

// Scenario is what can be played. Teams is the team of each seat.
type Scenario struct {
	Name  string
	Teams []int
}

// Level is a strength of AI commanders.
type Level struct {
	Name   string
	Points int
}

// Ticket is who waits for what.
type Ticket struct {
	ID        string
	Mode      string
	Scenarios []string // wanted; empty for any of the mode's
	Players   []Player // more than one for a party, which is placed in one team
	Region    string   // wished
	RTTs      map[string]int
	Waited    time.Duration
	Match     string // this match and no other
}

// Player is one player of a ticket.
type Player struct {
	ID     string
	Rating rating.Rating
}

// Running is a match with free seats.
type Running struct {
	Match    string
	Mode     string
	Scenario string
	Region   string
	Teams    []int           // the team of each seat
	Taken    []bool          // by seat: a player holds it. len(Taken) == len(Teams)
	Ratings  []rating.Rating // by seat, of those who hold one; may be shorter
	Barred   []string        // players who may not come
	// by player: the seat that they gave up, and the only one they may have again unless the mode says otherwise
	Left map[string]int
}

// Shard is a shard that could open a match.
type Shard struct {
	ID       string
	Region   string
	Load     int // matches
	Capacity int // matches
	Strain   Strain

	begins int // matches that this plan has begin there
}

// Plan is what was decided.
type Plan struct {
	Openings []Opening
	Joins    []Join
	Waits    []Wait // of Queue.Tickets: index by index; zero for who got a seat
}

// Opening is a match to open. Its seats are given to players or AI commanders, all of them.
type Opening struct {
	Mode     string
	Scenario Scenario
	Region   string
	Shard    string
	Seats    []Seat // by seat
	Chance   []float64
	Relaxed  []Relaxation
}

// Seat is who gets a seat of an Opening: a player of a ticket, or an AI commander.
type Seat struct {
	Team   int
	Ticket int // index in Queue.Tickets; -1 for an AI commander
	Player int // index in Ticket.Players
	Rating rating.Rating
	AI     string // level
}

// Join gives the players of a ticket seats of a match that runs. len(Seats) == len(Ticket.Players).
type Join struct {
	Ticket int
	Match  string
	Seats  []int
}

// Match makes the plan.
func Match(q Queue) Plan {
	m := newPlanner(q)
	m.backfill()
	m.begin()
	return m.plan
}

// planner is a plan in the making: the queue as it will be when the plan is carried out.
type planner struct {
	Queue
	plan    Plan
	regions []string // of shards; the bit of each in candidate.regions
	modes   map[string]*pool
	order   []*pool
	known   []candidate // by ticket
	// by the oldest ticket of each: full matches that few.go chose; who is in the middle comes first
	groups map[int][]int
	budget int // looks that are left; when it is used up, the youngest wait for the next round
}

// candidate is a ticket as looking for others sees it.
type candidate struct {
	ticket    int
	pool      *pool
	mu        float64 // mean of its players
	size      int
	scenarios uint64 // by pool.scenarios
	regions   uint64 // by planner.regions: acceptable now
	window    float64
	next      int // in pool.sorted: where it stands
	done      bool
}

// pool is the tickets of one mode.
type pool struct {
	mode      *Mode
	scenarios []Scenario
	rooms     [][]int // by scenario: seats of each team
	sorted    []int   // tickets by strength
	few       bool    // so few wait that the best plan is found by trying all
	after     []int   // by place in sorted: the nearest place after it, or before it, that may still be free
	before    []int   // (paths are shortened when walked)
	waiting   [][]int // by region*len(scenarios)+scenario: tickets that accept both, by size
}
