package matching

import (
	"maps"
	"math"
	"slices"

	"muster/matchmaker/rating"
)

// backfill offers the free seats of matches that run, to the oldest tickets first.
func (m *planner) backfill() {
	open := map[*pool][]int{} // indices of Matches with free seats
	byID := map[string]int{}
	for i := range m.Matches {
		byID[m.Matches[i].Match] = i
		if p := m.modes[m.Matches[i].Mode]; p != nil && p.mode.Open {
			open[p] = append(open[p], i)
		}
	}
	for i := range m.Tickets {
		c := &m.known[i]
		if wish := m.Tickets[i].Match; wish != "" && !c.done {
			at, there := byID[wish]
			if !there || !m.join(i, at) {
				m.plan.Waits[i] = Wait{Reason: MatchFull}
			}
			continue
		}
		if c.done || len(open[c.pool]) == 0 {
			continue
		}
		open[c.pool] = slices.DeleteFunc(open[c.pool], func(at int) bool { return full(&m.Matches[at]) })
		for _, at := range open[c.pool] {
			if m.budget--; m.budget < 0 {
				return
			}
			if m.suits(c, &m.Matches[at]) && m.join(i, at) {
				break
			}
		}
	}
}

func full(r *Running) bool { return !slices.Contains(r.Taken, false) }

// suits reports whether a ticket accepts a match: its scenario, where it is, and how strong those in it are.
func (m *planner) suits(c *candidate, r *Running) bool {
	bit := slices.IndexFunc(c.pool.scenarios, func(s Scenario) bool { return s.Name == r.Scenario })
	if bit < 0 || c.scenarios&(1<<bit) == 0 || !accepts(&m.Tickets[c.ticket], c.pool.mode, r.Region) {
		return false
	}
	sum, n := 0.0, 0
	for seat, taken := range r.Taken {
		if taken && seat < len(r.Ratings) {
			sum, n = sum+r.Ratings[seat].Mu, n+1
		}
	}
	return n == 0 || math.Abs(sum/float64(n)-c.mu) <= c.window
}

// join seats a ticket's players in one team of a match: the one with the fewest players, of those the weakest. Who gave
// a seat of it up knows what that side knows, and gets that seat again or none.
func (m *planner) join(ticket, match int) bool {
	r, t := &m.Matches[match], &m.Tickets[ticket]
	for _, p := range t.Players {
		if slices.Contains(r.Barred, p.ID) {
			return false
		}
	}
	if len(r.Ratings) < len(r.Teams) {
		r.Ratings = append(r.Ratings, make([]rating.Rating, len(r.Teams)-len(r.Ratings))...)
	}
	seats, ok := m.seatsFor(r, t)
	if !ok {
		return false
	}
	for i, seat := range seats {
		r.Taken[seat], r.Ratings[seat] = true, t.Players[i].Rating
	}
	m.plan.Joins = append(m.plan.Joins, Join{Ticket: ticket, Match: r.Match, Seats: seats})
	m.settle(ticket)
	return true
}

// seatsFor finds a seat for each player of a ticket.
func (m *planner) seatsFor(r *Running, t *Ticket) (seats []int, ok bool) {
	own, only, ok := m.own(r, t)
	if !ok {
		return nil, false
	}
	team, ok := openTeam(r, len(t.Players), only)
	if !ok {
		return nil, false
	}
	next := 0
	for i := range t.Players {
		seat, bound := own[i]
		for !bound && (r.Teams[next] != team || r.Taken[next] || taken(own, next)) {
			next++
		}
		if !bound {
			seat = next
			next++
		}
		seats = append(seats, seat)
	}
	return seats, true
}

// own is the seats that players of a ticket gave up, by their place in the ticket, and the team of these; any if there
// are none. It is not ok when they cannot have them again.
func (m *planner) own(r *Running, t *Ticket) (own map[int]int, team int, ok bool) {
	team = anyTeam
	if mode := m.modes[r.Mode]; mode != nil && mode.mode.Switch {
		return nil, team, true
	}
	for i, p := range t.Players {
		seat, left := r.Left[p.ID]
		if !left {
			continue
		}
		if r.Taken[seat] || taken(own, seat) || team != anyTeam && team != r.Teams[seat] {
			return nil, team, false
		}
		if own == nil {
			own = map[int]int{}
		}
		own[i], team = seat, r.Teams[seat]
	}
	return own, team, true
}

const anyTeam = -1

func taken(own map[int]int, seat int) bool {
	return slices.Contains(slices.Collect(maps.Values(own)), seat)
}

// openTeam finds a team with so many free seats; if only is one, no other.
func openTeam(r *Running, size, only int) (team int, ok bool) {
	players, free, strength := map[int]int{}, map[int]int{}, map[int]float64{}
	for seat, taken := range r.Taken {
		if taken {
			players[r.Teams[seat]]++
			strength[r.Teams[seat]] += r.Ratings[seat].Mu
		} else {
			free[r.Teams[seat]]++
		}
	}
	for _, t := range r.Teams {
		if free[t] >= size && (only == anyTeam || only == t) &&
			(!ok || players[t] < players[team] || players[t] == players[team] && strength[t] < strength[team]) {
			team, ok = t, true
		}
	}
	return team, ok
}
