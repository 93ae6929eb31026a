package ai

import "muster/game"

// A commander that understands ambushes lets the enemy come. A squad that holds a hidden place, and is not shot at,
// only returns fire while enemies approach who have not seen it. All squads in ambush open fire together: when the
// nearest enemy is about to see one of them, when one is shot at, when the point is being taken, or when the enemy
// comes no nearer. Returning fire, rather than holding it, is enough, and leaves nobody defenceless if the next order
// comes late.

const (
	ambushFar  = 20  // cells within which a squad waits for approaching enemies
	ambushEdge = 1   // a squad opens fire so many cells before it would be seen
	ambushFor  = 300 // ticks for which it spares enemies in range, at most
	ambushAll  = 600 // ticks that it waits, at most
	ambushLost = 60  // ticks for which the enemy may halt, turn or be out of sight before it stops waiting
	ambushRest = 400 // ticks until its next ambush
	ambushStay = 80  // ticks for which it then fights on from where it is
	ambushWith = 20  // cells around the first squad to open fire in which all others do too
	ambushCost = 4   // orders that must be left: an ambush that was begun must be ended
)

// ambush has a squad lie in ambush.
func (m *mind) ambush(v *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	p := &m.plans[sq.id]
	if p.ambushSince == 0 && (m.now < p.ambushAgainAt || m.credit < ambushCost*m.price() || !m.mayAmbush(v, sq) ||
		!m.hasAmbushTarget(v, sq)) {
		return
	}
	if p.ambushSince == 0 {
		p.ambushSince, p.enemyCloserAt, p.outOfReachAt = m.now, m.now, m.now
		m.setStance(sq, game.ReturnFire)
	}
	return m.watch(sq, Ambushing)
}

// mayAmbush reports whether a squad may lie in ambush where it is: it stands at its goal, unharmed, and nobody is
// taking its point.
func (m *mind) mayAmbush(v *game.View, sq *squad) bool {
	g := m.goalOf(sq)
	if !m.style.knows(Ambush) || sq.order != game.Hold || sq.moving > 0 || sq.broken || m.damage.indirect[sq.kind] {
		return false
	}
	if g != nil && (g.kind != keep && g.kind != spare || g.kind == keep && (v.Points[g.point].Contested ||
		v.Points[g.point].Taker != game.NoTeam)) {
		return false
	}
	for i := range v.Units {
		u := &v.Units[i]
		if u.Team == m.team && (u.Suppression > 0 || u.Flags&game.Firing != 0) &&
			near(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep, sq.x, sq.y, ambushWith/2) {
			return false // there is a fight already
		}
	}
	return true
}

// hasAmbushTarget reports whether enemies approach a squad that have not seen it, and that it could shoot at before
// they do.
func (m *mind) hasAmbushTarget(v *game.View, sq *squad) bool {
	f, far := m.nearestSpotter(v, sq)
	return f != nil && far > ambushEdge && m.ambushPays(sq, m.spottingRange(v, sq, f)+ambushEdge) &&
		walksTowards(v, f, sq)
}

// ambushPays reports whether a squad hits much better from d cells than from the edge of its range, which is farther.
// One that hits well from there too, as guns do against armour, should shoot at once.
func (m *mind) ambushPays(sq *squad, d int32) bool {
	w := &m.setup.Rules.Kinds[sq.kind].Weapons[0]
	return d < int32(w.Range) && w.Accuracy > 3*w.FarAccuracy
}

// nearestSpotter is the visible enemy that is nearest to seeing a squad, and how many cells it has still to go; nil if
// none is near.
func (m *mind) nearestSpotter(v *game.View, sq *squad) (best *foe, least int32) {
	for i := range m.foes {
		f := &m.foes[i]
		if !f.seen || !near(f.x, f.y, sq.x, sq.y, ambushFar) {
			continue
		}
		if far := root(square(f.x-sq.x)+square(f.y-sq.y)) - m.spottingRange(v, sq, f); best == nil || far < least {
			best, least = f, far
		}
	}
	return best, least
}

// spottingRange is from how many cells an enemy sees the least hidden man of a squad.
func (m *mind) spottingRange(v *game.View, sq *squad, f *foe) int32 {
	least := uint8(100)
	for i := range v.Units {
		if u := &v.Units[i]; u.Team == m.team && u.Squad == sq.id && u.HP > 0 {
			least = min(least, m.ground.terrain(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep).Conceal)
		}
	}
	return int32(m.setup.Rules.Kinds[f.kind].Sight) * (100 - int32(least)) / 100
}

// walksTowards reports whether an enemy walks towards a squad, to within an eighth of a turn.
func walksTowards(v *game.View, f *foe, sq *squad) bool {
	for i := range v.Units {
		if u := &v.Units[i]; u.ID == f.id {
			return u.Flags&game.Moving != 0 && within(u.Facing, angle(sq.x-f.x, sq.y-f.y), 32)
		}
	}
	return false
}

// springAmbushes ends the ambushes whose time has come: everyone around opens fire with the first.
func (m *mind) springAmbushes(v *game.View) {
	for i := range m.squads {
		sq := &m.squads[i]
		if m.plans[sq.id].ambushSince == 0 || m.waitsOn(v, sq) {
			continue
		}
		for j := range m.squads {
			if o := &m.squads[j]; m.plans[o.id].ambushSince > 0 && (o == sq || near(o.x, o.y, sq.x, sq.y, ambushWith)) {
				p := &m.plans[o.id]
				p.ambushSince, p.ambushAgainAt, p.stanced = 0, m.now+ambushRest, 0
				p.rest, p.act = m.now+ambushStay, Fighting
			}
		}
	}
}

// waitsOn reports whether a squad stays in ambush.
func (m *mind) waitsOn(v *game.View, sq *squad) bool {
	p := &m.plans[sq.id]
	if sq.seat != m.seat || sq.n == 0 || m.now-p.ambushSince > ambushAll || !m.mayAmbush(v, sq) {
		return false
	}
	f, far := m.nearestSpotter(v, sq)
	switch {
	case f == nil:
	case !near(f.x, f.y, sq.x, sq.y, m.damage.maxRange[sq.kind]):
		p.enemyCloserAt, p.outOfReachAt = m.now, m.now
	case walksTowards(v, f, sq):
		p.enemyCloserAt = m.now
	}
	return (f == nil || far > ambushEdge) && m.now-p.enemyCloserAt <= ambushLost && m.now-p.outOfReachAt <= ambushFor
}
