package game

import "slices"

// Whoever is to keep a place under fire must have a cell from which his weapon reaches it: each man gets one of his own.

// firingReach is how many cells around a squad are tried for places to fire from.
const firingReach = 1000

// planSuppress finds out whether a squad can come to where it reaches a place with fire.
func (w *World) planSuppress(sq *squad, t *task) Refusal {
	if why := w.place(t); why != Obeyed {
		return why
	}
	weapon := &w.kindOf(sq).Weapons[0]
	if weapon.Suppression == 0 {
		return NoWeapon
	}
	t.target = NoUnit
	if w.inReach(w.leader(sq), t.cell) {
		return Obeyed
	}
	can, found := w.reachable(sq), false
	w.ground.disc(t.cell, int32(weapon.Range), func(c int32) {
		found = found || can(c) && w.reaches(sq.team, weapon, c, t.cell)
	})
	if !found {
		return NoWay
	}
	return Obeyed
}

// reaches reports whether a weapon reaches a place from a cell, as far as a team knows.
func (w *World) reaches(team uint8, weapon *Weapon, from, cell int32) bool {
	far := w.ground.far(from, cell)
	return far <= square(int32(weapon.Range)) && far >= square(int32(weapon.MinRange)) &&
		(weapon.Indirect || from == cell || w.clearAsKnown(team, from, cell))
}

// inReach reports whether a unit's first weapon reaches a place.
func (w *World) inReach(u *unit, cell int32) bool {
	return w.reaches(u.team, &w.setup.Rules.Kinds[u.kind].Weapons[0], u.cell, cell)
}

// approach halts those of a squad who reach the place that it is to suppress, and sends each of the others to where he does. As
// long as there is no such place around, the squad goes nearer.
func (w *World) approach(sq *squad) {
	weapon, units, wanting := &w.kindOf(sq).Weapons[0], w.of(sq), 0
	for i := range units {
		switch u := &units[i]; {
		case !u.here() || u.goal != noCell && w.reaches(u.team, weapon, u.goal, sq.cell):
		case w.inReach(u, sq.cell):
			u.halt()
		default:
			wanting++
		}
	}
	if wanting == 0 {
		return
	}
	if w.firingPlaces(sq, weapon, wanting); len(w.slots) > 0 {
		w.spreadOut(sq, weapon)
		return
	}
	if goal, why := w.reach(sq, sq.cell); why == Obeyed && w.leader(sq).goal == noCell {
		place := sq.cell
		sq.cell = goal
		w.send(sq)
		sq.cell = place
	}
}

// firingPlaces lists cells in slots, nearest first, from which a squad's weapon reaches its place, and which are nobody's yet.
func (w *World) firingPlaces(sq *squad, weapon *Weapon, n int) {
	w.slots = w.slots[:0]
	lead := w.leader(sq)
	if w.ground.far(lead.cell, sq.cell) > square(int32(weapon.Range)+coverReach) {
		return
	}
	for _, c := range w.room(lead.cell, w.kindOf(sq).Class, firingReach, int(sq.team), 0) {
		if len(w.slots) == n {
			return
		}
		if w.safe(sq.team, c) && !w.given(sq, c) && w.reaches(sq.team, weapon, c, sq.cell) {
			w.slots = append(w.slots, c)
		}
	}
}

// given tells that somebody stands on a cell, as far as a squad's team knows, or that a man of the squad goes there.
func (w *World) given(sq *squad, c int32) bool {
	return w.taken(sq.team, c) || slices.ContainsFunc(w.of(sq), func(u unit) bool { return u.here() && u.goal == c })
}

// spreadOut gives the cells in slots to those who cannot fire from where they are or go. Who is in front gets the furthest, so
// that nobody has to pass another.
func (w *World) spreadOut(sq *squad, weapon *Weapon) {
	units := w.of(sq)
	for _, cell := range slices.Backward(w.slots) {
		var best *unit
		for i := range units {
			u := &units[i]
			idle := u.here() && !w.inReach(u, sq.cell) && (u.goal == noCell || !w.reaches(u.team, weapon, u.goal, sq.cell))
			if idle && (best == nil || w.ground.far(u.cell, cell) < w.ground.far(best.cell, cell)) {
				best = u
			}
		}
		if best != nil {
			best.goTo(cell)
		}
	}
}
