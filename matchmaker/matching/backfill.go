package matching

import (
	"math"
	"slices"

	"muster/matchmaker/rating"
)

// backfill offers the free seats of matches that run, to the oldest tickets first.
func (m *making) backfill() {
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

// suits tells whether a ticket accepts a match: its scenario, where it is, and how strong those in it are.
func (m *making) suits(c *candidate, r *Running) bool {
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

// join seats a ticket's players in one team of a match: the one with the fewest players, of those the weakest.
func (m *making) join(ticket, match int) bool {
	r, t := &m.Matches[match], &m.Tickets[ticket]
	for _, p := range t.Players {
		if slices.Contains(r.Barred, p.ID) {
			return false
		}
	}
	if len(r.Ratings) < len(r.Teams) {
		r.Ratings = append(r.Ratings, make([]rating.Rating, len(r.Teams)-len(r.Ratings))...)
	}
	team, ok := openTeam(r, len(t.Players))
	if !ok {
		return false
	}
	j := Join{Ticket: ticket, Match: r.Match}
	for seat := range r.Teams {
		if len(j.Seats) < len(t.Players) && r.Teams[seat] == team && !r.Taken[seat] {
			r.Taken[seat], r.Ratings[seat] = true, t.Players[len(j.Seats)].Rating
			j.Seats = append(j.Seats, seat)
		}
	}
	m.plan.Joins = append(m.plan.Joins, j)
	m.settle(ticket)
	return true
}

func openTeam(r *Running, size int) (team int, ok bool) {
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
		if free[t] >= size && (!ok || players[t] < players[team] || players[t] == players[team] && strength[t] < strength[team]) {
			team, ok = t, true
		}
	}
	return team, ok
}
