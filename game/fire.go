package game

// fireAll lets everyone aim and shoot, and deals the hits at once, in turn.
func (w *World) fireAll() {
	w.contacts()
	for k := range w.units {
		i := w.inTurn(k)
		u := &w.units[i]
		if !u.here() {
			continue
		}
		w.calm(u)
		w.aim(i)
		sq := &w.squads[u.squad]
		for g := range u.guns {
			switch gun := &u.guns[g]; {
			case gun.reload > 0:
				gun.reload--
			case gun.target != NoUnit:
				w.shoot(i, g, w.units[gun.target].cell)
			case g == 0 && sq.order == Suppress && w.acts(sq) && u.here() && w.inReach(u, sq.cell):
				w.shoot(i, g, sq.cell)
			}
		}
		if u.guns[0].target == NoUnit && u.goal == noCell && u.flags&Moving == 0 && sq.faces(u) {
			u.facing = turn(u.facing, sq.facing, w.setup.Rules.Kinds[u.kind].Turn)
		}
	}
}

// turnOnward is how many ticks a unit that has come has to turn the way its squad went. Later it
// looks where it fired last.
const turnOnward = 60

// faces reports whether a unit that stands is to turn to its squad's facing.
func (sq *squad) faces(u *unit) bool {
	return sq.flags&Faced != 0 || sq.flags&goneTo != 0 && u.still < turnOnward
}

// shoot fires one shot of a burst at a place, and at the target that stands there, if there is one.
func (w *World) shoot(i, g int, at int32) {
	u := &w.units[i]
	gun, kind := &u.guns[g], &w.setup.Rules.Kinds[u.kind]
	weapon := &kind.Weapons[g]
	if u.flags&Moving != 0 && !weapon.MoveFire || u.still < weapon.Settle || weapon.Ammo > 0 && gun.ammo == 0 {
		return
	}
	if at != u.cell && u.flags&Moving == 0 && !kind.Turret {
		u.facing = turn(u.facing, w.ground.angle(u.cell, at), kind.Turn)
		if !within(u.facing, w.ground.angle(u.cell, at), 24) {
			return
		}
	}
	w.spend(i, g)
	u.flags |= Firing
	w.bang(uint16(i), gun.target, weapon)
	switch {
	case weapon.Indirect:
		w.lob(i, g, at)
	case gun.target != NoUnit:
		w.fireAt(i, g, gun.target)
	default:
		w.rake(i, g, at)
	}
}

// bang notes a shot. Nobody knows whom a shell in flight is for.
func (w *World) bang(source, target uint16, weapon *Weapon) {
	if weapon.Indirect {
		target = NoUnit
	}
	w.loud = append(w.loud, combatEvent{Shot, source, target, w.units[source].cell})
}

// spend takes a shot from the burst and from the ammunition.
func (w *World) spend(i, g int) {
	gun, weapon := &w.units[i].guns[g], &w.setup.Rules.Kinds[w.units[i].kind].Weapons[g]
	if gun.burst == 0 {
		gun.burst = max(weapon.Burst, 1)
	}
	gun.burst--
	if weapon.Ammo > 0 {
		gun.ammo--
	}
	if gun.burst == 0 || weapon.Ammo > 0 && gun.ammo == 0 {
		gun.burst, gun.reload = 0, weapon.Reload+uint16(w.roll(i, forReload+purpose(g)<<8, uint32(weapon.Reload)/4+1))
	}
}

// fireAt is a shot at a unit that somebody sees.
func (w *World) fireAt(i, g int, target uint16) {
	u, t := &w.units[i], &w.units[target]
	weapon := &w.setup.Rules.Kinds[u.kind].Weapons[g]
	w.frighten(t, weapon.Suppression)
	struck := w.roll(i, forHit+purpose(g)<<8, 10_000) < w.odds(u, weapon, t)
	switch {
	case weapon.Area > 0 && struck:
		w.blastAt(t.cell, weapon, uint16(i), target, u.team)
	case weapon.Area > 0:
		w.blast(w.astray(i, t.cell, 2), weapon, uint16(i), u.team)
	case struck:
		w.wound(uint16(i), target, w.harm(weapon, u.cell, t))
	}
}

