package game

// Step advances the World by one tick. It never fails: what cannot be obeyed is refused, see Answer.
func (w *World) Step(in *Input) {
	w.tick++
	w.loud = w.loud[:0]
	for i := range in.Seats {
		w.change(&in.Seats[i])
	}
	for i := range in.Orders {
		w.take(&in.Orders[i])
	}
	if w.result.Reason != NotOver {
		return
	}
	w.command()
	w.findPaths()
	w.moveAll()
	w.lookAround()
	w.fireAll()
	w.lookAround() // the fallen see no more
	w.meet()
	w.capture()
	w.judge()
}

// change hands a seat over. It is idempotent, and a seat or leader that does not exist changes nothing.
func (w *World) change(c *SeatChange) {
	if int(c.Seat) >= len(w.seats) || c.Leader >= Leaders {
		return
	}
	w.seats[c.Seat].leader = c.Leader
	if c.Ticket == (TicketID{}) || w.Spent(c.Ticket) {
		return
	}
	if len(w.spent) < maxSpent {
		w.spent = append(w.spent, c.Ticket)
	} else {
		w.spent[w.spentN%maxSpent] = c.Ticket
	}
	w.spentN++
}

// take is the fold's exactly-once rule: only the next number counts, anything else is skipped.
func (w *World) take(o *Order) {
	if int(o.Seat) >= len(w.seats) || o.Leader >= Leaders {
		return
	}
	s := &w.seats[o.Seat]
	if o.Seq != s.last[o.Leader]+1 {
		return
	}
	s.last[o.Leader] = o.Seq
	s.at[o.Leader][o.Seq%AnswerWindow] = answer{w.tick, w.obey(o)}
}

// judge ends the match: one side left, a score reached, or the clock run out.
func (w *World) judge() {
	sc := &w.setup.Scenario
	alive := make([]int, MaxTeams)[:len(sc.Teams)]
	for i := range w.units {
		if w.units[i].hp > 0 {
			alive[w.units[i].team]++
		}
	}
	left, last := 0, NoTeam
	for t, n := range alive {
		if n > 0 {
			left, last = left+1, int8(t)
		}
	}
	switch best := w.best(alive); {
	case left <= 1:
		w.result = Result{last, Elimination, w.tick}
	case sc.ScoreToWin > 0 && w.top() >= sc.ScoreToWin:
		w.result = Result{best, ScoreReached, w.tick}
	case sc.Clock > 0 && w.tick >= sc.Clock:
		w.result = Result{best, ClockRanOut, w.tick}
	}
}

func (w *World) top() uint32 {
	most := uint32(0)
	for _, s := range w.scores {
		most = max(most, s)
	}
	return most
}

// best is the team with the higher score, then with more units left; NoTeam when two are level.
func (w *World) best(alive []int) int8 {
	best, level := 0, false
	for t := 1; t < len(alive); t++ {
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
