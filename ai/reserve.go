package ai

import "muster/game"

// A commander that keeps a reserve holds back squads that no goal needs, behind the others, while the enemy is about:
// at most its personality's share of the seat's worth. As soon as a goal needs them, because enemies came or others
// fell, or the match is being lost, they go like everybody else.

const (
	spareRear  = 9  // cells that a reserve stands behind the seat's other squads
	spareNear  = 6  // cells around its place that will do
	spareAlarm = 10 // cells within which enemies make it fight like the others
	spareFew   = 4  // squads that a seat must have to keep a reserve
	spareLag   = 8  // percent of the score to win that a team may lag
)

// wantReserve adds the place of the reserve as the last of the goals; nobody goes there for its worth.
func (m *mind) wantReserve() {
	if !m.style.knows(Reserve) || m.style.Personality.Reserve == 0 || len(m.foes) == 0 {
		return
	}
	x, y, n, all := int32(0), int32(0), int32(0), 0
	for i := range m.squads {
		if sq := &m.squads[i]; m.leads(sq) {
			all++
			if !sq.broken && !m.plans[sq.id].reserved {
				x, y, n = x+sq.x, y+sq.y, n+1
			}
		}
	}
	if all < spareFew || n == 0 {
		return
	}
	x, y = x/n, y/n
	home := &m.setup.Scenario.Teams[m.team]
	if d := distance(home.StartX-x, home.StartY-y); d > spareRear {
		x, y = x+(home.StartX-x)*spareRear/d, y+(home.StartY-y)*spareRear/d
	}
	m.goals = append(m.goals, goal{kind: spare, point: -1, x: x, y: y, r: spareNear})
}

// leads reports whether a squad is one of the seat's that can be sent somewhere.
func (m *mind) leads(sq *squad) bool {
	return sq.seat == m.seat && sq.n > 0 && m.fights(sq) && sq.id != m.charge()
}

// keepReserve puts squads back into the reserve: those that were in it before, then the farthest from the enemy.
func (m *mind) keepReserve() {
	var kept [game.MaxSquads]bool
	if at := len(m.goals) - 1; at >= 0 && m.goals[at].kind == spare && !m.pressed() {
		room := int32(0)
		for i := range m.squads {
			if sq := &m.squads[i]; m.leads(sq) {
				room += sq.worth * m.style.Personality.Reserve / 100
			}
		}
		for sq := m.nextReserve(room); sq != nil; sq = m.nextReserve(room) {
			room -= sq.worth
			m.goalOf(sq).sent -= sq.worth
			m.plans[sq.id].goal, kept[sq.id] = at, true
		}
	}
	for i := range m.plans {
		m.plans[i].reserved = kept[i]
	}
}

// nextReserve is the next squad to hold back, nil if there is none worth at most room.
func (m *mind) nextReserve(room int32) (best *squad) {
	most := int32(-1)
	for i := range m.squads {
		sq := &m.squads[i]
		if !m.leads(sq) || sq.broken || sq.worth > room || !m.canSpare(sq) {
			continue
		}
		score := int32(0)
		if e := m.nearest(sq.x, sq.y); e != nil {
			score = distance(e.x-sq.x, e.y-sq.y)
		}
		if m.plans[sq.id].reserved {
			score += 1000
		}
		if score > most {
			best, most = sq, score
		}
	}
	return best
}

// canSpare reports whether a squad's goal has enough without it, and no enemy is upon it.
func (m *mind) canSpare(sq *squad) bool {
	g, back := m.goalOf(sq), &m.goals[len(m.goals)-1]
	return g != nil && g.kind != spare && g.kind != ward && g.sent-sq.worth >= g.need &&
		m.theirs(sq.x, sq.y, spareAlarm) == 0 &&
		m.ground.reachable(sq.class, sq.x, sq.y, back.x, back.y)
}

// pressed reports whether everyone is needed: a threatened goal has too few squads, or the match is being lost.
func (m *mind) pressed() bool {
	for i := range m.goals {
		if g := &m.goals[i]; g.kind != spare && g.threat > 0 && g.sent < g.need {
			return true
		}
	}
	return m.lag > spareLag
}

// inReserve reports whether a squad is held back and no enemy is upon it.
func (m *mind) inReserve(sq *squad) bool {
	g := m.goalOf(sq)
	return g != nil && g.kind == spare && m.theirs(sq.x, sq.y, spareAlarm) == 0
}

// stayBack goes to the reserve's place and waits there.
func (m *mind) stayBack(sq *squad, g *goal) (game.Order, Act, bool) {
	if near(sq.x, sq.y, g.x, g.y, g.r) {
		return m.watch(sq, Reserved)
	}
	if sq.order == game.Move && near(sq.toX, sq.toY, g.x, g.y, g.r) {
		return m.to(game.Move, sq.toX, sq.toY), Reserved, true
	}
	return m.to(game.Move, g.x, g.y), Reserved, true
}
