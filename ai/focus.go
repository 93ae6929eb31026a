package ai

import "muster/game"

// enemyGroup is the enemies that the seat's squads shoot at together: those of one kind around one place. A commander
// is not told which squad an enemy belongs to; those who stand together mostly are one.
type enemyGroup struct {
	kind uint8
	x, y int32
	on   bool
}

// pack is how many cells around a man others of his kind are taken to belong to his squad.
const pack = 4

// has reports whether an enemy belongs to the group.
func (p *enemyGroup) has(f *foe) bool {
	return p.on && f.seen && f.kind == p.kind && near(f.x, f.y, p.x, p.y, pack)
}

// chooseFocus chooses whom to shoot at together: the enemy whose fall takes away most of the enemy's fire soonest. It
// favours the group chosen before until none of it is left.
func (m *mind) chooseFocus() {
	if !m.style.knows(Focus) {
		return
	}
	was, best, most := m.focusOn, -1, int32(0)
	m.focusOn.on = false
	for i := range m.foes {
		f := &m.foes[i]
		score := m.relief(f)
		if was.has(f) {
			score += score / 2
		}
		if score > most {
			best, most = i, score
		}
	}
	if best >= 0 {
		f := &m.foes[best]
		m.focusOn = enemyGroup{f.kind, f.x, f.y, true}
	}
}

// relief rates an enemy by how much of its fire the team is rid of for each second that all squads in range shoot at
// it; 0 if fewer than two can.
func (m *mind) relief(f *foe) int32 {
	if !f.seen {
		return 0
	}
	force, danger, hands := int32(0), int32(0), 0
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.n == 0 || sq.broken {
			continue
		}
		d := root(square(f.x-sq.x) + square(f.y-sq.y))
		danger = max(danger,
			m.damage.of(f.kind, sq.kind, min(d, m.damage.maxRange[f.kind]), m.ground.cover(sq.x, sq.y)))
		if sq.seat == m.seat && m.hits(sq, f) {
			force += sq.n * m.damage.of(sq.kind, f.kind, d, int32(m.ground.terrain(f.x, f.y).Cover))
			hands++
		}
	}
	if hands < 2 {
		return 0
	}
	return danger * min(force/max(f.worth, 1), 1000)
}

// hits reports whether a squad has an enemy in its sights and can hurt it. Squads with indirect fire choose for
// themselves: their shells fall where friends may be.
func (m *mind) hits(sq *squad, f *foe) bool {
	reach := m.damage.maxRange[sq.kind] - 1
	return f.seen && !m.damage.indirect[sq.kind] && near(f.x, f.y, sq.x, sq.y, reach) &&
		m.ground.lineClear(sq.x, sq.y, f.x, f.y) &&
		m.damage.of(sq.kind, f.kind, root(square(f.x-sq.x)+square(f.y-sq.y)), 0) > 0
}

// focus has a squad shoot at the chosen group instead of the nearest enemy, where that takes away at least half as much
// fire again. ok is false if it may do as it likes.
func (m *mind) focus(sq *squad) (o game.Order, ok bool) {
	var best, first *foe
	for i := range m.foes {
		f := &m.foes[i]
		if !m.hits(sq, f) {
			continue
		}
		if first == nil || square(f.x-sq.x)+square(f.y-sq.y) < square(first.x-sq.x)+square(first.y-sq.y) {
			first = f
		}
		if !m.focusOn.has(f) {
			continue
		}
		if sq.order == game.Attack && sq.target == f.id {
			return game.Order{}, true // it does so already
		}
		if !near(f.x, f.y, sq.x, sq.y, m.damage.maxRange[sq.kind]-2) {
			continue
		}
		if best == nil || f.worth < best.worth {
			best = f
		}
	}
	if best == nil || m.focusOn.has(first) || 2*m.gain(sq, best) < 3*m.gain(sq, first) || sq.order == game.Capture {
		return o, false
	}
	o = m.to(game.Attack, best.x, best.y)
	o.Target = best.id
	return o, true
}

// gain is how much fire the team is rid of for each second that a squad shoots at an enemy.
func (m *mind) gain(sq *squad, f *foe) int32 {
	d := root(square(f.x-sq.x) + square(f.y-sq.y))
	force := sq.n * m.damage.of(sq.kind, f.kind, d, int32(m.ground.terrain(f.x, f.y).Cover))
	return m.damage.of(f.kind, sq.kind, min(d, m.damage.maxRange[f.kind]),
		m.ground.cover(sq.x, sq.y)) * min(force/max(f.worth, 1), 1000)
}
