package ai

import "muster/game"

// Defenders that choose positions do not wait for the enemy in the open: while no enemy is near, they go into the best
// cover around that has a field of fire.

const (
	digReach  = 12 // cells around a squad in which it looks for cover
	digAlarm  = 24 // cells around it that must be free of enemies
	digFields = 8  // length of the fields of fire that are checked, in cells
	digCover  = 30 // percent of cover that a place must give
	digEnough = 45 // percent of cover with which a squad stays where it is
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

// shelter is what a place is worth to a squad that waits there: its cover, and in how many directions it has a field of
// fire.
func (m *mind) shelter(x, y int32) int32 {
	worth := m.ground.cover(x, y)
	for dir := range neighbourX {
		fx, fy := x+neighbourX[dir]*digFields*(10-3*int32(dir&1))/10, y+neighbourY[dir]*digFields*(10-3*int32(dir&1))/10
		if m.ground.on(fx, fy) && m.ground.lineClear(x, y, fx, fy) {
			worth += 8
		}
	}
	return worth
}

// vacant reports whether no other squad stands at a place or is on its way there.
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
