package matching

import (
	"cmp"
	"math/bits"
	"slices"
)

// begin has full matches begin, then those with AI commanders, each time around the oldest tickets first.
func (m *planner) begin() {
	for _, p := range m.order {
		if p.few = len(m.line(p)) <= maxFew; p.few {
			m.choose(p)
		}
	}
	m.eachWaiting(func(c *candidate) {
		switch group, chosen := m.groups[c.ticket]; {
		case chosen:
			if g, ok := m.table(group); ok && m.Room > 0 {
				m.open(&m.known[group[0]], g)
			}
		case !c.pool.few:
			m.plan.Waits[c.ticket] = m.seedMatch(c, false)
		}
	})
	m.eachWaiting(func(c *candidate) {
		if fill := m.mayFill(c); fill || c.pool.few {
			m.plan.Waits[c.ticket] = m.seedMatch(c, fill)
		}
	})
	place := 0
	for i := range m.plan.Waits {
		if !m.known[i].done || m.plan.Waits[i].Reason != 0 {
			place++
			m.plan.Waits[i].Place = place
		}
	}
}

// eachWaiting calls f for each ticket that may begin a match and has none, the oldest first.
func (m *planner) eachWaiting(f func(*candidate)) {
	for i := range m.Tickets {
		if c := &m.known[i]; !c.done && c.scenarios != 0 && m.Tickets[i].Match == "" {
			f(c)
		}
	}
}

func (m *planner) mayFill(c *candidate) bool {
	fill := c.pool.mode.Fill
	return fill >= 0 && m.Tickets[c.ticket].Waited >= fill
}

// seedMatch begins a match around a ticket, or tells why not; with fill AI commanders may take seats. A full match is
// better than one with AI commanders, a near region better than a far one, an earlier scenario better than a later one.
func (m *planner) seedMatch(c *candidate, fill bool) Wait {
	t := &m.Tickets[c.ticket]
	wait := Wait{Reason: Others, Fill: max(0, c.pool.mode.Fill-t.Waited)}
	if window := c.pool.mode.Window.at(t.Waited); window < unbounded {
		wait.Window = window
	}
	if m.Room <= 0 {
		wait.Reason = NoRoom
		return wait
	}
	best := gathering{}
	regions := m.regionsOf(c)
	switch {
	case len(m.Shards) == 0 && m.StoreFull:
		wait.Reason = NoStore
	case len(m.Shards) == 0:
		wait.Reason = NoneThere
	case len(regions) == 0:
		wait.Reason = NoRegion
	}
	for _, region := range regions {
		if !m.hasRoom(region) {
			if best.found == 0 {
				wait.Reason = NoShard
			}
			continue
		}
		for rest := c.scenarios; rest != 0 && !best.full(); rest &= rest - 1 {
			if g := m.fillMatch(c, region, bits.TrailingZeros64(rest), fill); g.full() || g.found > best.found {
				best = g
			}
		}
	}
	if best.found == 0 {
		return wait
	}
	wait.Reason, wait.Found, wait.Seats, wait.Unfit = Others, best.found, best.seats, best.unfit
	if best.full() || fill {
		m.open(c, best)
		return Wait{}
	}
	return wait
}

// gathering is who was found for a match.
type gathering struct {
	region   string
	scenario int
	tickets  []int
	found    int // players
	seats    int
	unfit    bool // there were enough players, but no way to fill the teams without splitting a party
}

func (g *gathering) full() bool { return g.found == g.seats && g.found > 0 }

// fillMatch walks from a ticket to ever less similar ones that share scenario and region, until some of those it met
// fill the teams together with it. With fill, when none do, it takes as many as AI commanders can complete. With too
// few in the whole pool it does not set out, unless AI commanders may take the rest.
func (m *planner) fillMatch(c *candidate, region string, scenario int, fill bool) gathering {
	p := c.pool
	bit, rooms := slices.Index(m.regions, region), p.rooms[scenario]
	g := gathering{
		region: region, scenario: scenario, tickets: []int{c.ticket}, seats: len(p.scenarios[scenario].Teams),
	}
	met := newCrowd(c.size, rooms, &m.budget)
	there := slices.Clone(p.waiting[bit*len(p.scenarios)+scenario])
	there[c.size]--
	if _, ok := met.full(there); !ok && !fill {
		g.found, g.unfit = min(c.size+players(there), g.seats-1), c.size+players(there) >= g.seats
		return g
	}
	for o := range m.nearest(c) {
		if o.scenarios&(1<<scenario) == 0 || o.regions&(1<<bit) == 0 || !met.add(o) {
			continue
		}
		if take, ok := met.full(met.sizes); ok {
			g.tickets, g.found = append(g.tickets, met.first(take)...), g.seats
			return g
		}
	}
	g.unfit = c.size+players(met.sizes) >= g.seats
	if g.found = min(c.size+players(met.sizes), g.seats-1); fill {
		take := met.most()
		g.tickets = append(g.tickets, met.first(take)...)
		g.found = c.size + players(take)
	}
	return g
}

// nearest are the tickets that still wait, from a ticket to ever less similar ones, as far as it accepts.
func (m *planner) nearest(c *candidate) func(yield func(*candidate) bool) {
	return func(yield func(*candidate) bool) {
		p := c.pool
		low, high := m.step(p, c.next, p.before), m.step(p, c.next, p.after)
		for ; m.budget > 0; m.budget-- {
			at, apart := -1, 0.0
			if low >= 0 {
				at, apart = low, c.mu-m.known[p.sorted[low]].mu
			}
			if high < len(p.sorted) && (at < 0 || m.known[p.sorted[high]].mu-c.mu < apart) {
				at, apart = high, m.known[p.sorted[high]].mu-c.mu
			}
			if at < 0 || apart > c.window || !yield(&m.known[p.sorted[at]]) {
				return
			}
			if at == low {
				low = m.step(p, low, p.before)
			} else {
				high = m.step(p, high, p.after)
			}
		}
	}
}

// regionsOf are the regions that a ticket accepts, the best first: the wished one, then by round-trip time.
func (m *planner) regionsOf(c *candidate) []string {
	t := &m.Tickets[c.ticket]
	var all []string
	eachBit(c.regions, func(bit int) { all = append(all, m.regions[bit]) })
	far := func(r string) int {
		if rtt, measured := t.RTTs[r]; measured {
			return rtt
		}
		return unbounded
	}
	slices.SortStableFunc(all, func(a, b string) int {
		if a == t.Region != (b == t.Region) {
			if a == t.Region {
				return -1
			}
			return 1
		}
		return cmp.Compare(far(a), far(b))
	})
	return all
}
