package game

// holds counts a team's points.
func (w *World) holds(team uint8) (n int) {
	for i := range w.points {
		if w.points[i].owner == int8(team) {
			n++
		}
	}
	return n
}

// other is the strongest team but one.
func (w *World) other(team uint8, alive *[MaxTeams]int) int8 {
	best, most := NoTeam, 0
	for t := range w.scores {
		if t != int(team) && alive[t] > most {
			best, most = int8(t), alive[t]
		}
	}
	return best
}

// best is the one of some teams with the higher score, then with more units left; NoTeam when two are level, and of
// none.
func (w *World) best(of uint8, alive *[MaxTeams]int) int8 {
	best, level := -1, true
	for t := range w.scores {
		switch {
		case of>>t&1 == 0:
		case best < 0 || w.scores[t] > w.scores[best] || w.scores[t] == w.scores[best] && alive[t] > alive[best]:
			best, level = t, false
		case w.scores[t] == w.scores[best] && alive[t] == alive[best]:
			level = true
		}
	}
	if level {
		return NoTeam
	}
	return int8(best)
}
