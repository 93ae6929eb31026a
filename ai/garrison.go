package ai

import "muster/game"

// A point whose loss loses the match gets a garrison: some squads fight only from inside it, however much better the
// places around look, so that nobody takes it behind the backs of defenders who went out to meet the enemy.

const (
	garrisonPart = 4 // one squad in so many stays inside
	garrisonEdge = 1 // cells at the edge that do not count as inside: a squad's men stand around its centre
)

// vitalGoal is the index of the goal whose loss loses the match: the last point of a team that must hold out. It is -1
// if there is none.
func (m *mind) vitalGoal() int {
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

// garrison chooses the squads that stay inside the vital point: those that did before, then the nearest. Twice as many
// stay while it is fought for.
func (m *mind) garrison(v *game.View) {
	at, room := m.vitalGoal(), 0
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
		if sq := m.nextGarrison(&m.goals[at], &chosen); sq != nil {
			chosen[sq.id] = true
			m.plans[sq.id].goal = at
		}
	}
	for i := range m.plans {
		m.plans[i].inside = chosen[i]
	}
}

// nextGarrison is the next squad to stay inside a goal.
func (m *mind) nextGarrison(g *goal, chosen *[game.MaxSquads]bool) (best *squad) {
	least := int32(1 << 30)
	for i := range m.squads {
		sq := &m.squads[i]
		if chosen[sq.id] || sq.broken || !m.leads(sq) || m.damage.indirect[sq.kind] ||
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

// confined is the goal that a squad must fight from inside of, nil if it may go where it likes.
func (m *mind) confined(sq *squad) *goal {
	if !m.plans[sq.id].inside {
		return nil
	}
	return m.goalOf(sq)
}

// inside reports whether a place is well inside a goal.
func (g *goal) inside(x, y int32) bool { return near(x, y, g.x, g.y, max(g.r-garrisonEdge, 1)) }
