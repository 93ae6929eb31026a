package matchmaker

import (
	"cmp"
	"fmt"
	"slices"

	"muster/matchmaker/api"
)

// queue is all that matching looks at. Match turns it into a plan; the same queue gives the same plan.
type queue struct {
	Scenarios []api.ScenarioInfo // the first is the default
	Tickets   []waiting          // first come first
	Matches   []running          // oldest first
	Shards    []shardLoad
	Room      int           // how many more matches may be opened
	NewID     func() string // of a match to open
}

// waiting is a ticket in the queue.
type waiting struct {
	Ticket   string
	Scenario string // empty for any
}

// running is a match that players can join.
type running struct {
	Match    string
	Scenario string
	Teams    []int  // the team of each seat
	Taken    []bool // by seat: a player holds it. len(Taken) == len(Teams)
}

// shardLoad is a shard that could open a match.
type shardLoad struct {
	ID       string
	Load     int // matches
	Capacity int // matches
}

// plan is what matching decided: matches to open, seats to give, and why every other ticket waits.
type plan struct {
	Openings []opening
	Placed   []placement
	Why      map[string]string // by ticket
}

// opening is a match to open on a shard.
type opening struct {
	Match    string
	Scenario api.ScenarioInfo
	Shard    string
}

// placement gives a ticket a seat.
type placement struct {
	Ticket string
	Match  string
	Seat   int
}

// match serves tickets in their order: each gets a free seat of a match that runs, else the first seat of a match to be
// opened, else it waits. It changes nothing in q.
func match(q queue) plan {
	m := matching{queue: q, plan: plan{Why: map[string]string{}}}
	m.Matches = slices.Clone(q.Matches)
	for i := range m.Matches {
		m.Matches[i].Taken = slices.Clone(m.Matches[i].Taken)
	}
	m.Shards = slices.Clone(q.Shards)
	for _, t := range q.Tickets {
		if why := m.place(t); why != "" {
			m.plan.Why[t.Ticket] = fmt.Sprintf("%s; number %d in line", why, len(m.plan.Why)+1)
		}
	}
	return m.plan
}

// matching is a plan in the making, with the queue as it will be when the plan is carried out.
type matching struct {
	queue
	plan plan
}

// place gives a ticket a seat, or tells why there is none.
func (m *matching) place(t waiting) (why string) {
	for i := range m.Matches {
		if t.Scenario == "" || t.Scenario == m.Matches[i].Scenario {
			if m.sit(t.Ticket, &m.Matches[i]) {
				return ""
			}
		}
	}
	r, why := m.open(t.Scenario)
	if why != "" {
		return why
	}
	m.Matches = append(m.Matches, r)
	if !m.sit(t.Ticket, &m.Matches[len(m.Matches)-1]) {
		return "scenario " + r.Scenario + " has no seats"
	}
	return ""
}

// sit takes a free seat: one of the team with the fewest players, so that the first two players are opponents.
func (m *matching) sit(ticket string, r *running) bool {
	players := map[int]int{}
	for seat, taken := range r.Taken {
		if taken {
			players[r.Teams[seat]]++
		}
	}
	best := -1
	for seat, taken := range r.Taken {
		if !taken && (best < 0 || players[r.Teams[seat]] < players[r.Teams[best]]) {
			best = seat
		}
	}
	if best < 0 {
		return false
	}
	r.Taken[best] = true
	m.plan.Placed = append(m.plan.Placed, placement{Ticket: ticket, Match: r.Match, Seat: best})
	return true
}

// open plans a new match on the least loaded shard.
func (m *matching) open(scenario string) (r running, why string) {
	i := slices.IndexFunc(m.Scenarios, func(s api.ScenarioInfo) bool { return scenario == "" || s.Name == scenario })
	if i < 0 {
		return r, "scenario " + scenario + " is no longer offered"
	}
	if m.Room <= 0 {
		return r, "every seat is taken and no more matches may run at once"
	}
	shard := m.leastLoaded()
	if shard == nil {
		return r, fmt.Sprintf("none of the %d shards here has room for another match", len(m.Shards))
	}
	shard.Load++
	m.Room--
	s := m.Scenarios[i]
	o := opening{Match: m.NewID(), Scenario: s, Shard: shard.ID}
	m.plan.Openings = append(m.plan.Openings, o)
	return running{Match: o.Match, Scenario: s.Name, Teams: s.Teams, Taken: make([]bool, len(s.Teams))}, ""
}

// leastLoaded is the shard with room that runs the fewest matches; of equals the first by id. nil if none has room.
func (m *matching) leastLoaded() *shardLoad {
	var best *shardLoad
	for i := range m.Shards {
		s := &m.Shards[i]
		if s.Load >= s.Capacity {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(s.Load, best.Load), cmp.Compare(s.ID, best.ID)) < 0 {
			best = s
		}
	}
	return best
}
