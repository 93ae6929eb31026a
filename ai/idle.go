package ai

import "muster/game"

// No squad stands about while there is something to do. One that has done nothing for a while, for whatever good
// reason, goes for its goal, or joins the others when the enemies around are too strong for it.

const (
	patience = 120 // ticks without activity after which a squad goes for its goal
	pushFor  = 100 // ticks during which it then ignores enemies that it cannot reach
)

// noteActivity notes which squads are busy: one of their men moves, fires, works, or is pinned.
func (m *mind) noteActivity(v *game.View) {
	for i := range v.Squads {
		if q := &v.Squads[i]; !m.begun || q.Alive == 0 {
			m.plans[q.ID].busy = v.Tick
		}
	}
	for i := range v.Units {
		if u := &v.Units[i]; u.Team == m.team &&
			u.Flags&(game.Moving|game.Firing|game.Working|game.Pinned|game.Aboard) != 0 && int(u.Squad) < len(m.plans) {
			m.plans[u.Squad].busy = v.Tick
		}
	}
}

// idles reports whether a squad has done nothing for a while.
func (m *mind) idles(sq *squad) bool { return m.now-m.plans[sq.id].busy > patience }

// pushes reports whether a squad goes for its goal rather than look for a place to fight an enemy that it cannot reach.
func (m *mind) pushes(sq *squad, e *foe) bool {
	p := &m.plans[sq.id]
	if m.goalOf(sq) == nil || e.seen && near(e.x, e.y, sq.x, sq.y, m.damage.maxRange[sq.kind]+1) {
		return false
	}
	if m.idles(sq) {
		p.push = m.now + pushFor
	}
	return m.now < p.push
}

// outmatched reports whether the enemies in sight around a squad are more than it would attack with the friends nearby.
func (m *mind) outmatched(sq *squad) bool {
	theirs := int32(0)
	for i := range m.foes {
		if f := &m.foes[i]; f.seen && near(f.x, f.y, sq.x, sq.y, 22) {
			theirs += f.worth
		}
	}
	return m.ours(sq.x, sq.y, 18)*100 < theirs*m.style.Personality.Fight
}

// laziest is the seat's squad that has been idle longest and has somewhere to go; nil if there is none.
func (m *mind) laziest() (best *squad) {
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.seat != m.seat || sq.n == 0 || sq.broken || !m.idles(sq) {
			continue
		}
		if g := m.goalOf(sq); g == nil || g.kind == spare || near(sq.x, sq.y, g.x, g.y, g.r) {
			continue
		}
		if best == nil || m.plans[sq.id].busy < m.plans[best.id].busy {
			best = sq
		}
	}
	return best
}
