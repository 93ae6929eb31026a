package ai

import "muster/game"

// Who understands ambushes lets the enemy come. A squad that keeps a place from where it is hidden, and that is not
// shot at, only returns fire while enemies come on who have not seen it. All that lie in wait together open fire at
// once: when the nearest is about to see one of them, when one is shot at, when the point is being taken, or when the
// enemy comes no nearer. Only returning fire, and not holding it, is enough, and nobody stands defenceless
// when an order comes late.

const (
	lurkFar  = 20  // cells within which enemies that come are waited for
	lurkEdge = 1   // cells before it would be seen that a squad opens fire
	lurkFor  = 300 // ticks that it spares whom it could shoot at, at most
	lurkAll  = 600 // ticks that it waits at most
	lurkLost = 60  // ticks that the enemy may stand, turn or be out of sight until it waits no longer
	lurkRest = 400 // ticks until it lies in wait again
	lurkStay = 80  // ticks that it goes on shooting from where it is
	lurkWith = 20  // cells around a squad that opens fire in which all others do
	lurkCost = 4   // orders that must be left: what was begun must be ended
)

// ambush has a squad lie in wait.
func (m *mind) ambush(v *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	p := &m.plans[sq.id]
	if p.lurk == 0 && (m.now < p.lurked || m.credit < lurkCost*m.price() || !m.lies(v, sq) || !m.lured(v, sq)) {
		return
	}
	if p.lurk == 0 {
		p.lurk, p.came, p.spared = m.now, m.now, m.now
		m.stance(sq, game.ReturnFire)
	}
	return m.watch(sq, Ambushing)
}

// lies reports whether a squad may lie in wait where it is: it stands where its goal is, unharmed, and
// nobody takes its point.
func (m *mind) lies(v *game.View, sq *squad) bool {
	g := m.goalOf(sq)
	if !m.style.knows(Ambush) || sq.order != game.Hold || sq.moving > 0 || sq.broken || m.harms.lob[sq.kind] {
		return false
	}
	if g != nil && (g.kind != keep && g.kind != spare || g.kind == keep && (v.Points[g.point].Contested ||
		v.Points[g.point].Taker != game.NoTeam)) {
		return false
	}
	for i := range v.Units {
		u := &v.Units[i]
		if u.Team == m.team && (u.Suppression > 0 || u.Flags&game.Firing != 0) &&
			near(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep, sq.x, sq.y, lurkWith/2) {
			return false // there is a fight already
		}
	}
	return true
}

// lured reports whether enemies come who have not seen a squad, and whom it could shoot at before they do.
func (m *mind) lured(v *game.View, sq *squad) bool {
	f, far := m.comer(v, sq)
	return f != nil && far > lurkEdge && m.pays(sq, m.discovery(v, sq, f)+lurkEdge) && heads(v, f, sq)
}

// pays reports whether a squad hits much better from so many cells than from the edge of its reach, which is farther.
// Who hits well from there too, as guns against armour do, had better shoot at once.
func (m *mind) pays(sq *squad, d int32) bool {
	w := &m.setup.Rules.Kinds[sq.kind].Weapons[0]
	return d < int32(w.Range) && w.Accuracy > 3*w.FarAccuracy
}

// comer is the enemy that is nearest to seeing a squad, and how many cells he has still to go; nil
// if none in sight is near.
func (m *mind) comer(v *game.View, sq *squad) (best *foe, least int32) {
	for i := range m.foes {
		f := &m.foes[i]
		if !f.seen || !near(f.x, f.y, sq.x, sq.y, lurkFar) {
			continue
		}
		if far := root(square(f.x-sq.x)+square(f.y-sq.y)) - m.discovery(v, sq, f); best == nil || far < least {
			best, least = f, far
		}
	}
	return best, least
}

// discovery is from how many cells an enemy sees the man of a squad that is hidden least.
func (m *mind) discovery(v *game.View, sq *squad, f *foe) int32 {
	least := uint8(100)
	for i := range v.Units {
		if u := &v.Units[i]; u.Team == m.team && u.Squad == sq.id && u.HP > 0 {
			least = min(least, m.ground.terrain(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep).Conceal)
		}
	}
	return int32(m.setup.Rules.Kinds[f.kind].Sight) * (100 - int32(least)) / 100
}

// heads reports whether an enemy walks towards a squad, to an eighth of a circle.
func heads(v *game.View, f *foe, sq *squad) bool {
	for i := range v.Units {
		if u := &v.Units[i]; u.ID == f.id {
			return u.Flags&game.Moving != 0 && within(u.Facing, angle(sq.x-f.x, sq.y-f.y), 32)
		}
	}
	return false
}

// spring ends the ambushes whose time has come: everyone around opens fire with the first.
func (m *mind) spring(v *game.View) {
	for i := range m.squads {
		sq := &m.squads[i]
		if m.plans[sq.id].lurk == 0 || m.waitsOn(v, sq) {
			continue
		}
		for j := range m.squads {
			if o := &m.squads[j]; m.plans[o.id].lurk > 0 && (o == sq || near(o.x, o.y, sq.x, sq.y, lurkWith)) {
				p := &m.plans[o.id]
				p.lurk, p.lurked, p.stanced, p.rest, p.act = 0, m.now+lurkRest, 0, m.now+lurkStay, Fighting
			}
		}
	}
}

// waitsOn reports whether a squad goes on lying in wait.
func (m *mind) waitsOn(v *game.View, sq *squad) bool {
	p := &m.plans[sq.id]
	if sq.seat != m.seat || sq.n == 0 || m.now-p.lurk > lurkAll || !m.lies(v, sq) {
		return false
	}
	f, far := m.comer(v, sq)
	switch {
	case f == nil:
	case !near(f.x, f.y, sq.x, sq.y, m.harms.far[sq.kind]):
		p.came, p.spared = m.now, m.now
	case heads(v, f, sq):
		p.came = m.now
	}
	return (f == nil || far > lurkEdge) && m.now-p.came <= lurkLost && m.now-p.spared <= lurkFor
}
