package game

// The abilities: what is thrown at once, and what is worked at in a place.

// abilityOf is what a kind must be able to do for an order.
func abilityOf(k OrderKind) Abilities {
	switch k {
	case Smoke:
		return CanSmoke
	case Grenade:
		return CanGrenade
	case Heal:
		return CanHeal
	case Sandbags:
		return CanBuild
	case LayMine, ClearMines:
		return CanMine
	case Repair:
		return CanRepair
	}
	return 0
}

// planWork finds out whether an ability can be used where it is to be.
func (w *World) planWork(sq *squad, t *task) Refusal {
	if t.order == Reinforce {
		return w.planReinforce(sq)
	}
	if w.kindOf(sq).Abilities&abilityOf(t.order) == 0 {
		return NoAbility
	}
	if why := w.place(t); why != Obeyed {
		return why
	}
	switch t.order {
	case Smoke, Grenade:
		return w.planThrow(sq, t)
	case Sandbags, LayMine:
		if !w.buildable(w.terrain(sq.team, t.cell)) {
			return NotHere
		}
	case ClearMines:
		if w.mineNear(sq.team, t.cell) < 0 {
			return NotHere
		}
	}
	return w.within(sq, t, Obeyed)
}

func (w *World) planThrow(sq *squad, t *task) Refusal {
	switch {
	case sq.ready > 0:
		return NotReady
	case w.thrower(sq, t) < 0:
		return TooFar
	}
	return Obeyed
}

// thrower is the unit of a squad that is nearest to where something is to be thrown, -1 if all are too far.
func (w *World) thrower(sq *squad, t *task) int {
	reach := int32(w.setup.Rules.Works.SmokeRange)
	if t.order == Grenade {
		reach = int32(w.setup.Rules.Works.Grenade.Range)
	}
	best, bestFar := -1, square(reach)+1
	for i := sq.first; i < sq.first+sq.count; i++ {
		if u := &w.units[i]; u.here() && w.ground.far(u.cell, t.cell) < bestFar {
			best, bestFar = int(i), w.ground.far(u.cell, t.cell)
		}
	}
	return best
}

// perform does at once what is done at once. It was planned in the same tick.
func (w *World) perform(sq *squad, t *task) {
	if t.order == Reinforce {
		w.reinforce(sq)
		return
	}
	works := &w.setup.Rules.Works
	s := shell{cell: t.cell, lands: w.tick + Tick(max(works.Grenade.Flight, 1)), source: uint16(w.thrower(sq, t)), what: grenadeShell}
	if t.order == Smoke {
		s.what = smokeShell
	}
	w.throw(s)
	sq.ready = works.Ready
}

// buildable tells that something can be built on a terrain: ground that soldiers can stand on, no bridge and no building. It
// must conceal what sandbags do, see checkTerrain.
func (w *World) buildable(t *Terrain) bool {
	return t.Cost[Foot] != Impassable && t.HP == 0 && t.Cover < 40 && t.Conceal == w.setup.Rules.Terrains[w.setup.Rules.Works.Sandbags].Conceal
}

// effort is how much work a task takes, in ticks of one man.
func (w *World) effort(sq *squad) uint16 {
	if sq.order == Sandbags {
		return max(w.setup.Rules.Works.BuildTicks, 1)
	}
	return max(w.setup.Rules.Works.MineTicks, 1)
}

// workReach is how near a place, squared, a man must stand to work at it.
const workReach = 8

// labour makes a squad work at its task, if it is there. Medics and engineers do so also when they have nothing to do.
func (w *World) labour(sq *squad) {
	switch sq.order {
	case Sandbags, LayMine, ClearMines:
		w.toil(sq)
	case Heal:
		w.mend(sq, Foot, w.setup.Rules.Works.HealEvery)
	case Repair:
		w.mend(sq, Wheels, w.setup.Rules.Works.RepairEvery)
	case Hold:
		if w.kindOf(sq).Abilities&CanHeal != 0 {
			w.mend(sq, Foot, w.setup.Rules.Works.HealEvery)
		}
		if w.kindOf(sq).Abilities&CanRepair != 0 {
			w.mend(sq, Wheels, w.setup.Rules.Works.RepairEvery)
		}
	}
}

// toil counts the men at work, and finishes the work when it is done.
func (w *World) toil(sq *squad) {
	units, all := w.of(sq), w.effort(sq)
	if sq.work >= all {
		return
	}
	for i := range units {
		u := &units[i]
		u.flags &^= Working
		if u.here() && u.flags&Moving == 0 && u.supp < pinnedAt && w.ground.far(u.cell, sq.cell) <= workReach {
			u.flags |= Working
			sq.work = min(sq.work+1, all)
		}
	}
	if sq.work == all {
		w.mark(sq, Working, false)
		w.finish(sq)
	}
}

// finish is what comes of a work: sandbags in a row across the squad's facing, a mine more, or some less.
func (w *World) finish(sq *squad) {
	switch sq.order {
	case Sandbags:
		dir := w.heading(sq)
		for _, aside := range [3]int32{0, -1, 1} {
			if c := w.offset(sq.cell, dir, 0, aside); c != noCell && w.buildable(&w.setup.Rules.Terrains[w.ground.code[c]]) {
				w.alter(c, w.setup.Rules.Works.Sandbags, sq.team)
			}
		}
	case LayMine:
		w.lay(sq.cell, sq.team)
	case ClearMines:
		for i := w.mineNear(sq.team, sq.cell); i >= 0; i = w.mineNear(sq.team, sq.cell) {
			w.mines = append(w.mines[:i], w.mines[i+1:]...)
		}
		w.warn()
	}
}

// mineNear is a mine that a team knows of, close to a cell, -1 if there is none.
func (w *World) mineNear(team uint8, cell int32) int {
	for i := range w.mines {
		if m := &w.mines[i]; m.known>>team&1 == 1 && w.ground.far(m.cell, cell) <= workReach {
			return i
		}
	}
	return -1
}

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

// anyHurt tells that a squad that mends still has somebody to mend.
func (w *World) anyHurt(sq *squad) bool {
	class := Foot
	if sq.order == Repair {
		class = Wheels
	}
	units := w.of(sq)
	for i := range units {
		if units[i].here() && w.hurtNear(&units[i], class, workReach) >= 0 {
			return true
		}
	}
	return false
}
