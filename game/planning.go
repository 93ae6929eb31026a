package game

import "slices"

// Plan applies inputs to a World that stands still: seats change hands, a turn is opened, plans are made and committed,
// and time runs out. No tick passes. The World must be one that CanPlan.
func (w *World) Plan(in *Input) {
	if !w.CanPlan() {
		panic("game: Plan while ticks pass")
	}
	t := w.turns
	t.now = max(t.now, in.Turn.Now)
	for i := range in.Seats {
		w.change(&in.Seats[i])
	}
	if in.Turn.Open == t.number && t.phase == Unopened {
		w.openTurn()
	}
	for i := range in.Orders {
		w.accept(&in.Orders[i])
	}
	for i := range t.seats {
		s := &t.seats[i]
		if at := w.deadline(i); t.phase == Planning && s.state == Thinking && at > 0 && t.now >= at {
			s.state, s.bank = OutOfTime, 0
		}
	}
}

// openTurn lets those plan whose turn it is and who lead somebody.
func (w *World) openTurn() {
	t := w.turns
	t.phase, t.opened = Planning, t.now
	for i := range w.squads {
		sq := &w.squads[i]
		if w.strength(sq) > 0 && (w.setup.Scenario.Turns.Kind == Together || sq.team == t.mover) {
			t.seats[sq.seat].state = Thinking
		}
	}
}

// deadline is when a seat's time is up, 0 for never.
func (w *World) deadline(seat int) uint64 {
	clock := &w.setup.Scenario.Turns
	if clock.Planning == 0 && clock.Bank == 0 {
		return 0
	}
	return w.turns.opened + 1000*uint64(clock.Planning) + uint64(w.turns.seats[seat].bank)
}

// effective is the tick in which what is said now has its effect: the next while the World stands still.
func (w *World) effective() Tick {
	if w.CanPlan() {
		return w.tick + 1
	}
	return w.tick
}

// dispatch obeys an order, or notes it for the turn that it is planned for.
func (w *World) dispatch(o *Order) Refusal {
	t := w.turns
	if t == nil || w.imagined || o.Kind == NoOrder && o.Flags&Planned == 0 {
		return w.obey(o)
	}
	standIn := o.Leader == AI && w.standsIn(int(o.Seat))
	switch {
	case w.result.Reason != NotOver:
		return MatchOver
	case w.seats[o.Seat].leader != o.Leader && !standIn:
		return NotYourSeat
	case o.Kind >= OrderKinds:
		return UnknownOrder
	case o.Turn < t.number || t.phase == Running && o.Turn == t.number:
		return TooLate
	case o.Turn > t.number || t.phase == Unopened:
		return NotYourTurn
	}
	switch state := t.seats[o.Seat].state; {
	case state == Idle:
		return NotYourTurn
	case state == Done:
		return Committed
	case state == OutOfTime && !standIn || Tick(o.At) >= w.setup.Scenario.Turns.Length:
		return TooLate
	}
	return w.addToPlan(o)
}

// addToPlan makes an order part of its seat's plan.
func (w *World) addToPlan(o *Order) Refusal {
	t := w.turns
	s := &t.seats[o.Seat]
	if o.Kind == NoOrder && o.Flags&Commit != 0 {
		used, free := t.now-t.opened, 1000*uint64(w.setup.Scenario.Turns.Planning)
		s.bank -= uint32(min(uint64(s.bank), used-min(used, free)))
		s.state = Done
		return Obeyed
	}
	sq, why := w.addressed(o)
	if why != Obeyed {
		return why
	}
	if o.Kind == NoOrder {
		w.unplan(o)
		return Obeyed
	}
	if why := w.foresee(sq, o); why != Obeyed {
		return why
	}
	if o.Flags&Queued == 0 {
		w.unplan(o)
	}
	if w.planned(o) >= maxPlanned {
		return QueueFull
	}
	at, _ := slices.BinarySearchFunc(t.plan, o.Seat+1, func(p PlannedOrder, seat uint8) int {
		return int(p.Seat) - int(seat)
	})
	t.plan = slices.Insert(t.plan, at, PlannedOrder{Order: *o})
	s.gave = s.gave || w.seats[o.Seat].leader == o.Leader
	return Obeyed
}

// foresee refuses what cannot be done now. Of what comes later in the turn nobody knows: only what could never be done
// is refused, and the rest when its time comes.
func (w *World) foresee(sq *squad, o *Order) Refusal {
	_, why := w.task(sq, o)
	switch why {
	case UnknownOrder, OffMap, NoAbility:
		return why
	}
	if o.At > 0 || o.Flags&Queued != 0 {
		return Obeyed
	}
	return why
}

// unplan forgets what an order takes the place of: what is planned for its squad from its tick on. Stance and formation
// are apart from what a squad does.
func (w *World) unplan(o *Order) {
	t := w.turns
	t.plan = slices.DeleteFunc(t.plan, func(p PlannedOrder) bool {
		return p.Seat == o.Seat && p.Squad == o.Squad && p.At >= o.At &&
			(o.Kind == NoOrder || o.aside() == p.aside() && (!o.aside() || o.Kind == p.Kind))
	})
}

// aside reports whether an order leaves what a squad does as it is.
func (o *Order) aside() bool { return o.Kind == SetStance || o.Kind == SetForm }

// planned counts what is planned for an order's squad.
func (w *World) planned(o *Order) (n int) {
	for i := range w.turns.plan {
		if p := &w.turns.plan[i]; p.Seat == o.Seat && p.Squad == o.Squad {
			n++
		}
	}
	return n
}
