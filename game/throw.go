package game

// Smoke and grenades are thrown at once by who is near enough, whatever else his squad does. A squad of which nobody is
// goes there first.

// planThrow finds out whether a squad can throw something to a place, or come to where it can.
func (w *World) planThrow(sq *squad, t *task) Refusal {
	switch {
	case sq.ready > 0:
		return NotReady
	case w.thrower(sq, t) < 0 && w.throwingPlace(sq, t) == noCell:
		return NoWay
	}
	return Obeyed
}

// throwReach is how far, in cells, what an order is for is thrown.
func (w *World) throwReach(k OrderKind) uint8 {
	if k == Grenade {
		return w.setup.Rules.Works.Grenade.Range
	}
	return w.setup.Rules.Works.SmokeRange
}

// throwingPlace is the nearest cell that a squad can get to and from which its throw reaches, noCell if there is none.
func (w *World) throwingPlace(sq *squad, t *task) int32 {
	return w.standOff(sq, t.cell, w.throwReach(t.order), func(int32) bool { return true })
}

// thrower is the unit of a squad that is nearest to where something is to be thrown, -1 if all are too far.
func (w *World) thrower(sq *squad, t *task) int {
	best, bestFar := -1, square(int32(w.throwReach(t.order)))+1
	for i := sq.first; i < sq.first+sq.count; i++ {
		if u := &w.units[i]; u.here() && w.ground.far(u.cell, t.cell) < bestFar {
			best, bestFar = int(i), w.ground.far(u.cell, t.cell)
		}
	}
	return best
}

// atOnce reports whether a squad carries a task out in the same tick, whatever else it does.
func (w *World) atOnce(sq *squad, t *task) bool {
	switch t.order {
	case Reinforce:
		return true
	case Smoke, Grenade:
		return w.thrower(sq, t) >= 0
	}
	return false
}

// perform does at once what is done at once. It was planned in the same tick.
func (w *World) perform(sq *squad, t *task) {
	if t.order == Reinforce {
		w.reinforce(sq)
		return
	}
	works := &w.setup.Rules.Works
	s := shell{
		cell: t.cell, lands: w.tick + Tick(max(works.Grenade.Flight, 1)), source: uint16(w.thrower(sq, t)),
		what: grenadeShell,
	}
	if t.order == Smoke {
		s.what = smokeShell
	}
	w.throw(s)
	sq.ready = works.Ready
}

// throwInReach throws what a squad went somewhere for, as soon as one of it is near enough. The others need not go on.
func (w *World) throwInReach(sq *squad) {
	if sq.work > 0 || sq.ready > 0 || w.thrower(sq, &sq.task) < 0 {
		return
	}
	w.perform(sq, &sq.task)
	sq.work = 1
	w.halt(sq)
}
