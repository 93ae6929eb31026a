package game

// Medics and engineers mend who is next to them; ordered to a place, they go to everybody around it who needs them.

// tendReach is how far from where it was told, in cells, a squad looks for somebody to mend.
const tendReach = 8

// mend gives hit points to the wounded, or the damaged, next to each man of a squad that stands.
func (w *World) mend(sq *squad, class MoveClass, every uint8) {
	if every == 0 || w.tick%Tick(every) != 0 {
		return
	}
	units := w.of(sq)
	for i := range units {
		u := &units[i]
		u.flags &^= Working
		if !u.here() || u.flags&Moving != 0 || u.supp >= pinnedAt {
			continue
		}
		if j := w.hurtNear(u, class, workReach); j >= 0 {
			w.units[j].hp++
			u.flags |= Working
		}
	}
}

// hurtNear is the first friend near a unit who lacks hit points, on foot or in a vehicle, -1 if there is none.
func (w *World) hurtNear(u *unit, class MoveClass, reach int32) int {
	for j := range w.units {
		t := &w.units[j]
		kind := &w.setup.Rules.Kinds[t.kind]
		if t.team == u.team && t.here() && t.hp < kind.HP && (kind.Class == Foot) == (class == Foot) &&
			w.ground.far(u.cell, t.cell) <= reach {
			return j
		}
	}
	return -1
}

// patients is whom a squad that mends is for: men or vehicles.
func patients(k OrderKind) MoveClass {
	if k == Repair {
		return Wheels
	}
	return Foot
}

// tend sends each man of a squad that mends to the nearest friend around its place who lacks hit points. Who stands
// next to one there stays with him.
func (w *World) tend(sq *squad) {
	units, class := w.of(sq)[:min(int(sq.count), maxSquad)], patients(sq.order)
	var to [maxSquad]int32 // where each is to stand, noCell for where he is going
	var there realm
	found, wanted := false, w.wanted(sq)
	for i := range units {
		u := &units[i]
		to[i] = noCell
		switch {
		case !u.here():
		case w.ground.far(u.cell, sq.cell) <= square(tendReach) && w.hurtNear(u, class, workReach) >= 0:
			u.halt()
		case wanted:
			if !found {
				there, found = w.reachable(sq)
			}
			j, place := w.patient(sq, u.cell, there, to[:i])
			if j >= 0 && (u.goal == noCell || w.ground.far(u.goal, w.units[j].cell) > workReach) {
				to[i] = place
			}
		}
	}
	for i := range units {
		switch u := &units[i]; to[i] {
		case noCell:
		case u.cell:
			u.halt()
		default:
			u.goTo(to[i])
		}
	}
}

// patient is the friend nearest to a cell whom a squad is to mend, and where a man from there is to stand for it: who
// can be got near enough to, around the squad's place. It is -1 if there is nobody. Some places are given to others.
func (w *World) patient(sq *squad, from int32, there realm, given []int32) (best int, place int32) {
	best, place = -1, noCell
	least := int32(1 << 30)
	for j := range w.units {
		t := &w.units[j]
		far := w.ground.far(t.cell, from)
		if far >= least || !w.wants(sq, t) || !there.holds(t.cell) {
			continue
		}
		if c := w.beside(t, from, there, given); c != noCell {
			best, place, least = j, c, far
		}
	}
	return best, place
}

// wants reports whether a unit is one that a squad is to mend, if it can be got to.
func (w *World) wants(sq *squad, t *unit) bool {
	kind := &w.setup.Rules.Kinds[t.kind]
	return t.team == sq.team && t.here() && t.hp < kind.HP && (kind.Class == Foot) == (patients(sq.order) == Foot) &&
		w.ground.far(t.cell, sq.cell) <= square(tendReach)
}

// wanted reports whether there is anybody whom a squad is to mend. Where nobody is it need not be found out who can be
// got to, which may take a search over the whole map.
func (w *World) wanted(sq *squad) bool {
	for j := range w.units {
		if w.wants(sq, &w.units[j]) {
			return true
		}
	}
	return false
}

// besideReach is the radius of a disc that holds all cells within workReach.
const besideReach = 3

// beside is the cell nearest to a unit from which somebody who comes from a cell can work at it: he stands there
// already, or nobody does, as far as the team knows. It is noCell if there is none. Of those that are as near it is the
// one that is nearest to him.
func (w *World) beside(t *unit, from int32, there realm, given []int32) int32 {
	best, near, far := int32(noCell), int32(0), int32(0)
	w.ground.disc(t.cell, besideReach, func(c int32) {
		n, f := w.ground.far(c, t.cell), w.ground.far(c, from)
		nearer := best == noCell || n < near || n == near && (f < far ||
			f == far && w.ground.rank(c, from, t.cell) < w.ground.rank(best, from, t.cell))
		if n <= workReach && nearer && there.holds(c) && w.safe(t.team, c) && (c == from || !w.taken(t.team, c)) &&
			!contains(given, c) {
			best, near, far = c, n, f
		}
	})
	return best
}

// anyHurt reports whether a squad that mends still has somebody to mend.
func (w *World) anyHurt(sq *squad) bool {
	units := w.of(sq)
	for i := range units {
		if units[i].here() && w.hurtNear(&units[i], patients(sq.order), workReach) >= 0 {
			return true
		}
	}
	if !w.wanted(sq) {
		return false
	}
	there, ok := w.reachable(sq)
	if !ok {
		return false
	}
	j, _ := w.patient(sq, w.leader(sq).cell, there, nil)
	return j >= 0
}
