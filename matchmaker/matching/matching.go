// Package matching decides who plays whom, and where: a pure function from tickets, matches with free seats and the loads
// of shards to a plan. It has no clock, chance or I/O, and the same Queue gives the same Plan.
//
// Tickets are served in their order, so that nobody starves: what the oldest accepts widens as it waits, in the end to
// everything. Each first looks for a seat in a match that runs (backfill.go), then for others to begin one with
// (gather.go): the nearest in rating among those who share a scenario and a region. Who was found is dealt into teams of
// like strength, parties whole (teams.go), and the match gets a shard (place.go).
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
	Room      int       // how many more matches may be opened
	Seed      uint64    // of the draws of shards
}

// Mode is a way to play, and how what a ticket accepts widens.
type Mode struct {
	Name      string
	Scenarios []string
	Rated     bool
	Open      bool          // free seats of matches that run are given to tickets
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
}

// Shard is a shard that could open a match.
type Shard struct {
	ID       string
	Region   string
	Load     int // matches
	Capacity int // matches
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
	Relaxed  []string
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
	m := newMaking(q)
	m.backfill()
	m.begin()
	return m.plan
}

// making is a plan in the making: the queue as it will be when the plan is carried out.
type making struct {
	Queue
	plan    Plan
	regions []string // of shards; the bit of each in candidate.regions
	modes   map[string]*pool
	order   []*pool
	known   []candidate // by ticket
	budget  int         // looks that are left; when it is used up, the youngest wait for the next round
}

// candidate is a ticket as looking for others sees it.
type candidate struct {
	ticket    int
	pool      *pool
	mu        float64 // mean of its players
	size      int
	scenarios uint64 // by pool.scenarios
	regions   uint64 // by making.regions: acceptable now
	window    float64
	next      int // in pool.sorted: where it stands
	done      bool
}

// pool is the tickets of one mode.
type pool struct {
	mode      *Mode
	scenarios []Scenario
	sorted    []int       // tickets by strength
	after     []int       // by place in sorted: the nearest place after it, or before it, that may still be free
	before    []int       // (paths are shortened when walked)
	waiting   map[int]int // players by region*64+scenario who accept both
}
