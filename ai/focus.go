package ai

import "muster/game"

// prey is the enemies that the seat's squads shoot at together: those of a kind that stand about one place. Nobody is
// told which squad an enemy is of, and who stands together mostly is one.
type prey struct {
	kind uint8
	x, y int32
	on   bool
}

// pack is how many cells around a man others of his kind are taken to be of his squad.
const pack = 4

// has reports whether an enemy belongs to it.
func (p *prey) has(f *foe) bool {
	return p.on && f.seen && f.kind == p.kind && near(f.x, f.y, p.x, p.y, pack)
}

// point chooses whom to shoot at together: whoever's fall takes most of the enemy's fire away soonest, and who was
// chosen before until none of them is left.
func (m *mind) point() {
	if !m.style.knows(Focus) {
		return
	}
	was, best, most := m.prey, -1, int32(0)
	m.prey.on = false
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
		m.prey = prey{f.kind, f.x, f.y, true}
	}
}

// relief is how much fire the team is rid of in a second that all who can shoot at an enemy do; 0 if
// fewer than two squads can.
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
		danger = max(danger, m.harms.deals(f.kind, sq.kind, min(d, m.harms.far[f.kind]), m.ground.cover(sq.x, sq.y)))
		if sq.seat == m.seat && m.hits(sq, f) {
			force += sq.n * m.harms.deals(sq.kind, f.kind, d, int32(m.ground.terrain(f.x, f.y).Cover))
			hands++
		}
	}
	if hands < 2 {
		return 0
	}
	return danger * min(force/max(f.worth, 1), 1000)
}

// hits reports whether a squad has an enemy in its sights and can hurt it. Who fires over everything is left to choose:
// his shells fall where friends may be.
func (m *mind) hits(sq *squad, f *foe) bool {
	reach := m.harms.far[sq.kind] - 1
	return f.seen && !m.harms.lob[sq.kind] && near(f.x, f.y, sq.x, sq.y, reach) &&
		m.ground.clear(sq.x, sq.y, f.x, f.y) &&
		m.harms.deals(sq.kind, f.kind, root(square(f.x-sq.x)+square(f.y-sq.y)), 0) > 0
}

// focus has a squad shoot at the chosen enemies where it would not by itself, which is at the nearest, and where that
// pays: what it takes away there counts for half as much again. ok is false if it may do as it likes.
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
		if !m.prey.has(f) {
			continue
		}
		if sq.order == game.Attack && sq.target == f.id {
			return game.Order{}, true // it does
		}
		if !near(f.x, f.y, sq.x, sq.y, m.harms.far[sq.kind]-2) {
			continue
		}
		if best == nil || f.worth < best.worth {
			best = f
		}
	}
	if best == nil || m.prey.has(first) || 2*m.gain(sq, best) < 3*m.gain(sq, first) || sq.order == game.Capture {
		return o, false
	}
	o = m.to(game.Attack, best.x, best.y)
	o.Target = best.id
	return o, true
}

// gain is how much fire the team is rid of in a second that a squad shoots at an enemy.
func (m *mind) gain(sq *squad, f *foe) int32 {
	d := root(square(f.x-sq.x) + square(f.y-sq.y))
	force := sq.n * m.harms.deals(sq.kind, f.kind, d, int32(m.ground.terrain(f.x, f.y).Cover))
	return m.harms.deals(f.kind, sq.kind, min(d, m.harms.far[f.kind]),
		m.ground.cover(sq.x, sq.y)) * min(force/max(f.worth, 1), 1000)
}
