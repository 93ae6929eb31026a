package ai

import "muster/game"

// shared is what the seat knows of the intentions of its team's other seats: their plans, and for those who announce
// none (people, mostly) the orders of their squads, which every View of the team shows.
type shared struct {
	plans [game.MaxSeats]promise
	pings [4]ping
	told  game.Tick // when this seat last announced its own
	last  string
}

// promise is what a seat announced that it would do.
type promise struct {
	at    game.Tick
	items []Item
}

// ping is a place that a teammate pointed at.
type ping struct {
	x, y int32
	at   game.Tick // 0 for none
}

// How long a promise and a ping count, and how often a seat announces its plan at most, in ticks.
const (
	promiseFor = 400
	pingFor    = 500
	sayEvery   = 100
)

// listen reads what teammates said.
func (m *mind) listen(talk []game.Talk) {
	for i := range talk {
		t := &talk[i]
		if int(t.Seat) >= len(m.setup.Scenario.Seats) || t.Seat == m.seat ||
			m.setup.Scenario.Seats[t.Seat].Team != m.team || !m.style.knows(Share) {
			continue
		}
		switch t.Kind {
		case game.Ping:
			copy(m.others.pings[1:], m.others.pings[:])
			m.others.pings[0] = ping{int32(t.X) / game.ViewStep, int32(t.Y) / game.ViewStep, max(m.now, 1)}
		case game.Plan:
			if items, ok := ParsePlan(t.Text); ok {
				m.others.plans[t.Seat] = promise{max(m.now, 1), items}
			}
		}
	}
}

// sent is the worth that other seats have sent to a goal.
func (s *shared) sent(m *mind, g *goal) (sum int32) {
	if !m.style.knows(Share) {
		return 0
	}
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.seat == m.seat || sq.n == 0 {
			continue
		}
		if p := &s.plans[sq.seat]; p.at > 0 && m.now-p.at < promiseFor {
			continue // it announced a plan, which is counted below
		}
		if near(sq.toX, sq.toY, g.x, g.y, g.r+4) && sq.order != game.Hold || near(sq.x, sq.y, g.x, g.y, g.r+2) ||
			sq.order == game.Capture && g.kind <= keep && int(sq.target) == g.point {
			sum += sq.worth
		}
	}
	for seat := range s.plans {
		p := &s.plans[seat]
		if p.at == 0 || m.now-p.at >= promiseFor {
			continue
		}
		for _, it := range p.items {
			if it.Kind == kindNames[g.kind] && it.Point == g.point ||
				g.kind <= keep && it.Point == g.point && (it.Kind == "take" || it.Kind == "keep") {
				sum += it.Worth
			}
		}
	}
	return sum
}

// applyPings adds the places that teammates pointed at to the goals: a goal there counts for more, any other place
// becomes a goal for a while.
func (m *mind) applyPings() {
	for _, p := range m.others.pings {
		if p.at == 0 || m.now-p.at > pingFor {
			continue
		}
		found := false
		for i := range m.goals {
			if g := &m.goals[i]; near(g.x, g.y, p.x, p.y, g.r+4) {
				g.value, g.need, found = g.value+80, g.need+40, true
				break
			}
		}
		if !found {
			m.goals = append(m.goals, goal{kind: hunt, point: -1, x: p.x, y: p.y, r: 5, value: 130, need: 40})
		}
	}
}

// share announces what the seat intends, when that has changed.
func (m *mind) share() {
	if !m.style.knows(Share) || !m.shares() || m.others.told > 0 && m.now-m.others.told < sayEvery {
		return
	}
	text := FormatPlan(m.items())
	if text == m.others.last && m.now-m.others.told < promiseFor/2 {
		return
	}
	m.others.told, m.others.last = max(m.now, 1), text
	m.said = append(m.said, game.Talk{Kind: game.Plan, Text: text})
}

// shares reports whether there is another seat in the team to talk to.
func (m *mind) shares() bool {
	for i, s := range m.setup.Scenario.Seats {
		if i != int(m.seat) && s.Team == m.team {
			return true
		}
	}
	return false
}

// items are the seat's intentions, by goal.
func (m *mind) items() (items []Item) {
	for j := range m.goals {
		g := &m.goals[j]
		it := Item{Kind: kindNames[g.kind], Point: g.point}
		for i := range m.squads {
			if sq := &m.squads[i]; sq.seat == m.seat && sq.n > 0 && m.plans[sq.id].goal == j {
				it.Squads++
				it.Worth += sq.worth
			}
		}
		if it.Squads > 0 {
			items = append(items, it)
		}
	}
	return items
}

// Speak implements Speaker.
func (m *mind) Speak() []game.Talk {
	said := m.said
	m.said = nil
	return said
}

// Brief implements Speaker.
func (m *mind) Brief() game.Talk { return game.Talk{Kind: game.Plan, Text: FormatPlan(m.items())} }
