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

// pack tells whether groups of these sizes fit into teams with these rooms, none split: the largest first, each where
// there is most room.
func pack(rooms, sizes []int) bool {
	left := slices.Clone(rooms)
	sorted := slices.Clone(sizes)
	slices.SortFunc(sorted, func(a, b int) int { return b - a })
	for _, size := range sorted {
		most := roomiest(left)
		if left[most] < size {
			return false
		}
		left[most] -= size
	}
	return true
}

func roomiest(rooms []int) int {
	most := 0
	for t := range rooms {
		if rooms[t] > rooms[most] {
			most = t
		}
	}
	return most
}

// deal says the team of each group so that the teams are as alike in strength as can be had: the large first, then the
// strong, each where there is most room and of that where there is least strength; then groups of one size change places
// while that makes the teams more alike. Groups are candidates' indices in m.known.
func (m *making) deal(rooms []int, groups []int) (team []int) {
	team = make([]int, len(groups))
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	weight := func(i int) float64 { return m.known[groups[i]].mu * float64(m.known[groups[i]].size) }
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(m.known[groups[b]].size, m.known[groups[a]].size), cmp.Compare(weight(b), weight(a)))
	})
	left, strength := slices.Clone(rooms), make([]float64, len(rooms))
	for _, i := range order {
		best := 0
		for t := range left {
			if left[t] > left[best] || left[t] == left[best] && strength[t] < strength[best] {
				best = t
			}
		}
		team[i] = best
		left[best] -= m.known[groups[i]].size
		strength[best] += weight(i)
	}
	m.swap(groups, team, strength, weight)
	return team
}

// swap changes groups of one size between teams while that brings the teams' mean strengths together.
func (m *making) swap(groups, team []int, strength []float64, weight func(int) float64) {
	for range maxSwaps {
		bestA, bestB, best := -1, -1, -1e-9
		for a := range groups {
			for b := range a {
				if team[a] == team[b] || m.known[groups[a]].size != m.known[groups[b]].size {
					continue
				}
				was := math.Abs(strength[team[a]] - strength[team[b]])
				shift := weight(a) - weight(b)
				if gain := math.Abs(strength[team[a]]-strength[team[b]]-2*shift) - was; gain < best {
					bestA, bestB, best = a, b, gain
				}
			}
		}
		if bestA < 0 {
			return
		}
		shift := weight(bestA) - weight(bestB)
		strength[team[bestA]] -= shift
		strength[team[bestB]] += shift
		team[bestA], team[bestB] = team[bestB], team[bestA]
	}
}
