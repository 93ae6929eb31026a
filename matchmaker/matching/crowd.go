package matching

import "slices"

// crowd is who was met on the way to a full match. Parties of one size can stand in for each other, so who was met
// first of each size is all that counts, and no more of them than there are seats.
type crowd struct {
	looks *int    // planner.budget
	size  int     // of the ticket that all are gathered around
	rooms []int   // seats of each team
	seats int     // of all
	met   [][]int // by size: tickets, the nearest first
	sizes []int   // by size: len(met[size])
}

func newCrowd(size int, rooms []int, looks *int) *crowd {
	widest := slices.Max(rooms)
	c := &crowd{looks: looks, size: size, rooms: rooms, met: make([][]int, widest+1), sizes: make([]int, widest+1)}
	for _, room := range rooms {
		c.seats += room
	}
	return c
}

// add reports whether a ticket may make a difference.
func (c *crowd) add(o *candidate) bool {
	if o.size >= len(c.met) || (len(c.met[o.size])+1)*o.size > c.seats {
		return false
	}
	c.met[o.size] = append(c.met[o.size], o.ticket)
	c.sizes[o.size]++
	return true
}

// first are the nearest tickets of each size.
func (c *crowd) first(take []int) (tickets []int) {
	for size := len(take) - 1; size > 0; size-- {
		tickets = append(tickets, c.met[size][:take[size]]...)
	}
	return tickets
}

// full takes parties, by size, that fill all teams together with the one in the middle.
func (c *crowd) full(have []int) (take []int, ok bool) {
	if c.size+players(have) < c.seats {
		return nil, false
	}
	for team, room := range c.rooms {
		if room < c.size || slices.Index(c.rooms, room) < team { // a team like one that was tried
			continue
		}
		rooms := slices.Clone(c.rooms)
		rooms[team] -= c.size
		p := packing{
			rooms: rooms, have: slices.Clone(have), take: make([]int, len(have)), steps: min(*c.looks, maxSteps),
		}
		ok = p.fill(0, rooms[0], len(have)-1)
		*c.looks -= min(*c.looks, maxSteps) - max(p.steps, 0)
		if ok {
			return p.take, true
		}
	}
	return nil, false
}

// most takes as many players as AI commanders, one at a time, can complete to full teams.
func (c *crowd) most() (take []int) {
	for ai := range c.seats {
		have := slices.Clone(c.sizes)
		have[1] += ai
		if take, ok := c.full(have); ok {
			take[1] = min(take[1], c.sizes[1])
			return take
		}
	}
	return make([]int, len(c.sizes))
}

// players counts the players of parties by size.
func players(sizes []int) (sum int) {
	for size, n := range sizes {
		sum += size * n
	}
	return sum
}

// packing is the search for parties that fill all teams, none split.
type packing struct {
	rooms      []int
	have, take []int // parties by size
	steps      int   // that are left
}

// fill fills a team, of which so many seats are left, with parties of at most this size, the largest first; then the
// teams after it.
func (p *packing) fill(team, left, size int) bool {
	if left == 0 {
		if team++; team == len(p.rooms) {
			return true
		}
		return p.fill(team, p.rooms[team], len(p.have)-1)
	}
	for size = min(size, left); size > 0; size-- {
		if p.have[size] == 0 {
			continue
		}
		if p.steps--; p.steps < 0 {
			return false
		}
		p.have[size]--
		p.take[size]++
		if p.fill(team, left-size, size) {
			return true
		}
		p.have[size]++
		p.take[size]--
	}
	return false
}
