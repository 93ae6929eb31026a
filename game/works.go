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

// buildable reports whether something can be built on a terrain: ground that soldiers can stand on, no bridge and no
// building. It must conceal what sandbags do, see checkTerrain.
func (w *World) buildable(t *Terrain) bool { return w.setup.Rules.buildable(t) }

func (r *Rules) buildable(t *Terrain) bool {
	return t.Cost[Foot] != Impassable && t.HP == 0 && t.Cover < 40 &&
		t.Conceal == r.Terrains[r.Works.Sandbags].Conceal
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
	case Smoke, Grenade:
		w.throwInReach(sq)
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
			if c := w.offset(sq.cell, dir, 0, aside); c != noCell &&
				w.buildable(&w.setup.Rules.Terrains[w.ground.code[c]]) {
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
