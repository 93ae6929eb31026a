package ai

import "muster/game"

// Who keeps a reserve holds back squads that no goal lacks, behind the others, while the enemy is about: at most the
// share of the seat's worth that its personality says. As soon as a goal lacks them, since enemies came or others fell,
// or the match is being lost, they go like everybody.

const (
	spareRear  = 9  // cells behind the seat's other squads that a reserve stands
	spareNear  = 6  // cells around its place that are as good
	spareAlarm = 10 // how near enemies are when it fights as the others do
	spareFew   = 4  // squads that a seat must have to spare one
	spareLag   = 8  // percent of a win's score that a team may lag
)

// wantReserve adds the place of the reserve to the goals, as the last of them; nobody goes there for its worth.
func (m *mind) wantReserve() {
	if !m.style.knows(Reserve) || m.style.Personality.Reserve == 0 || len(m.foes) == 0 {
		return
	}
	x, y, n, all := int32(0), int32(0), int32(0), 0
	for i := range m.squads {
		if sq := &m.squads[i]; m.leads(sq) {
			all++
			if !sq.broken && !m.plans[sq.id].spare {
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

// hold takes squads back into the reserve: those that were in it before, and else the farthest from the enemy.
func (m *mind) hold() {
	var kept [game.MaxSquads]bool
	if at := len(m.goals) - 1; at >= 0 && m.goals[at].kind == spare && !m.pressed() {
		room := int32(0)
		for i := range m.squads {
			if sq := &m.squads[i]; m.leads(sq) {
				room += sq.worth * m.style.Personality.Reserve / 100
			}
		}
		for sq := m.spared(room); sq != nil; sq = m.spared(room) {
			room -= sq.worth
			m.goalOf(sq).sent -= sq.worth
			m.plans[sq.id].goal, kept[sq.id] = at, true
		}
	}
	for i := range m.plans {
		m.plans[i].spare = kept[i]
	}
}

// spared is the squad to be held back next, nil if there is none that may be worth so much.
func (m *mind) spared(room int32) (best *squad) {
	most := int32(-1)
	for i := range m.squads {
		sq := &m.squads[i]
		if !m.leads(sq) || sq.broken || sq.worth > room || !m.spares(sq) {
			continue
		}
		score := int32(0)
		if e := m.nearest(sq.x, sq.y); e != nil {
			score = distance(e.x-sq.x, e.y-sq.y)
		}
		if m.plans[sq.id].spare {
			score += 1000
		}
		if score > most {
			best, most = sq, score
		}
	}
	return best
}

// spares reports whether a squad's goal has enough without it, and the enemy is not upon it.
func (m *mind) spares(sq *squad) bool {
	g, back := m.goalOf(sq), &m.goals[len(m.goals)-1]
	return g != nil && g.kind != spare && g.kind != ward && g.sent-sq.worth >= g.need &&
		m.theirs(sq.x, sq.y, spareAlarm) == 0 &&
		m.ground.reachable(sq.class, sq.x, sq.y, back.x, back.y)
}

// pressed reports whether everyone is needed: where the enemy is there are too few, or the match is being lost.
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

// stayBack goes to the reserve's place, and waits there.
func (m *mind) stayBack(sq *squad, g *goal) (game.Order, Act, bool) {
	if near(sq.x, sq.y, g.x, g.y, g.r) {
		return m.watch(sq, Reserved)
	}
	if sq.order == game.Move && near(sq.toX, sq.toY, g.x, g.y, g.r) {
		return m.to(game.Move, sq.toX, sq.toY), Reserved, true
	}
	return m.to(game.Move, g.x, g.y), Reserved, true
}
