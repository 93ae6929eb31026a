package game

import "fmt"

// Phase is what a match by turns is going through.
type Phase uint8

// The phases.
const (
	Flowing  Phase = iota // real time: there are no turns
	Unopened              // the World stands still, and nobody may plan yet
	Planning              // it stands still and is planned for
	Running               // the turn's ticks pass
	Phases                // how many there are
)

// turns is where a match by turns stands. Invariant: the World steps only while it is Running.
type turns struct {
	phase  Phase
	mover  uint8          // Alternate: the team whose turn it is
	number uint32         // of the turn that is planned for, or runs; from 1
	first  Tick           // Running: the first tick of the turn
	opened uint64         // Planning: since when, Unix milliseconds
	now    uint64         // the latest time that an input told
	seats  []turnSeat     // by seat
	plan   []PlannedOrder // by seat, then as they came
}

// turnSeat is a seat's clock.
type turnSeat struct {
	state SeatState
	gave  bool   // something was planned for this turn
	bank  uint32 // milliseconds
}

// SeatState is how far a seat is with its plan.
type SeatState uint8

// The states.
const (
	Idle       SeatState = iota // it has nothing to plan: another side's turn, or it leads nobody
	Thinking                    // it plans
	OutOfTime                   // its plan stands as it is
	Done                        // it has committed
	SeatStates                  // how many there are
)

// newTurns is the clock before the first turn. The World is whole but for it.
func newTurns(w *World) *turns {
	t := &turns{phase: Unopened, number: 1, seats: make([]turnSeat, len(w.seats))}
	for i := range t.seats {
		t.seats[i].bank = w.setup.Scenario.Turns.Bank * 1000
	}
	t.mover = w.moverBehind(uint8(len(w.scores) - 1))
	return t
}

// moverBehind is the next team, in their order, that has somebody left.
func (w *World) moverBehind(team uint8) uint8 {
	teams := uint8(len(w.scores))
	for n := uint8(1); n <= teams; n++ {
		next := (team + n) % teams
		for i := range w.units {
			if w.units[i].team == next && w.units[i].hp > 0 {
				return next
			}
		}
	}
	return team
}

// acts reports whether a squad may do more than react. Who is routed always runs.
func (w *World) acts(sq *squad) bool {
	return w.turns == nil || w.setup.Scenario.Turns.Kind != Alternate || sq.team == w.turns.mover || sq.broken
}

// Rest is what a World waits for.
type Rest struct {
	Phase    Phase
	Turn     uint32 // that is planned for, or runs
	Until    uint64 // Planning: when the next seat's time is up, Unix milliseconds; 0 for never
	Closable bool   // Planning: no seat plans any more, so that Step may begin the turn
	StandIns uint32 // Planning, a bit each: seats whose AI may still plan for them, since they gave nothing in time
}

// Rest reports what the World waits for.
func (w *World) Rest() Rest {
	t := w.turns
	if t == nil || w.imagined {
		return Rest{}
	}
	r := Rest{Phase: t.phase, Turn: t.number}
	if t.phase != Planning {
		return r
	}
	r.Closable = true
	for i := range t.seats {
		switch {
		case t.seats[i].state == Thinking:
			r.Closable = false
			if at := w.deadline(i); r.Until == 0 || at < r.Until {
				r.Until = at
			}
		case w.standsIn(i):
			r.StandIns |= 1 << i
		}
	}
	return r
}

// AIPlans reports whether a seat that plans now is led by its AI.
func (w *World) AIPlans() bool {
	for i := range w.seats {
		if w.Rest().Phase == Planning && w.turns.seats[i].state == Thinking && w.seats[i].leader == AI {
			return true
		}
	}
	return false
}

// standsIn reports whether a seat's AI may plan for a player whose time was up before anything was planned.
func (w *World) standsIn(seat int) bool {
	s := &w.turns.seats[seat]
	return s.state == OutOfTime && !s.gave && w.setup.Scenario.Turns.TimeUp == AIPlans
}

// CanPlan reports whether the World stands still, so that Plan may be called and no tick passes.
func (w *World) CanPlan() bool {
	r := w.Rest()
	return r.Phase == Unopened || r.Phase == Planning
}

// CanClose reports whether a Step may begin that turn.
func (w *World) CanClose(turn uint32) bool {
	r := w.Rest()
	return r.Closable && r.Turn == turn
}

// TurnLeft is how many ticks of the turn that runs are still to come; 0 while there is none.
func (w *World) TurnLeft() Tick {
	if w.Rest().Phase != Running {
		return 0
	}
	return w.turns.first + w.setup.Scenario.Turns.Length - 1 - w.tick
}

// run begins a turn: plans are final, and ticks pass.
func (w *World) run(in *TurnInput) {
	t := w.turns
	if t == nil || w.imagined || t.phase == Running {
		return
	}
	if !w.CanClose(in.Close) {
		panic(fmt.Sprintf("game: a Step while turn %d is planned", t.number))
	}
	t.now = max(t.now, in.Now)
	t.phase, t.first = Running, w.tick+1
}

// carryOutPlan gives squads the orders that are planned for this tick.
func (w *World) carryOutPlan() {
	t := w.turns
	if t == nil {
		return
	}
	for i := range t.plan {
		if p := &t.plan[i]; t.first+Tick(p.At) == w.tick {
			p.Refusal = w.give(&p.Order)
		}
	}
}

// endTurn has the World stand still behind the last tick of a turn. A match that is over stays as it is.
func (w *World) endTurn() {
	if w.imagined {
		w.passTurn()
		return
	}
	if w.Rest().Phase != Running || w.TurnLeft() > 0 || w.result.Reason != NotOver {
		return
	}
	t, clock := w.turns, &w.setup.Scenario.Turns
	for i := range t.seats {
		s := &t.seats[i]
		if s.state != Idle {
			s.bank = uint32(min(uint64(s.bank)+1000*uint64(clock.Increment), MaxTurnTime*1000))
		}
		s.state, s.gave = Idle, false
	}
	t.phase, t.number, t.plan, t.opened = Unopened, t.number+1, t.plan[:0], 0
	t.mover = w.moverBehind(t.mover)
}
