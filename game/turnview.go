package game

// PlannedOrder is an order that is noted for a turn, and, once its tick has come, why it could not be obeyed.
type PlannedOrder struct {
	Order
	Refusal Refusal
}

// TurnView is what an audience may know of the turns. Of what others plan it holds nothing but, if the scenario says
// so, who has committed; All is shown what an enemy is, since nobody watches a plan being made.
type TurnView struct {
	Phase  Phase
	Mover  int8 // Alternate: the team whose turn it is; else NoTeam
	Number uint32
	First  Tick   // Running: the first tick of the turn
	Opened uint64 // Planning: since when, Unix milliseconds
	Seats  []SeatClock
	Plan   []PlannedOrder // the team's own
}

// SeatClock is how far a seat is with its plan. Others' are Thinking as long as they might be.
type SeatClock struct {
	State SeatState
	Until uint64 // Thinking, own: when its time is up, Unix milliseconds; 0 for never
	Bank  uint32 // milliseconds; 0 for others', unless the scenario shows who has committed
}

// viewTurn fills in what the audience may know of the turns.
func (w *World) viewTurn(a Audience, v *TurnView) {
	seats, plan := v.Seats[:0], v.Plan[:0]
	*v = TurnView{}
	t := w.turns
	if t == nil || w.imagined {
		return
	}
	*v = TurnView{Phase: t.phase, Mover: NoTeam, Number: t.number, Opened: t.opened}
	if w.setup.Scenario.Turns.Kind == Alternate {
		v.Mover = int8(t.mover)
	}
	if t.phase == Running {
		v.First = t.first
	}
	for i := range t.seats {
		seats = append(seats, w.seatClock(a, i))
	}
	for i := range t.plan {
		if w.seats[t.plan[i].Seat].team == uint8(a) {
			plan = append(plan, t.plan[i])
		}
	}
	v.Seats, v.Plan = seats, plan
}

func (w *World) seatClock(a Audience, seat int) (c SeatClock) {
	s, team := &w.turns.seats[seat], w.seats[seat].team
	if team == uint8(a) {
		c = SeatClock{State: s.state, Bank: s.bank}
		if s.state == Thinking {
			c.Until = w.deadline(seat)
		}
		return c
	}
	if w.setup.Scenario.Turns.Shown {
		c.Bank = s.bank
		if s.state == Done || s.state == OutOfTime {
			return SeatClock{State: Done, Bank: s.bank}
		}
	}
	mover := w.setup.Scenario.Turns.Kind == Together || team == w.turns.mover
	if w.turns.phase == Planning && mover {
		c.State = Thinking // also if it leads nobody any more
	}
	return c
}

// imaginedTurns has what is imagined of a match by turns go on without end: nobody plans, orders are obeyed at once,
// and when a side's turn has passed the next one acts. Where everybody acts at once it is as in real time.
func imaginedTurns(v *TurnView, tick Tick) *turns {
	if v.Phase == Flowing || v.Mover == NoTeam {
		return nil
	}
	first := tick + 1
	if v.Phase == Running {
		first = v.First
	}
	return &turns{phase: Running, mover: uint8(v.Mover), number: v.Number, first: first}
}

// passTurn lets the next side act in what is imagined.
func (w *World) passTurn() {
	if t := w.turns; t != nil && w.tick+1 >= t.first+w.setup.Scenario.Turns.Length {
		t.first, t.mover = w.tick+1, w.moverBehind(t.mover)
	}
}
