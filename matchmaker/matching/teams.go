package matching

import (
	"cmp"
	"math"
	"slices"
)

// teamRooms counts the seats of each team, by team number.
func teamRooms(teams []int) []int {
	var rooms []int
	for _, t := range teams {
		for len(rooms) <= t {
			rooms = append(rooms, 0)
		}
		rooms[t]++
	}
	return rooms
}

// deal says the team of each group so that the teams are as alike in strength as can be had: the large first, then the
// strong, each where there is most room and of that where there is least strength; then groups of one size change
// places while that makes the teams more alike. Groups are candidates' indices in m.known, and there is a
// way to seat them whole.
func (m *planner) deal(rooms []int, groups []int) (team []int) {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	d := dealing{left: slices.Clone(rooms), strength: make([]float64, len(rooms)), team: make([]int, len(groups))}
	for _, i := range groups {
		d.size = append(d.size, m.known[i].size)
		d.weight = append(d.weight, m.known[i].mu*float64(m.known[i].size))
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.size[b], d.size[a]), cmp.Compare(d.weight[b], d.weight[a]))
	})
	d.seat(order)
	d.swap()
	return d.team
}

// dealing is groups on their way into teams.
type dealing struct {
	size     []int     // by group
	weight   []float64 // by group: its players' strength
	team     []int     // by group
	left     []int     // by team: seats
	strength []float64 // by team
}

// seat gives the groups teams, and takes a step back where one would not fit any more.
func (d *dealing) seat(order []int) bool {
	if len(order) == 0 {
		return true
	}
	g := order[0]
	teams := make([]int, len(d.left))
	for t := range teams {
		teams[t] = t
	}
	slices.SortStableFunc(teams, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.left[b], d.left[a]), cmp.Compare(d.strength[a], d.strength[b]))
	})
	for i, t := range teams {
		// as little room as where it did not work
		if d.left[t] < d.size[g] || i > 0 && d.left[t] == d.left[teams[i-1]] {
			continue
		}
		d.move(g, t, +1)
		if d.seat(order[1:]) {
			return true
		}
		d.move(g, t, -1)
	}
	return false
}

func (d *dealing) move(group, team, by int) {
	d.team[group] = team
	d.left[team] -= by * d.size[group]
	d.strength[team] += float64(by) * d.weight[group]
}

// swap changes groups of one size between teams while that brings the teams' strengths together.
func (d *dealing) swap() {
	for range maxSwaps {
		bestA, bestB, best := -1, -1, -1e-9
		for a := range d.team {
			for b := range a {
				if d.team[a] == d.team[b] || d.size[a] != d.size[b] {
					continue
				}
				apart := d.strength[d.team[a]] - d.strength[d.team[b]]
				if gain := math.Abs(apart-2*(d.weight[a]-d.weight[b])) - math.Abs(apart); gain < best {
					bestA, bestB, best = a, b, gain
				}
			}
		}
		if bestA < 0 {
			return
		}
		a, b := d.team[bestA], d.team[bestB]
		d.move(bestA, a, -1)
		d.move(bestB, b, -1)
		d.move(bestA, b, +1)
		d.move(bestB, a, +1)
	}
}
