package matching

import (
	"cmp"
	"math/bits"
	"slices"
)

// begin has each ticket, the oldest first, look for others to begin a match with.
func (m *making) begin() {
	for i := range m.Tickets {
		if c := &m.known[i]; !c.done && c.scenarios != 0 && m.Tickets[i].Match == "" {
			m.plan.Waits[i] = m.anchor(c)
		}
	}
	place := 0
	for i := range m.plan.Waits {
		if !m.known[i].done || m.plan.Waits[i].Reason != 0 {
			place++
			m.plan.Waits[i].Place = place
		}
	}
}

// anchor begins a match around a ticket, or tells why not. A full one is better than one with AI commanders, a near
// region better than a far one, an earlier scenario better than a later one.
func (m *making) anchor(c *candidate) Wait {
	t := &m.Tickets[c.ticket]
	wait := Wait{Reason: Others, Window: c.pool.mode.Window.at(t.Waited), Fill: c.pool.mode.Fill, Waited: t.Waited}
	if m.Room <= 0 {
		wait.Reason = NoRoom
		return wait
	}
	mayFill := c.pool.mode.Fill >= 0 && t.Waited >= c.pool.mode.Fill
	best := gathering{}
	regions := m.regionsOf(c)
	switch {
	case len(m.Shards) == 0:
		wait.Reason = NoneThere
	case len(regions) == 0:
		wait.Reason = NoRegion
	}
	for _, region := range regions {
		if !m.hasRoom(region) {
			if best.region == "" && best.found == 0 {
				wait.Reason = NoShard
			}
			continue
		}
		for rest := c.scenarios; rest != 0; rest &= rest - 1 {
			g := m.gather(c, region, bits.TrailingZeros64(rest), mayFill)
			if g.found > best.found {
				best = g
			}
			if g.found == g.seats {
				break
			}
		}
		if best.found == best.seats && best.found > 0 {
			break
		}
	}
	if best.found == 0 {
		return wait
	}
	wait.Reason, wait.Found, wait.Seats = Others, best.found, best.seats
	if best.found == best.seats || mayFill {
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
}

// gather walks from a ticket to ever less similar ones, and takes those who share scenario and region and fit into the
// teams. With too few in the whole pool it does not set out, unless AI commanders may take the rest.
func (m *making) gather(c *candidate, region string, scenario int, mayFill bool) gathering {
	p := c.pool
	teams := p.scenarios[scenario].Teams
	bit := slices.Index(m.regions, region)
	g := gathering{region: region, scenario: scenario, tickets: []int{c.ticket}, found: c.size, seats: len(teams)}
	waiting := p.waiting[bit*maxScenarios+scenario]
	if waiting < g.seats && !mayFill {
		g.found = min(waiting, g.seats-1)
		return g
	}
	rooms, sizes := teamRooms(teams), []int{c.size}
	low, high := m.step(p, c.next, p.before), m.step(p, c.next, p.after)
	for g.found < g.seats && m.budget > 0 {
		m.budget--
		at, apart := -1, 0.0
		if low >= 0 {
			at, apart = low, c.mu-m.known[p.sorted[low]].mu
		}
		if high < len(p.sorted) && (at < 0 || m.known[p.sorted[high]].mu-c.mu < apart) {
			at, apart = high, m.known[p.sorted[high]].mu-c.mu
		}
		if at < 0 || apart > c.window {
			break
		}
		if at == low {
			low = m.step(p, low, p.before)
		} else {
			high = m.step(p, high, p.after)
		}
		o := &m.known[p.sorted[at]]
		if o.scenarios&(1<<scenario) == 0 || o.regions&(1<<bit) == 0 || g.found+o.size > g.seats || !pack(rooms, append(sizes, o.size)) {
			continue
		}
		sizes, g.tickets, g.found = append(sizes, o.size), append(g.tickets, o.ticket), g.found+o.size
	}
	return g
}

// regionsOf are the regions that a ticket accepts, the best first: the wished one, then by round-trip time.
func (m *making) regionsOf(c *candidate) []string {
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
