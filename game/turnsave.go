package game

import (
	"errors"
	"slices"
)

func (t *turns) cloneTo(c *turns) *turns {
	if t == nil {
		return nil
	}
	if c == nil {
		c = &turns{}
	}
	seats, plan := c.seats[:0], c.plan[:0]
	*c = *t
	c.seats, c.plan = append(seats, t.seats...), append(plan, t.plan...)
	return c
}

// save appends nothing in real time.
func (t *turns) save(b []byte) []byte {
	if t == nil {
		return b
	}
	b = put(put(append(b, uint8(t.phase), t.mover), t.number), uint32(t.first))
	b = put(b, t.opened, t.now)
	for i := range t.seats {
		s := &t.seats[i]
		b = put(putFlag(append(b, uint8(s.state)), s.gave), s.bank)
	}
	b = put(b, uint32(len(t.plan)))
	for i := range t.plan {
		b = append(appendTurnOrder(b, &t.plan[i].Order), uint8(t.plan[i].Refusal))
	}
	return b
}

func (c *cursor) turns(t *turns) {
	if t == nil {
		return
	}
	t.phase, t.mover = Phase(c.raw("phase")), c.raw("mover")
	t.number, t.first = c.word("turn"), Tick(c.word("first tick"))
	t.opened, t.now = c.number("time of opening", 1<<64-1), c.number("time", 1<<64-1)
	for i := range t.seats {
		t.seats[i] = turnSeat{SeatState(c.raw("state of a seat")), c.flag("whether it planned"), c.word("bank")}
	}
	for n := c.count("planned orders", MaxSquads*maxPlanned); n > 0 && c.err == nil; n-- {
		t.plan = append(t.plan, PlannedOrder{c.turnOrder(), Refusal(c.raw("refusal"))})
	}
}

// soundTurns checks what a later Step or Plan relies on.
func (w *World) soundTurns() error {
	t := w.turns
	if t == nil {
		return nil
	}
	length := w.setup.Scenario.Turns.Length
	bad := t.phase == Flowing || t.phase >= Phases || int(t.mover) >= len(w.scores) || t.opened > t.now ||
		t.phase == Running && (t.first > w.tick || w.tick-t.first >= length && w.result.Reason == NotOver)
	for i := range t.seats {
		bad = bad || t.seats[i].state >= SeatStates
	}
	for i := range t.plan {
		o := &t.plan[i].Order
		bad = bad || int(o.Seat) >= len(w.seats) || o.Kind == NoOrder || o.Kind >= OrderKinds
	}
	bySeat := func(a, b PlannedOrder) int { return int(a.Seat) - int(b.Seat) }
	if bad || !slices.IsSortedFunc(t.plan, bySeat) {
		return errors.New("the turn is one that cannot be")
	}
	return nil
}
