package game

import (
	"math/bits"
	"slices"
)

// Whoever is to keep a place under fire must have a cell from which his weapon reaches it: each
// man gets one of his own.

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
	if w.inReach(w.leader(sq), t.cell) || w.firingPlace(sq, t.cell) != noCell {
		return Obeyed
	}
	return NoWay
}

// firingPlace is the nearest cell that a squad can get to and from which it reaches a place with fire,
// noCell if there is none.
func (w *World) firingPlace(sq *squad, cell int32) int32 {
	weapon := &w.kindOf(sq).Weapons[0]
	return w.standOff(sq, cell, weapon.Range, func(c int32) bool { return w.reaches(sq.team, weapon, c, cell) })
}

// standOff is the cell nearest to a squad that is within reach of a place, that the squad can get to, and that is
// right; noCell if there is none.
func (w *World) standOff(sq *squad, cell int32, reach uint8, right func(c int32) bool) int32 {
	there, _ := w.reachable(sq)
	from := w.leader(sq).cell
	best, least := int32(noCell), int32(1<<30)
	w.ground.disc(cell, int32(reach), func(c int32) {
		if far := w.ground.far(c, from); far < least && there.holds(c) && w.safe(sq.team, c) && right(c) {
			best, least = c, far
		}
	})
	return best
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

// approach halts those of a squad who reach the place that it is to suppress, and sends each of the others to where he
// does: in the house that he is in, if any place there will do. As long as there is no such place around, a squad of
// which nobody reaches it goes nearer.
func (w *World) approach(sq *squad) {
	weapon, units, wanting := &w.kindOf(sq).Weapons[0], w.of(sq), uint32(0) // wanting: a bit a man
	for i := range units[:min(len(units), maxSquad)] {
		switch u := &units[i]; {
		case !u.here() || u.goal != noCell && w.reaches(u.team, weapon, u.goal, sq.cell):
		case w.inReach(u, sq.cell):
			u.halt()
		case !w.toWindow(sq, u, weapon):
			wanting |= 1 << i
		}
	}
	if wanting == 0 {
		return
	}
	n := bits.OnesCount32(wanting)
	if w.firingPlaces(sq, weapon, n); len(w.slots) > 0 {
		w.spreadOut(sq, wanting)
		return
	}
	if n == w.present(sq) && w.leader(sq).goal == noCell {
		sq.back = w.firingPlace(sq, sq.cell)
		w.send(sq)
	}
}

// Where nobody is seen at a place for barrenAfter looks, those who keep it under fire turn to enemies who are nearer
// than it is. Who comes within barrenReach cells of it makes it worth their fire again.
const (
	barrenAfter = 300 / followEvery
	barrenReach = 3
)

// watchPlace counts in work, for a squad that keeps a place under fire, the looks since its team
// last saw an enemy there.
func (w *World) watchPlace(sq *squad) {
	sq.work = min(sq.work+1, barrenAfter)
	for i := range w.units {
		u := &w.units[i]
		if u.team != sq.team && w.inView(sq.team, u) && w.ground.far(u.look, sq.cell) <= square(barrenReach) {
			sq.work = 0
			return
		}
	}
}

// toWindow reports whether a man stays in the house that he is in, since there is a place in it from which his weapon
// reaches what his squad is to suppress. He goes to the nearest of them that is nobody's; when all are
// taken he stays where he is.
func (w *World) toWindow(sq *squad, u *unit, weapon *Weapon) bool {
	if !w.building(u.team, u.cell) {
		return false
	}
	w.begin()
	w.queue, w.marked[u.cell].stamp = append(w.queue, u.cell), w.stamp
	found := false
	for i := 0; i < len(w.queue); i++ {
		c := w.queue[i]
		if w.safe(u.team, c) && w.reaches(u.team, weapon, c, sq.cell) {
			if found = true; !w.given(sq, c) {
				u.goTo(c)
				return true
			}
		}
		for dir := range uint8(8) {
			if next, ok := w.neighbour(u.team, c, dir, w.kindOf(sq).Class); ok && w.marked[next].stamp != w.stamp &&
				w.building(u.team, next) {
				w.marked[next].stamp = w.stamp
				w.queue = append(w.queue, next)
			}
		}
	}
	return found
}

// firingPlaces lists cells in slots, nearest first, from which a squad's weapon reaches its place, and
// which are nobody's yet.
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

// given reports whether somebody stands on a cell, as far as a squad's team knows, or a man of the squad goes there.
func (w *World) given(sq *squad, c int32) bool {
	return w.taken(sq.team, c) || slices.ContainsFunc(w.of(sq), func(u unit) bool { return u.here() && u.goal == c })
}

// spreadOut gives the cells in slots to some of a squad, a bit each. Who is in front gets the furthest, so that nobody
// has to pass another.
func (w *World) spreadOut(sq *squad, wanting uint32) {
	units := w.of(sq)
	for _, cell := range slices.Backward(w.slots) {
		best := -1
		for i := range units[:min(len(units), maxSquad)] {
			if wanting>>i&1 == 1 &&
				(best < 0 || w.ground.far(units[i].cell, cell) < w.ground.far(units[best].cell, cell)) {
				best = i
			}
		}
		if best >= 0 {
			units[best].goTo(cell)
			wanting &^= 1 << best
		}
	}
}
