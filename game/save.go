package game

import "fmt"

// AppendSave appends the World's binary form to b; Restore reads it back exactly. What follows from the rest is left out.
func (w *World) AppendSave(b []byte) []byte {
	b = put(b, w.seed, uint64(w.tick))
	b = put(append(b, uint8(w.result.Winner), uint8(w.result.Reason)), uint32(w.result.Tick), w.spentN)
	b = put(b, uint32(len(w.units)), uint32(len(w.squads)))
	for i := range w.units {
		b = w.units[i].save(b)
	}
	for i := range w.squads {
		b = w.squads[i].save(b)
	}
	for i := range w.points {
		p := &w.points[i]
		b = putFlag(put(append(b, uint8(p.owner), uint8(p.taker)), p.progress), p.contested)
	}
	for i := range w.seats {
		b = w.seats[i].save(b)
	}
	b = put(put(b, w.scores...), w.handed...)
	b = put(put(b, w.ids...), w.named...)
	b = put(b, uint32(len(w.spent)))
	for i := range w.spent {
		b = append(b, w.spent[i][:]...)
	}
	b = put(b, uint32(len(w.loud)))
	for _, h := range w.loud {
		b = put(append(b, uint8(h.kind)), h.source, h.target)
	}
	return b
}

func (u *unit) save(b []byte) []byte {
	b = putSigned(b, u.cell, u.goal)
	b = put(put(b, uint16(u.left), u.wait, u.reload, u.target), uint16(u.squad))
	b = put(b, u.died)
	b = append(b, u.kind, u.team, u.dir, u.facing, u.hp, u.supp, u.ammo, u.burst, uint8(u.flags), u.steps, u.pathN)
	return append(putFlag(b, u.seek), u.path[:u.pathN]...)
}

func (c *cursor) unit() unit {
	u := unit{cell: c.signed("cell"), goal: c.signed("goal"), look: noCell, left: int16(c.count("rest of the step", 2*diagonalStep))}
	u.wait, u.reload, u.target, u.squad = c.short("wait"), c.short("reload"), c.short("target"), c.byte("squad")
	u.died = Tick(c.word("tick of death"))
	for _, f := range []*uint8{&u.kind, &u.team, &u.dir, &u.facing, &u.hp, &u.supp, &u.ammo, &u.burst, (*uint8)(&u.flags), &u.steps, &u.pathN} {
		*f = c.raw("unit")
	}
	u.seek = c.flag("seek")
	if u.pathN > pathLength || u.steps > u.pathN || u.dir > 7 {
		c.fail("a path that is too long")
		return u
	}
	copy(u.path[:], c.bytes("path", int(u.pathN)))
	for _, dir := range u.path {
		if dir > 7 {
			c.fail("a direction that does not exist")
		}
	}
	return u
}

func (s *squad) save(b []byte) []byte {
	b = append(b, s.seat, s.kind, s.team, s.number, uint8(s.order))
	return putSigned(put(b, s.x, s.y, s.target, s.asked, s.first, s.count), s.cell)
}

func (c *cursor) squad() squad {
	var s squad
	for _, f := range []*uint8{&s.seat, &s.kind, &s.team, &s.number, (*uint8)(&s.order)} {
		*f = c.raw("squad")
	}
	for _, f := range []*uint16{&s.x, &s.y, &s.target, &s.asked, &s.first, &s.count} {
		*f = c.short("squad")
	}
	s.cell = c.signed("squad's goal")
	return s
}

func (s *seat) save(b []byte) []byte {
	b = append(b, s.team, uint8(s.leader))
	for l := range Leaders {
		b = put(b, s.last[l])
		for i := range s.at[l] {
			b = append(put(b, s.at[l][i].tick), uint8(s.at[l][i].refusal))
		}
	}
	return b
}

func (c *cursor) seat() seat {
	s := seat{team: c.raw("seat's team"), leader: Leader(c.raw("leader"))}
	for l := range Leaders {
		s.last[l] = c.word("last order")
		for i := range s.at[l] {
			s.at[l][i] = answer{Tick(c.word("answer's tick")), Refusal(c.raw("refusal"))}
		}
	}
	return s
}

// Restore reads what AppendSave wrote. Its errors say at which byte and what was wrong.
func Restore(s *Setup, b []byte) (*World, error) {
	w, c := New(s, 0), &cursor{b: b}
	w.seed, w.tick = c.number("seed", 1<<64-1), Tick(c.word("tick"))
	w.result = Result{int8(c.raw("winner")), EndReason(c.raw("end")), Tick(c.word("end's tick"))}
	w.spentN = c.word("spent tickets")
	if units, squads := c.count("units", MaxUnits), c.count("squads", MaxSquads); c.err == nil && (units != len(w.units) || squads != len(w.squads)) {
		return nil, fmt.Errorf("%w: a World of %d units in %d squads, and the scenario %q has %d in %d", ErrBytes, units, squads, s.Scenario.Name, len(w.units), len(w.squads))
	}
	for i := range w.units {
		w.units[i] = c.unit()
	}
	for i := range w.squads {
		w.squads[i] = c.squad()
	}
	for i := range w.points {
		w.points[i] = point{int8(c.raw("owner")), int8(c.raw("taker")), c.short("progress"), c.flag("contested")}
	}
	for i := range w.seats {
		w.seats[i] = c.seat()
	}
	c.lists(w)
	rest, err := c.done()
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%w at byte %d: %d bytes too many", ErrBytes, c.at, len(rest))
	}
	if err == nil {
		err = w.sound()
	}
	if err != nil {
		return nil, err
	}
	w.derive()
	return w, nil
}

func (c *cursor) lists(w *World) {
	for i := range w.scores {
		w.scores[i] = c.word("score")
	}
	for _, list := range [][]uint16{w.handed, w.ids, w.named} {
		for i := range list {
			list[i] = c.short("ids")
		}
	}
	for range c.count("spent tickets", maxSpent) {
		var id TicketID
		copy(id[:], c.bytes("ticket", len(id)))
		w.spent = append(w.spent, id)
	}
	w.loud = w.loud[:0]
	for range c.count("happenings", 8*MaxUnits) {
		if c.err != nil {
			return
		}
		w.loud = append(w.loud, happening{HappeningKind(c.raw("happening")), c.short("source"), c.short("target")})
	}
}
