package game

// shell is something in the air: of a weapon that fires indirectly, or thrown.
type shell struct {
	cell   int32
	lands  Tick
	source uint16
	what   uint8 // a weapon of source's kind, or one of the below
}

// What is thrown.
const (
	grenadeShell = MaxWeapons + iota
	smokeShell
	shellKinds
)

// lob sends a shell on its way. Chance decides whether it will land where it was meant to, or how far from there.
func (w *World) lob(i, g int, at int32) {
	u := &w.units[i]
	weapon := &w.setup.Rules.Kinds[u.kind].Weapons[g]
	if w.roll(i, forHit+purpose(g)<<8, 100) >= uint32(weapon.Accuracy) {
		at = w.astray(i, at, 1+int32(root(w.ground.far(u.cell, at)))/12)
	}
	w.throw(shell{at, w.tick + Tick(max(weapon.Flight, 1)), uint16(i), uint8(g)})
}

// throw puts something into the air, if its team has not too much there.
func (w *World) throw(s shell) {
	n, team := 0, w.units[s.source].team
	for i := range w.shells {
		if w.units[w.shells[i].source].team == team {
			n++
		}
	}
	if n < w.share(maxShells) {
		w.shells = append(w.shells, s)
	}
}

// land lets come down what was in the air until now.
func (w *World) land() {
	flying := w.shells[:0]
	for _, s := range w.shells {
		if s.lands > w.tick {
			flying = append(flying, s)
			continue
		}
		team := w.units[s.source].team
		switch s.what {
		case smokeShell:
			w.smoke(s.cell, team)
		case grenadeShell:
			w.blast(s.cell, &w.setup.Rules.Works.Grenade, s.source, team)
		default:
			w.blast(s.cell, &w.setup.Rules.Kinds[w.units[s.source].kind].Weapons[s.what], s.source, team)
		}
	}
	w.shells = flying
}

// blast is something of a team's that goes off in a cell.
func (w *World) blast(cell int32, weapon *Weapon, source uint16, team uint8) {
	w.blastAt(cell, weapon, source, NoUnit, team)
}

// blastAt goes off at a unit: it takes the whole of it, whatever covers it. Others near are hurt less with distance,
// and less in cover, which keeps off half as much of a blast as of bullets; friends as well as foes.
func (w *World) blastAt(cell int32, weapon *Weapon, source, at uint16, team uint8) {
	w.loud = append(w.loud, combatEvent{Blast, source, NoUnit, cell})
	from := cell
	if source != NoUnit {
		from = w.units[source].cell
	}
	for i := range w.units {
		t := &w.units[i]
		if !t.here() {
			continue
		}
		far := w.ground.far(t.cell, cell)
		if far > square(2*int32(weapon.Area)) {
			continue
		}
		w.frighten(t, weapon.Suppression)
		switch reach := uint32(weapon.Area); {
		case uint16(i) == at:
			w.wound(source, at, w.harm(weapon, from, t))
		case far <= square(int32(reach)):
			harm := uint32(w.harm(weapon, cell, t)) * (2*reach - root(far)) / (2 * reach)
			w.wound(source, uint16(i), uint8(harm*(200-uint32(min(w.ground.cover[t.cell], 100)))/200))
		}
	}
	w.shatter(cell, weapon, team)
}

// shatter counts a blast against the cell where it went off and those next to it.
func (w *World) shatter(cell int32, weapon *Weapon, team uint8) {
	if weapon.Area == 0 {
		return
	}
	var room [9]int32
	for n, c := range w.ground.around(cell, append(room[:0], cell)) {
		t := &w.setup.Rules.Terrains[w.ground.code[c]]
		if t.HP == 0 {
			continue
		}
		a := w.altering(c, team)
		if a == nil {
			return
		}
		harm := uint16(weapon.Damage)
		if n > 0 {
			harm /= 4
		}
		if a.harm += harm; a.harm >= t.HP {
			w.alter(c, t.Ruin, team)
		}
	}
}

// wound takes hit points from a unit, and its life with the last.
func (w *World) wound(source, target uint16, harm uint8) {
	t := &w.units[target]
	if harm == 0 || t.hp == 0 {
		return
	}
	w.loud = append(w.loud, combatEvent{Hit, source, target, noCell})
	w.shake(t, 1+harm/8)
	w.learn(source, target, 1)
	if t.hp > harm {
		t.hp -= harm
		return
	}
	w.learn(source, target, 10)
	w.kill(source, target)
}

// kill ends a unit.
func (w *World) kill(source, target uint16) {
	t := &w.units[target]
	t.hp, t.died = 0, w.tick
	t.halt()
	for g := range t.guns {
		t.guns[g].target = NoUnit
	}
	t.supp, t.flags = 0, 0
	if w.stand.at(t.cell) == int(target) {
		w.stand.leave(t.cell)
	}
	w.loud = append(w.loud, combatEvent{Death, source, target, noCell})
	sq := &w.squads[t.squad]
	w.shake(t, uint8(70/max(sq.count, 1)))
	if w.setup.Rules.Kinds[t.kind].Room > 0 {
		w.spill(target)
	}
}
