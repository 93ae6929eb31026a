package game

// judge ends the match: by the mode's own goal, with one side left, a score reached, or the clock run out.
func (w *World) judge() {
	sc := &w.setup.Scenario
	var alive [MaxTeams]int
	for i := range w.units {
		if w.units[i].hp > 0 {
			alive[w.units[i].team]++
		}
	}
	left, last := 0, NoTeam
	for t := range sc.Teams {
		if alive[t] > 0 {
			left, last = left+1, int8(t)
		}
	}
	switch winner, reason := w.goal(&alive); {
	case reason != NotOver:
		w.result = Result{winner, reason, w.tick}
	case left <= 1 && !w.imagined:
		w.result = Result{last, Elimination, w.tick}
	case sc.ScoreToWin > 0 && w.top() >= sc.ScoreToWin:
		w.result = Result{w.best(&alive), ScoreReached, w.tick}
	case sc.Clock > 0 && w.tick >= sc.Clock:
		w.result = Result{w.best(&alive), ClockRanOut, w.tick}
	}
}

// goal is the end that a mode has of its own.
func (w *World) goal(alive *[MaxTeams]int) (winner int8, reason EndReason) {
	sc := &w.setup.Scenario
	out := sc.Clock > 0 && w.tick >= sc.Clock
	switch sc.Mode {
	case HoldOut:
		switch {
		case alive[sc.Side] == 0 && !w.imagined || w.holds(sc.Side) == 0 && len(w.points) > 0:
			return w.other(sc.Side, alive), Overrun
		case out:
			return int8(sc.Side), HeldOut
		}
	case Escort:
		sq := &w.squads[sc.Charge]
		goal := &sc.Points[sc.Goal]
		u := w.leader(sq)
		switch {
		case u != nil && w.ground.far(u.cell, goal.Y*w.ground.w+goal.X) <= square(int32(goal.Radius)):
			return int8(sc.Side), Escorted
		case w.strength(sq) == 0 || out:
			return w.other(sc.Side, alive), EscortLost
		}
	}
	return NoTeam, NotOver
}

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

func (w *World) top() uint32 {
	most := uint32(0)
	for _, s := range w.scores {
		most = max(most, s)
	}
	return most
}

// best is the team with the higher score, then with more units left; NoTeam when two are level.
func (w *World) best(alive *[MaxTeams]int) int8 {
	best, level := 0, false
	for t := 1; t < len(w.scores); t++ {
		switch {
		case w.scores[t] == w.scores[best] && alive[t] == alive[best]:
			level = true
		case w.scores[t] > w.scores[best] || w.scores[t] == w.scores[best] && alive[t] > alive[best]:
			best, level = t, false
		}
	}
	if level {
		return NoTeam
	}
	return int8(best)
}
