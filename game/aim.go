package game

import "slices"

// contact is an enemy that a team sees: its place is worked out once a tick for all who aim.
type contact struct {
	x, y int16
	unit uint16
}

// cluster is contacts of one squad, which stand together: who aims passes over all that are too far at once.
type cluster struct {
	x0, y0, x1, y1 int16 // the box around them
	squad          uint8
	contacts       []contact
}

// far is the square of how far a place is from the box, in cells.
func (c *cluster) far(x, y int32) int32 {
	return square(max(int32(c.x0)-x, x-int32(c.x1), 0)) + square(max(int32(c.y0)-y, y-int32(c.y1), 0))
}

func (c *cluster) add(n contact) {
	c.x0, c.y0, c.x1, c.y1 = min(c.x0, n.x), min(c.y0, n.y), max(c.x1, n.x), max(c.y1, n.y)
	c.contacts = append(c.contacts, n)
}

// aimEvery is how many ticks pass between looks for a better target.
const aimEvery = 5

// contacts lists whom each team sees.
func (w *World) contacts() {
	for t := range w.scores {
		list := w.seen[t][:0]
		fog := &w.fog[t]
		for i := range w.units {
			u := &w.units[i]
			if int(u.team) == t || u.look == noCell || !fog.any(u.look) {
				continue
			}
			x, y := w.ground.xy(u.cell)
			if n := len(list); n == 0 || list[n-1].squad != u.squad {
				list = another(list, u.squad, int16(x), int16(y))
			}
			list[len(list)-1].add(contact{int16(x), int16(y), uint16(i)})
		}
		w.seen[t] = list
	}
}

// another adds an empty cluster to a list, in the memory of one that was there before.
func another(list []cluster, squad uint8, x, y int16) []cluster {
	list = slices.Grow(list, 1)[:len(list)+1]
	c := &list[len(list)-1]
	*c = cluster{x, y, x, y, squad, c.contacts[:0]}
	return list
}

// aim keeps targets that can still be hit and looks for better ones now and then.
func (w *World) aim(i int) {
	u := &w.units[i]
	sq := &w.squads[u.squad]
	look := w.tick%aimEvery == Tick(i)%aimEvery
	for g := range u.guns {
		gun, weapon := &u.guns[g], &w.setup.Rules.Kinds[u.kind].Weapons[g]
		switch {
		case weapon.Range == 0:
			return // there is no second weapon without a first
		case !w.mayFire(u, sq) || weapon.Ammo > 0 && gun.ammo == 0:
			gun.target = NoUnit
		case sq.order == Attack && look && w.canHit(u, weapon, sq.target):
			gun.target = sq.target
		case gun.target != NoUnit && !w.keeps(u, weapon, gun.target), look:
			gun.target = w.choose(u, sq, weapon, gun.target)
		}
	}
}

// quiet is how long after it was last fired at a squad that returns fire still does.
const quiet = 100

// mayFire reports whether a unit's squad lets it fire at what it sees.
func (w *World) mayFire(u *unit, sq *squad) bool {
	switch {
	case sq.stance == HoldFire || sq.order == Retreat && u.goal != noCell || u.flags&Fleeing != 0:
		return false
	case sq.order == Suppress && sq.work < barrenAfter && w.inReach(u, sq.cell):
		return false // it fires at the place
	}
	return sq.stance == FireAtWill || sq.alarm > 0 && w.tick-sq.alarm < quiet
}

// keeps is what can change from one tick to the next of a target that was found good.
func (w *World) keeps(u *unit, weapon *Weapon, target uint16) bool {
	t := &w.units[target]
	return t.here() && w.sees(u.team, t) && w.ground.far(u.cell, t.cell) <= square(int32(weapon.Range))
}

// canHit reports whether the team sees the unit, it is in range, nothing is in the way and the weapon can hurt it.
func (w *World) canHit(u *unit, weapon *Weapon, target uint16) bool {
	if target == NoUnit || !w.keeps(u, weapon, target) {
		return false
	}
	t := &w.units[target]
	return w.ground.far(u.cell, t.cell) >= square(int32(weapon.MinRange)) && w.harm(weapon, u.cell, t) > 0 &&
		(weapon.Indirect || w.clearAsKnown(u.team, u.cell, t.cell))
}

