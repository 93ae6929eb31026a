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
		if t.team == u.team && t.here() && t.hp < kind.HP && (kind.Class == Foot) == (class == Foot) && w.ground.far(u.cell, t.cell) <= reach {
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

// tend sends each man of a squad that mends to the nearest friend around its place who lacks hit points. Who stands next to one there
// stays with him.
func (w *World) tend(sq *squad) {
	units, class := w.of(sq)[:min(int(sq.count), maxSquad)], patients(sq.order)
	var to [maxSquad]int32
	var there realm
	found := false
	for i := range units {
		u := &units[i]
		to[i] = noCell
		switch {
		case !u.here():
		case w.ground.far(u.cell, sq.cell) <= square(tendReach) && w.hurtNear(u, class, workReach) >= 0:
			u.halt()
		default:
			if !found {
				there, found = w.reachable(sq)
			}
			if j := w.patient(sq, u.cell, there); j >= 0 {
				to[i] = w.units[j].cell
			}
		}
	}
	for i := range units {
		if u := &units[i]; to[i] != noCell && (u.goal == noCell || w.ground.far(u.goal, to[i]) > workReach) {
			w.join(u, to[i])
		}
	}
}

// patient is the friend nearest to a cell whom a squad is to mend, -1 if nobody around its place needs it or can be got to.
func (w *World) patient(sq *squad, from int32, there realm) int {
	best, least := -1, int32(1<<30)
	for j := range w.units {
		t := &w.units[j]
		kind := &w.setup.Rules.Kinds[t.kind]
		if t.team != sq.team || !t.here() || t.hp >= kind.HP || (kind.Class == Foot) != (patients(sq.order) == Foot) {
			continue
		}
		if far := w.ground.far(t.cell, from); far < least && w.ground.far(t.cell, sq.cell) <= square(tendReach) && there.holds(t.cell) {
			best, least = j, far
		}
	}
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
	there, ok := w.reachable(sq)
	return ok && w.patient(sq, w.leader(sq).cell, there) >= 0
}
