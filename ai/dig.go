package ai

import "muster/game"

// Who must hold and knows good places from bad does not wait for the enemy in the open: it goes into the best cover
// around that has something to shoot at, while nobody is near.

const (
	digReach  = 12 // cells around a squad in which it looks for cover
	digAlarm  = 24 // cells around it in which there are no enemies then
	digFields = 8  // cells around a place that are to be open to fire
	digCover  = 30 // percent of cover that a place gives at least
	digEnough = 45 // percent of it with which a squad stays where it is
)

// dig goes into cover near its post.
func (m *mind) dig(sq *squad) (o game.Order, act Act, ok bool) {
	g := m.post(sq)
	if g == nil || !m.style.knows(Position) || sq.class != game.Foot || m.theirs(sq.x, sq.y, digAlarm) > 0 ||
		m.ground.cover(sq.x, sq.y) >= digEnough {
		return
	}
	if sq.order != game.Hold && sq.moving > 0 {
		return game.Order{}, Holding, true // it is on its way
	}
	best, most := spot{}, m.shelter(sq.x, sq.y)+20
	for y := sq.y - digReach; y <= sq.y+digReach; y++ {
		for x := sq.x - digReach; x <= sq.x+digReach; x++ {
			if !m.ground.on(x, y) || m.ground.terrain(x, y).Cover < digCover || !m.allows(sq, x, y) ||
				!m.vacant(sq, x, y) ||
				!m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
				continue
			}
			if s := m.shelter(x, y) - distance(x-sq.x, y-sq.y); s > most {
				best, most = spot{x: x, y: y}, s
			}
		}
	}
	if best.x == 0 && best.y == 0 {
		return
	}
	m.plans[sq.id].x, m.plans[sq.id].y = best.x, best.y
	o = m.to(game.Move, best.x, best.y)
	if m.ground.terrain(best.x, best.y).Building && m.style.knows(Watch) {
		o.Kind = game.Enter
	}
	return o, Holding, true
}

// shelter is what a place is worth to who waits there: its cover, and the directions in which it is open.
func (m *mind) shelter(x, y int32) int32 {
	worth := m.ground.cover(x, y)
	for dir := range aroundX {
		fx, fy := x+aroundX[dir]*digFields*(10-3*int32(dir&1))/10, y+aroundY[dir]*digFields*(10-3*int32(dir&1))/10
		if m.ground.on(fx, fy) && m.ground.clear(x, y, fx, fy) {
			worth += 8
		}
	}
	return worth
}

// vacant reports whether no other squad stands at a place or goes there.
func (m *mind) vacant(sq *squad, x, y int32) bool {
	for i := range m.squads {
		o := &m.squads[i]
		if o.id == sq.id || o.n == 0 {
			continue
		}
		if near(o.x, o.y, x, y, 2) || o.seat == m.seat && o.order != game.Hold && near(o.toX, o.toY, x, y, 2) {
			return false
		}
	}
	return true
}