// choose picks what a weapon is best used on: near, and hurt by it in full. Weapons against
// armour are not wasted on men.
func (w *World) choose(u *unit, sq *squad, weapon *Weapon, now uint16) uint16 {
	best, least := uint16(NoUnit), int32(1<<30)
	x, y := w.ground.xy(u.cell)
	reach, nearest := square(int32(weapon.Range)), square(int32(weapon.MinRange))
	for k := range w.seen[u.team] {
		near := &w.seen[u.team][k]
		if far := near.far(x, y); far > reach || far >= least {
			continue
		}
		for _, c := range near.contacts {
			far := square(int32(c.x)-x) + square(int32(c.y)-y)
			if far > reach || far < nearest || far >= least {
				continue
			}
			t := &w.units[c.unit]
			score := far + w.misfit(u, weapon, t)
			if c.unit == now {
				score -= 8 // it is aimed at already
			}
			if score >= least || !t.here() || !w.watches(u, sq, t, far) || !w.canHit(u, weapon, c.unit) ||
				weapon.Indirect && w.friendNear(u.team, t.cell, int32(weapon.Area)+1) {
				continue
			}
			best, least = c.unit, score
		}
	}
	return best
}

// misfit is how much further away, squared, a target might be to be as good for a weapon.
func (w *World) misfit(u *unit, weapon *Weapon, t *unit) int32 {
	kind := &w.setup.Rules.Kinds[t.kind]
	armour := kind.Armour[Front]
	switch {
	case weapon.Penetration >= 2*heavyArmour && armour < heavyArmour && weapon.Ammo > 0:
		return 120
	case weapon.Penetration < armour:
		return 90
	}
	return 0
}

// heavyArmour is what makes a unit a vehicle to those who choose their targets.
const heavyArmour = 8

// friendNear reports whether a blast would hurt the team's own.
func (w *World) friendNear(team uint8, cell, radius int32) bool {
	for i := range w.units {
		if u := &w.units[i]; u.team == team && u.here() && w.ground.far(u.cell, cell) <= square(radius) {
			return true
		}
	}
	return false
}

// watchClose is how near, in cells, an enemy must be for a squad that watches another way to turn round.
const watchClose = 5

// watches reports whether a unit cares for a target: a squad that holds with a facing covers a quarter of the circle,
// one that keeps a place under fire turns only to who is nearer.
func (w *World) watches(u *unit, sq *squad, t *unit, far int32) bool {
	if sq.order == Suppress && w.inReach(u, sq.cell) {
		return far < w.ground.far(u.cell, sq.cell)
	}
	if sq.order != Hold || sq.flags&Faced == 0 || far <= square(watchClose) {
		return true
	}
	return within(w.ground.angle(u.cell, t.cell), sq.facing, 32)
}

// within reports whether two angles differ by at most by.
func within(a, b, by uint8) bool { return a-b <= by || b-a <= by }

// hurts reports whether any weapon of a kind can hurt a unit from behind.
func (w *World) hurts(kind uint8, t *unit) bool {
	for g := range w.setup.Rules.Kinds[kind].Weapons {
		if weapon := &w.setup.Rules.Kinds[kind].Weapons[g]; weapon.Range > 0 &&
			weapon.against(w.setup.Rules.Kinds[t.kind].Armour[Rear]) > 0 {
			return true
		}
	}
	return false
}

// harm is what one hit from a cell takes from a unit: it depends on the side that is hit.
func (w *World) harm(weapon *Weapon, from int32, t *unit) uint8 {
	armour := &w.setup.Rules.Kinds[t.kind].Armour
	if armour[Front] == armour[Rear] && armour[Front] == armour[Side] {
		return weapon.against(armour[Front])
	}
	return weapon.against(armour[w.sideOf(t, from)])
}

// sideOf is the side of a unit that a cell lies on: an eighth of the circle to each hand is its front, and its rear.
func (w *World) sideOf(t *unit, from int32) int {
	switch bearing := w.ground.angle(t.cell, from); {
	case within(bearing, t.facing, 40):
		return Front
	case within(bearing, t.facing+128, 40):
		return Rear
	}
	return Side
}

// against is full damage to armour that a weapon goes through, half up to twice as thick, nothing beyond.
func (weapon *Weapon) against(armour uint8) uint8 {
	switch pen := uint16(weapon.Penetration); {
	case weapon.Damage == 0 || 2*pen < uint16(armour):
		return 0
	case pen < uint16(armour):
		return max(weapon.Damage/2, 1)
	}
	return weapon.Damage
}
