package ai

import "muster/game"

// A point with which all is lost is garrisoned: some squads fight from inside it alone, however much
// better the places around look, so that nobody takes it behind the backs of defenders who went out to meet him.

const (
	garrisonPart = 4 // one of so many squads stays inside
	garrisonEdge = 1 // cells at the edge that do not count: a squad's men stand around its middle
)

// vital is the number of the goal with which all is lost, -1 if there is none: the last point of who must hold out.
func (m *mind) vital() int {
	last := -1
	if m.setup.Scenario.Mode != game.HoldOut || !m.mustHold() {
		return -1
	}
	for i := range m.goals {
		switch {
		case m.goals[i].kind != keep:
		case last >= 0:
			return -1
		default:
			last = i
		}
	}
	return last
}

// garrison chooses who stays inside the vital point: who did before, and else the nearest. Twice as many do
// while it is fought for.
func (m *mind) garrison(v *game.View) {
	at, room := m.vital(), 0
	for i := range m.squads {
		if m.leads(&m.squads[i]) {
			room++
		}
	}
	room = (room + garrisonPart - 1) / garrisonPart
	if at >= 0 && (v.Points[m.goals[at].point].Contested || v.Points[m.goals[at].point].Taker != game.NoTeam) {
		room *= 2
	}
	var chosen [game.MaxSquads]bool
	for ; at >= 0 && room > 0; room-- {
		if sq := m.guard(&m.goals[at], &chosen); sq != nil {
			chosen[sq.id] = true
			m.plans[sq.id].goal = at
		}
	}
	for i := range m.plans {
		m.plans[i].inside = chosen[i]
	}
}

// guard is the next squad to stay inside a goal.
func (m *mind) guard(g *goal, chosen *[game.MaxSquads]bool) (best *squad) {
	least := int32(1 << 30)
	for i := range m.squads {
		sq := &m.squads[i]
		if chosen[sq.id] || sq.broken || !m.leads(sq) || m.harms.lob[sq.kind] ||
			!m.ground.reachable(sq.class, sq.x, sq.y, g.x, g.y) {
			continue
		}
		far := distance(g.x-sq.x, g.y-sq.y) - sq.worth/4
		if m.plans[sq.id].inside {
			far -= 2 * g.r
		}
		if far < least {
			best, least = sq, far
		}
	}
	return best
}

// confined is the goal that a squad fights from inside of, nil if it may go where it likes.
func (m *mind) confined(sq *squad) *goal {
	if !m.plans[sq.id].inside {
		return nil
	}
	return m.goalOf(sq)
}

// inside reports whether a place is well inside a goal.
func (g *goal) inside(x, y int32) bool { return near(x, y, g.x, g.y, max(g.r-garrisonEdge, 1)) }
