package game

// Suppression, for units of every kind; how much a shot adds is the weapon's.
const (
	pinnedAt  = 150 // at or over it a unit is pinned: half as fast and half as accurate
	calmEvery = 2   // ticks in which suppression sinks by calmBy
	calmBy    = 3
	aimEvery  = 5 // ticks between looks for a better target
)

// fireAll lets everyone aim and shoot, and deals the hits at once, in the order of the units.
func (w *World) fireAll() {
	for i := range w.units {
		u := &w.units[i]
		if u.hp == 0 {
			continue
		}
		w.calm(u)
		w.aim(i)
		if u.reload > 0 {
			u.reload--
		} else if u.target != NoUnit {
			w.shoot(i)
		}
	}
}

func (w *World) calm(u *unit) {
	if w.tick%calmEvery == 0 {
		u.supp -= min(u.supp, calmBy)
	}
	u.flags &^= Pinned | InCover
	if u.supp >= pinnedAt {
		u.flags |= Pinned
	}
	if w.ground.cover[u.cell] > 0 {
		u.flags |= InCover
	}
}

// aim keeps a target that can still be hit and looks for the nearest one now and then.
func (w *World) aim(i int) {
	u := &w.units[i]
	sq := &w.squads[u.squad]
	if sq.order == Retreat && u.goal != noCell || u.ammo == 0 && w.weapon(u).Ammo > 0 {
		u.target = NoUnit
		return
	}
	if sq.order == Attack && w.canHit(u, sq.target) {
		u.target = sq.target
		return
	}
	if u.target != NoUnit && w.canHit(u, u.target) && w.tick%aimEvery != Tick(i)%aimEvery {
		return
	}
	if u.target != NoUnit || w.tick%aimEvery == Tick(i)%aimEvery {
		u.target = w.nearestTarget(u)
	}
}

func (w *World) weapon(u *unit) *Weapon { return &w.setup.Rules.Kinds[u.kind].Weapon }

// canHit tells whether the team sees the unit, it is in range, nothing is in the way and the weapon can hurt it.
func (w *World) canHit(u *unit, target uint16) bool {
	if target == NoUnit {
		return false
	}
	t := &w.units[target]
	r := int32(w.weapon(u).Range)
	return t.hp > 0 && w.ground.far(u.cell, t.cell) <= r*r && w.sees(u.team, t) && w.harm(u.kind, t) > 0 && w.ground.clear(u.cell, t.cell)
}

func (w *World) nearestTarget(u *unit) uint16 {
	best, bestFar := uint16(NoUnit), int32(1<<30)
	for i := range w.units {
		t := &w.units[i]
		if t.team == u.team || t.hp == 0 {
			continue
		}
		if far := w.ground.far(u.cell, t.cell); far < bestFar && w.canHit(u, uint16(i)) {
			best, bestFar = uint16(i), far
		}
	}
	return best
}

// harm is what one hit of a kind's weapon takes from a unit: full against armour that it goes through, half up to twice
// as thick, nothing beyond.
func (w *World) harm(kind uint8, t *unit) uint8 {
	weapon, armour := &w.setup.Rules.Kinds[kind].Weapon, uint16(w.setup.Rules.Kinds[t.kind].Armour)
	switch pen := uint16(weapon.Penetration); {
	case weapon.Damage == 0 || weapon.Range == 0 || 2*pen < armour:
		return 0
	case pen < armour:
		return max(weapon.Damage/2, 1)
	}
	return weapon.Damage
}

// clear tells whether nothing between two cells stops fire; the cells themselves do not count.
func (g *ground) clear(a, b int32) bool {
	x, y, x1, y1 := a%g.w, a/g.w, b%g.w, b/g.w
	dx, dy := abs(x1-x), -abs(y1-y)
	sx, sy, err := sign(x1-x), sign(y1-y), dx+dy
	for {
		twice := 2 * err
		if twice >= dy {
			err += dy
			x += sx
		}
		if twice <= dx {
			err += dx
			y += sy
		}
		if x == x1 && y == y1 {
			return true
		}
		if g.solid[y*g.w+x] {
			return false
		}
	}
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

// shoot fires one shot of a burst.
func (w *World) shoot(i int) {
	u, weapon := &w.units[i], w.weapon(&w.units[i])
	if u.flags&Moving != 0 && !weapon.MoveFire {
		return
	}
	t := &w.units[u.target]
	if u.flags&Moving == 0 {
		u.facing = w.bearing(u, t)
	}
	if u.burst == 0 {
		u.burst = max(weapon.Burst, 1)
	}
	u.burst--
	if weapon.Ammo > 0 {
		u.ammo--
	}
	if u.burst == 0 || weapon.Ammo > 0 && u.ammo == 0 {
		u.burst, u.reload = 0, weapon.Reload+uint16(w.roll(i, forReload, uint32(weapon.Reload)/4+1))
	}
	u.flags |= Firing
	w.loud = append(w.loud, happening{Shot, uint16(i), u.target})
	t.supp = uint8(min(uint16(t.supp)+uint16(weapon.Suppression), 255))
	if w.roll(i, forHit, 10_000) < w.odds(u, t) {
		w.hit(uint16(i), u.target)
	}
}

// odds are the chances of a shot, in ten-thousandths.
func (w *World) odds(u, t *unit) uint32 {
	weapon := w.weapon(u)
	far, reach := root(w.ground.far(u.cell, t.cell)), uint32(max(weapon.Range, 1))
	near, distant := uint32(weapon.Accuracy), uint32(weapon.FarAccuracy)
	odds := 100 * (near*(reach-min(far, reach)) + distant*min(far, reach)) / reach
	odds = odds * (100 - uint32(min(w.ground.cover[t.cell], 100))) / 100
	if u.flags&Moving != 0 {
		odds /= 2
	}
	if u.flags&Pinned != 0 {
		odds /= 2
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

func (w *World) hit(source, target uint16) {
	t := &w.units[target]
	t.hp -= min(t.hp, w.harm(w.units[source].kind, t))
	w.loud = append(w.loud, happening{Hit, source, target})
	if t.hp > 0 {
		return
	}
	t.died = w.tick
	t.halt()
	t.target, t.supp, t.flags = NoUnit, 0, 0
	w.occ[t.cell] = 0
	w.loud = append(w.loud, happening{Death, source, target})
}

// bearing is the angle from a unit to another, in sixteenths of a turn.
func (w *World) bearing(u, t *unit) uint8 {
	return angle(t.cell%w.ground.w-u.cell%w.ground.w, t.cell/w.ground.w-u.cell/w.ground.w)
}

// angle is the direction of a vector, rounded to sixteenths of a turn, without trigonometry: tan(pi/16), tan(3 pi/16)
// and their inverses are close to 1/5 and 2/3.
func angle(dx, dy int32) uint8 {
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
