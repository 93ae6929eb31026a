package game

import "fmt"

// Restore reads what AppendSave wrote. Its errors say at which byte and what was wrong. Where there is another World of
// the same Setup, RestoreLike takes less time.
func Restore(s *Setup, b []byte) (*World, error) {
	w, err := restore(s, b)
	if err != nil {
		return nil, err
	}
	w.survey()
	return w, nil
}

// RestoreLike is Restore for a saved World of the same Setup as another one, with which it shares what never changes.
func RestoreLike(like *World, b []byte) (*World, error) {
	w, err := restore(like.setup, b)
	if err != nil {
		return nil, err
	}
	w.bounds = like.bounds
	w.survey()
	return w, nil
}

// HashSaved is the hash of a saved World that nobody wants to play. It fails where Restore does.
func HashSaved(s *Setup, b []byte) (uint64, error) {
	w, err := restore(s, b)
	if err != nil {
		return 0, err
	}
	return w.Hash(), nil
}

// restore leaves the survey of the map to who means to play.
func restore(s *Setup, b []byte) (*World, error) {
	w, c := newOn(s, groundOf(s), 0), &cursor{b: b}
	w.seed, w.tick = c.number("seed", 1<<64-1), Tick(c.word("tick"))
	w.result = Result{int8(c.raw("winner")), EndReason(c.raw("end")), Tick(c.word("end's tick"))}
	w.spentN = c.word("spent tickets")
	if units, squads := c.count("units", MaxUnits), c.count("squads", MaxSquads); c.err == nil &&
		(units != len(w.units) || squads != len(w.squads)) {
		return nil, fmt.Errorf("%w: a World of %d units in %d squads, and the scenario %q has %d in %d",
			ErrBytes, units, squads, s.Scenario.Name, len(w.units), len(w.squads))
	}
	c.world(w)
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
	if err := w.soundPlaces(); err != nil {
		return nil, err
	}
	return w, nil
}

func (c *cursor) world(w *World) {
	for i := range w.units {
		c.unit(&w.units[i])
	}
	for i := range w.squads {
		c.squad(&w.squads[i])
	}
	for i := range w.points {
		w.points[i] = point{int8(c.raw("owner")), int8(c.raw("taker")), c.short("progress"), c.flag("contested"), 0}
	}
	for i := range w.seats {
		c.seat(&w.seats[i])
	}
	for i := range w.scores {
		w.scores[i] = c.word("score")
	}
	for i := range w.supply {
		w.supply[i] = c.word("supply")
	}
	for i := range w.supply {
		w.bought[i] = c.short("bought back")
	}
	c.names(w)
	for range c.count("spent tickets", maxSpent) {
		var id TicketID
		copy(id[:], c.bytes("ticket", len(id)))
		w.spent = append(w.spent, id)
	}
	for n := c.count("combat events", 16*MaxUnits); n > 0 && c.err == nil; n-- {
		w.loud = append(w.loud, combatEvent{
			CombatEventKind(c.raw("combat event")), c.short("source"), c.short("target"), c.signed("place"),
		})
	}
	c.onGround(w)
	c.turns(w.turns)
	if w.setup.Scenario.timed() {
		for i := range w.points {
			w.points[i].since = Tick(c.word("tick since which a point is held"))
			if w.points[i].since > w.tick {
				c.fail("a point that is held from later on")
			}
		}
	}
}

// names reads each team's ids, from which follow those by unit.
func (c *cursor) names(w *World) {
	n := len(w.units)
	for i := range w.ids {
		w.ids[i] = NoUnit
	}
	for t := range w.named {
		w.named[t] = w.named[t][:0]
		for id := range c.count("ids", maxIDs) {
			unit := c.short("id")
			if c.err != nil {
				return
			}
			if unit != NoUnit && (int(unit) >= n || w.ids[t*n+int(unit)] != NoUnit) {
				c.fail("an id of a unit that does not exist or has one already")
				return
			}
			w.named[t] = append(w.named[t], unit)
			if unit != NoUnit {
				w.ids[t*n+int(unit)] = uint16(id)
			}
		}
	}
}

func (c *cursor) onGround(w *World) {
	for n := c.count("altered cells", maxAltered); n > 0 && c.err == nil; n-- {
		a := alteration{
			cell: c.signed("altered cell"), harm: c.short("harm"), code: c.raw("terrain"), by: c.raw("who altered it"),
		}
		copy(a.shown[:], c.bytes("terrain as known", len(a.shown)))
		w.altered = append(w.altered, a)
	}
	for n := c.count("clouds", maxClouds); n > 0 && c.err == nil; n-- {
		w.clouds = append(w.clouds, cloud{
			c.signed("cloud"), Tick(c.word("cloud's end")), c.raw("cloud's radius"), c.raw("cloud's team"),
			c.raw("who knows"),
		})
	}
	for n := c.count("mines", maxMines); n > 0 && c.err == nil; n-- {
		w.mines = append(w.mines, mine{c.signed("mine"), c.raw("mine's team"), c.raw("who knows")})
	}
	for n := c.count("shells", maxShells); n > 0 && c.err == nil; n-- {
		w.shells = append(w.shells, shell{
			c.signed("shell"), Tick(c.word("shell's end")), c.short("shell's source"), c.raw("shell"),
		})
	}
}

func (c *cursor) unit(u *unit) {
	u.cell, u.goal, u.died = c.signed("cell"), c.signed("goal"), Tick(c.word("tick of death"))
	u.left, u.wait, u.carrier = int16(c.count("rest of the step", 2*diagonalStep)), c.short("wait"), c.short("carrier")
	for _, f := range []*uint8{
		&u.off, &u.dir, &u.facing, &u.hp, &u.supp, &u.still, (*uint8)(&u.flags), &u.steps,
		&u.pathN,
	} {
		*f = c.raw("unit")
	}
	for i := range u.guns {
		u.guns[i] = gun{c.short("target"), c.short("reload"), c.raw("burst"), c.raw("ammunition")}
	}
	u.seek = c.flag("seek")
	if u.pathN > pathLength || u.steps > u.pathN || u.dir > 7 {
		c.fail("a path that is too long")
		return
	}
	copy(u.path[:], c.bytes("path", int(u.pathN)))
	for _, dir := range u.path {
		if dir > 7 {
			c.fail("a direction that does not exist")
		}
	}
}

func (c *cursor) task() task {
	return task{
		order: OrderKind(c.raw("order")), flags: OrderFlags(c.raw("flags")), facing: c.raw("facing"),
		arg: c.raw("argument"), x: c.short("x"), y: c.short("y"), asked: c.short("target"), target: c.short("target"),
		cell: c.signed("place"),
	}
}

func (c *cursor) squad(s *squad) {
	s.task, s.back = c.task(), c.signed("place")
	s.xp, s.ready, s.work = c.short("experience"), c.short("ready"), c.short("work")
	s.morale, s.stance, s.formation = c.raw("morale"), Stance(c.raw("stance")), Formation(c.raw("formation"))
	s.alarm, s.since, s.broken = Tick(c.word("alarm")), Tick(c.word("since")), c.flag("broken")
	if s.waiting = c.raw("waiting"); s.waiting > MaxQueue {
		c.fail("too many orders wait")
		return
	}
	for i := range s.waiting {
		s.queue[i] = c.task()
	}
}

func (c *cursor) seat(s *seat) {
	s.leader = Leader(c.raw("leader"))
	for l := range Leaders {
		s.last[l] = c.word("last order")
		for i := range s.at[l] {
			s.at[l][i] = answer{Tick(c.word("answer's tick")), Refusal(c.raw("refusal"))}
		}
	}
}
