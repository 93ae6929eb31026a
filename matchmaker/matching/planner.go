package matching

import (
	"cmp"
	"slices"

	"muster/matchmaker/rating"
)

func newPlanner(q Queue) *planner {
	m := &planner{
		Queue: q, plan: Plan{Waits: make([]Wait, len(q.Tickets))}, modes: map[string]*pool{}, groups: map[int][]int{},
		budget: maxLooks,
	}
	m.Matches, m.Shards = slices.Clone(q.Matches), slices.Clone(q.Shards)
	for i := range m.Matches {
		m.Matches[i].Taken = slices.Clone(m.Matches[i].Taken)
		m.Matches[i].Ratings = slices.Clone(m.Matches[i].Ratings)
	}
	for _, s := range m.Shards {
		if !slices.Contains(m.regions, s.Region) && len(m.regions) < maxRegions {
			m.regions = append(m.regions, s.Region)
		}
	}
	for i := range q.Modes {
		m.addPool(&q.Modes[i])
	}
	m.known = make([]candidate, len(q.Tickets))
	for i := range q.Tickets {
		m.add(i)
	}
	for _, p := range m.order {
		p.sort(m.known)
	}
	return m
}

func (m *planner) addPool(mode *Mode) {
	p := &pool{mode: mode}
	for _, name := range mode.Scenarios {
		i := slices.IndexFunc(m.Scenarios, func(s Scenario) bool { return s.Name == name })
		if i >= 0 && len(p.scenarios) < maxScenarios && len(m.Scenarios[i].Teams) > 0 {
			p.scenarios = append(p.scenarios, m.Scenarios[i])
			p.rooms = append(p.rooms, teamRooms(m.Scenarios[i].Teams))
		}
	}
	p.waiting = make([][]int, len(m.regions)*len(p.scenarios))
	m.modes[mode.Name] = p
	m.order = append(m.order, p)
}

// add reads a ticket into known, and into its pool if it may begin a match.
func (m *planner) add(i int) {
	t := &m.Tickets[i]
	p := m.modes[t.Mode]
	if p == nil || len(t.Players) == 0 {
		m.plan.Waits[i] = Wait{Reason: NoMode}
		m.known[i].done = true
		return
	}
	c := candidate{
		ticket: i, pool: p, size: len(t.Players), window: float64(p.mode.Window.at(t.Waited)) / pointsPerUnit,
	}
	for _, player := range t.Players {
		c.mu += player.Rating.Mu / float64(c.size)
	}
	for bit, s := range p.scenarios {
		if (len(t.Scenarios) == 0 || slices.Contains(t.Scenarios, s.Name)) && slices.Max(p.rooms[bit]) >= c.size {
			c.scenarios |= 1 << bit
		}
	}
	for bit, r := range m.regions {
		if accepts(t, p.mode, r) {
			c.regions |= 1 << bit
		}
	}
	m.known[i] = c
	switch {
	case c.scenarios == 0:
		m.plan.Waits[i] = Wait{Reason: NoScenario}
	case t.Match == "":
		p.sorted = append(p.sorted, i)
		p.count(&c, +1)
	}
}

// pointsPerUnit turns points, in which modes are written, into units of Rating.Mu.
var pointsPerUnit = 1 / (rating.OfPoints(1, 0).Mu - rating.OfPoints(0, 0).Mu)

// accepts reports whether a ticket would play in a region by now. Without a wish and measurements it plays anywhere;
// what was not measured counts as far away.
func accepts(t *Ticket, mode *Mode, region string) bool {
	limit := mode.RTT.at(t.Waited)
	if limit == unbounded || region == "" {
		return true // it waited long enough, or nobody asks where it is
	}
	rtt, measured := t.RTTs[region]
	switch {
	case measured:
		return rtt <= limit && (t.Region == "" || t.Region == region || limit > 2*mode.RTT.From)
	case t.Region != "":
		return t.Region == region
	}
	return len(t.RTTs) == 0
}

// count notes that a ticket joined or left those who wait.
func (p *pool) count(c *candidate, by int) {
	eachBit(c.regions, func(region int) {
		eachBit(c.scenarios, func(scenario int) {
			at := &p.waiting[region*len(p.scenarios)+scenario]
			for len(*at) <= c.size {
				*at = append(*at, 0)
			}
			(*at)[c.size] += by
		})
	})
}

// sort lays the pool out by strength.
func (p *pool) sort(known []candidate) {
	slices.SortStableFunc(p.sorted, func(a, b int) int { return cmp.Compare(known[a].mu, known[b].mu) })
	p.after, p.before = make([]int, len(p.sorted)), make([]int, len(p.sorted))
	for at, i := range p.sorted {
		known[i].next = at
		p.after[at], p.before[at] = at+1, at-1
	}
}

// settle takes a ticket out of those who wait.
func (m *planner) settle(i int) {
	c := &m.known[i]
	c.done = true
	m.plan.Waits[i] = Wait{}
	if m.Tickets[i].Match == "" && c.scenarios != 0 {
		c.pool.count(c, -1)
	}
}

// step is the next place in a direction whose ticket still waits; out of range if there is none.
func (m *planner) step(p *pool, at int, links []int) int {
	for next := links[at]; ; next = links[next] {
		if next < 0 || next >= len(p.sorted) || !m.known[p.sorted[next]].done {
			links[at] = next
			return next
		}
	}
}

func eachBit(mask uint64, f func(bit int)) {
	for bit := 0; mask != 0; bit, mask = bit+1, mask>>1 {
		if mask&1 != 0 {
			f(bit)
		}
	}
}
