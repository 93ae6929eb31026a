package game

// Step advances the World by one tick. It never fails: what cannot be obeyed is refused, see Answer. A World that is
// planned for stands still: its Step must close the planning, see CanClose.
func (w *World) Step(in *Input) {
	w.run(&in.Turn)
	w.tick++
	w.loud, w.owned = w.loud[:0], false
	for i := range in.Seats {
		w.change(&in.Seats[i])
	}
	for i := range in.Orders {
		w.accept(&in.Orders[i])
	}
	if w.result.Reason != NotOver {
		return
	}
	w.carryOutPlan()
	w.arrive()
	w.command()
	w.deploy()
	w.findPaths()
	w.moveAll()
	w.blow()
	w.observe()
	w.fireAll()
	w.land()
	w.heart()
	w.observe() // the fallen see no more, and what fell hides nothing
	w.meet()
	w.track()
	w.capture()
	w.judge()
	w.endTurn()
}

// observe brings every team's fog up to date, and what it knows of the ground, until neither changes the other.
func (w *World) observe() {
	w.lookAround()
	for range 4 {
		if len(w.altered)+len(w.clouds)+len(w.mines) == 0 || !w.discover() {
			return
		}
		w.lookAround()
	}
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

// accept is the fold's exactly-once rule (docs/lease.md, rule 6): only the next number counts, anything else is
// skipped.
func (w *World) accept(o *Order) {
	if int(o.Seat) >= len(w.seats) || o.Leader >= Leaders {
		return
	}
	s := &w.seats[o.Seat]
	if o.Seq != s.last[o.Leader]+1 {
		return
	}
	s.last[o.Leader] = o.Seq
	s.at[o.Leader][o.Seq%AnswerWindow] = answer{w.effective(), w.dispatch(o)}
}
