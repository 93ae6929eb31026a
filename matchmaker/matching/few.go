package matching

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// line is who waits in a pool, the oldest first.
func (m *planner) line(p *pool) (tickets []int) {
	for _, i := range p.sorted {
		if !m.known[i].done {
			tickets = append(tickets, i)
		}
	}
	slices.Sort(tickets)
	return tickets
}

// choice is a full match that few tickets allow. A set of tickets is a number whose highest bit is the oldest one, so
// that the greater of two sets is the one that seats who waited longer.
type choice struct {
	set      uint
	region   int // in the order of the ticket it is gathered around
	scenario int
	farthest float64
}

// choose finds the best full matches of a pool in which few wait, by trying all.
func (m *planner) choose(p *pool) {
	line := m.line(p)
	choices := make([][]choice, len(line)) // by the highest bit of their set
	for set := uint(1); set < 1<<len(line); set++ {
		if v, ok := m.choice(line, set); ok {
			top := bits.Len(set) - 1
			choices[top] = append(choices[top], v)
		}
	}
	for _, all := range choices {
		slices.SortStableFunc(all, func(a, b choice) int {
			return cmp.Or(cmp.Compare(a.region, b.region), cmp.Compare(a.scenario, b.scenario),
				cmp.Compare(a.farthest, b.farthest), cmp.Compare(b.set, a.set))
		})
	}
	b := best{choices: choices, known: map[uint]seating{}}
	for rest := uint(1)<<len(line) - 1; rest != 0; {
		next := b.of(rest).next
		if next != 0 {
			m.groups[line[len(line)-bits.Len(next)]] = m.group(line, next)
		}
		rest &^= max(next, 1<<(bits.Len(rest)-1))
	}
}

// group is the tickets of a set. The first one is the oldest of those that accept how strong all the others are; if
// there is none, the group is empty.
func (m *planner) group(line []int, set uint) (tickets []int) {
	for i := range line {
		if set&(1<<(len(line)-1-i)) != 0 {
			tickets = append(tickets, line[i])
		}
	}
	for at, centre := range tickets {
		if m.farthest(centre, tickets) <= m.known[centre].window {
			return append([]int{centre}, slices.Delete(tickets, at, at+1)...)
		}
	}
	return nil
}

func (m *planner) farthest(centre int, tickets []int) (far float64) {
	for _, i := range tickets {
		far = max(far, math.Abs(m.known[i].mu-m.known[centre].mu))
	}
	return far
}

// choice reports whether a set of tickets fills a match.
func (m *planner) choice(line []int, set uint) (v choice, ok bool) {
	group := m.group(line, set)
	if group == nil {
		return v, false
	}
	g, ok := m.table(group)
	if !ok {
		return v, false
	}
	c := &m.known[group[0]]
	return choice{set, slices.Index(m.regionsOf(c), g.region), g.scenario, m.farthest(c.ticket, group)}, true
}

// table finds the region and the scenario for tickets that are to play together, as the first of them likes it best.
func (m *planner) table(group []int) (g gathering, ok bool) {
	c := &m.known[group[0]]
	scenarios, regions, sizes := c.scenarios, c.regions, []int(nil)
	for _, i := range group {
		o := &m.known[i]
		scenarios, regions, g.found = scenarios&o.scenarios, regions&o.regions, g.found+o.size
		sizes = append(sizes, o.size)
	}
	g.tickets, g.seats = group, g.found
	for rest := scenarios; rest != 0; rest &= rest - 1 {
		if bit := bits.TrailingZeros64(rest); !fills(c.pool.rooms[bit], sizes) {
			scenarios &^= 1 << bit
		}
	}
	if scenarios == 0 || regions == 0 {
		return g, false
	}
	g.scenario = bits.TrailingZeros64(scenarios)
	for _, g.region = range m.regionsOf(c) {
		if regions&(1<<slices.Index(m.regions, g.region)) != 0 && m.hasRoom(g.region) {
			return g, true
		}
	}
	return g, false
}

// fills reports whether parties fill all teams, none left over.
func fills(rooms, sizes []int) bool {
	seats := 0
	for _, room := range rooms {
		seats += room
	}
	have := make([]int, slices.Max(rooms)+1)
	for _, size := range sizes {
		if seats -= size; seats < 0 || size >= len(have) {
			return false
		}
		have[size]++
	}
	p := packing{rooms: rooms, have: have, take: make([]int, len(have)), steps: maxSteps}
	return seats == 0 && p.fill(0, rooms[0], len(have)-1)
}

// seating is the best that can be done with some tickets: who is seated, and the match of the oldest of them.
type seating struct{ seated, next uint }

// best finds the best seating of any of the tickets. Each is asked for once.
type best struct {
	choices [][]choice
	known   map[uint]seating
}

func (b *best) of(rest uint) seating {
	if rest == 0 {
		return seating{}
	}
	if s, ok := b.known[rest]; ok {
		return s
	}
	top := bits.Len(rest) - 1
	s := seating{}
	for _, v := range b.choices[top] {
		if v.set&^rest != 0 {
			continue
		}
		if seated := v.set | b.of(rest&^v.set).seated; seated > s.seated {
			s = seating{seated, v.set}
		}
		if s.seated == rest {
			break
		}
	}
	if s.next == 0 {
		s.seated = b.of(rest &^ (1 << top)).seated
	}
	b.known[rest] = s
	return s
}