// rake is a shot at a place: whoever is near it is frightened, and hit by chance.
func (w *World) rake(i, g int, at int32) {
	u := &w.units[i]
	weapon := &w.setup.Rules.Kinds[u.kind].Weapons[g]
	if weapon.Area > 0 {
		w.blast(w.astray(i, at, 1), weapon, uint16(i), u.team)
		return
	}
	for j := range w.units {
		t := &w.units[j]
		if !t.here() || t.team == u.team || w.ground.far(t.cell, at) > rakeReach {
			continue
		}
		w.frighten(t, weapon.Suppression)
		if w.roll(i, forHit+purpose(j)<<8, 10_000) < w.odds(u, weapon, t)/4 {
			w.wound(uint16(i), uint16(j), w.harm(weapon, u.cell, t))
		}
	}
}

// rakeReach is how far from a place under fire, squared, it is felt.
const rakeReach = 8

// astray is a cell near another: where a shot goes that misses.
func (w *World) astray(i int, at, by int32) int32 {
	n := uint32(2*by + 1)
	x, y := w.ground.xy(at)
	x, y = x+int32(w.roll(i, forScatterX, n))-by, y+int32(w.roll(i, forScatterY, n))-by
	return min(max(y, 0), w.ground.h-1)*w.ground.w + min(max(x, 0), w.ground.w-1)
}

// odds are the chances of a shot, in ten-thousandths.
func (w *World) odds(u *unit, weapon *Weapon, t *unit) uint32 {
	far, reach := root(w.ground.far(u.cell, t.cell)), uint32(max(weapon.Range, 1))
	near, distant := uint32(weapon.Accuracy), uint32(weapon.FarAccuracy)
	odds := 100 * (near*(reach-min(far, reach)) + distant*min(far, reach)) / reach
	sq, kind := &w.squads[u.squad], &w.setup.Rules.Kinds[t.kind]
	if kind.Armour[Front] == 0 {
		odds = odds * (100 - uint32(min(w.ground.cover[t.cell], 100))) / 100
	}
	odds = odds * uint32(kind.Size) / 100 * (100 + levelBonus*uint32(sq.level())) / 100
	if t.flags&Moving != 0 {
		odds = odds * 4 / 5
	}
	if u.flags&Moving != 0 {
		odds /= 2
	}
	switch {
	case u.supp >= pinnedAt:
		odds /= 2
	case u.supp >= shakenAt:
		odds -= odds / 4
	}
	if sq.order == Hold && sq.flags&Faced != 0 {
		odds += odds / 4 // overwatch
	}
	return odds
}

// root is the integer square root, rounded down.
func root(n int32) uint32 {
	r := uint32(0)
	for (r+1)*(r+1) <= uint32(n) {
		r++
	}
	return r
}

func sign(n int32) int32 {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// angle is the direction from a cell to another, rounded to sixteenths of a turn, without trigonometry: tan(pi/16),
// tan(3 pi/16) and their inverses are close to 1/5 and 2/3.
func (g *ground) angle(from, to int32) uint8 {
	x, y := g.xy(from)
	dx, dy := g.xy(to)
	dx, dy = dx-x, dy-y
	ax, ay := abs(dx), abs(dy)
	var a uint8 // from the x axis, 0..64
	switch {
	case 5*ay <= ax:
		a = 0
	case 3*ay <= 2*ax:
		a = 16
	case 2*ay <= 3*ax:
		a = 32
	case ay <= 5*ax:
		a = 48
	default:
		a = 64
	}
	switch {
	case dx < 0 && dy < 0:
		return 128 + a
	case dx < 0:
		return 128 - a
	case dy < 0:
		return -a
	}
	return a
}
