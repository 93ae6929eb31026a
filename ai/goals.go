package ai

import "muster/game"

// goalKind is what a goal asks for.
type goalKind uint8

const (
	take  goalKind = iota // a point that the team does not own
	keep                  // a point that the team owns
	hunt                  // known enemies
	ward                  // the squad that is escorted
	probe                 // a place to explore, where nothing better is known
	spare                 // where the reserve waits
)

// goal is something to be done at a place.
type goal struct {
	kind   goalKind
	point  int // take, keep: its index
	x, y   int32
	r      int32 // its radius in cells
	value  int32
	threat int32 // worth of the enemies known near it
	need   int32 // worth that it takes
	sent   int32 // worth that this seat and others have sent
}

// threatReach is how many cells around a goal enemies count as a threat to it.
const threatReach = 14

// listGoals lists what the mode asks for, as far as the team knows.
func (m *mind) listGoals(v *game.View) {
	m.goals = m.goals[:0]
	sc := &m.setup.Scenario
	for i := range v.Points {
		m.wantPoint(v, i)
	}
	switch {
	case sc.Mode == game.Escort && sc.Side == m.team:
		m.wantWard()
	case sc.Mode == game.Escort:
		m.wantCharge()
	case m.mustHold(): // and wait for the enemy
	case sc.Mode == game.LastStand || len(v.Points) == 0 || m.settled(v) && m.style.knows(Pursue):
		m.wantEnemies()
	}
	m.applyPings()
	for i := range m.goals {
		g := &m.goals[i]
		g.threat = m.theirs(g.x, g.y, threatReach)
		g.need += g.threat * 3 / 2
	}
	m.wantReserve()
}

// holders is the worth that stays at each point that the enemy's convoy must pass.
const holders = 90

func (m *mind) wantPoint(v *game.View, i int) {
	at, pt := &m.setup.Scenario.Points[i], &v.Points[i]
	g := goal{kind: take, point: i, x: at.X, y: at.Y, r: int32(at.Radius), value: 100, need: 30}
	switch held := pt.Owner == int8(m.team); {
	case held && (pt.Contested || pt.Taker != game.NoTeam):
		g.kind, g.value = keep, 120
	case held:
		g.kind, g.value, g.need = keep, 30*m.style.Personality.Guard/100, 10
		if m.theirs(at.X, at.Y, threatReach+6) > 0 {
			g.value, g.need = 90*m.style.Personality.Guard/100, 30
		}
	case pt.Owner == game.NoTeam:
		g.value = 110
	}
	sc := &m.setup.Scenario
	switch {
	case sc.Mode == game.HoldOut && sc.Side == m.team:
		g.value, g.need = g.value*2, g.need*2
	case m.mustHold() && g.kind == keep:
		g.value, g.need = 110, max(g.need, holders)
	}
	m.goals = append(m.goals, g)
}

// wantEnemies goes for known enemies, the weakest group first. With none known it goes where they may be.
func (m *mind) wantEnemies() {
	least := int32(1 << 30)
	best := goal{kind: hunt, point: -1, r: 6, value: 100, need: 30}
	for i := range m.foes {
		f := &m.foes[i]
		group := m.theirs(f.x, f.y, 8)
		if score := group + 2*m.afar(f.x, f.y); score < least {
			least, best.x, best.y = score, f.x, f.y
		}
	}
	if least == 1<<30 {
		best.kind, best.value = probe, 60
		best.x, best.y = m.lair()
	}
	m.goals = append(m.goals, best)
}

// afar is how far a place is from the team's centre, in cells.
func (m *mind) afar(x, y int32) int32 {
	sx, sy, n := int32(0), int32(0), int32(0)
	for i := range m.squads {
		if sq := &m.squads[i]; sq.n > 0 {
			sx, sy, n = sx+sq.x, sy+sq.y, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return distance(x-sx/n, y-sy/n)
}

// lair is where the enemy starts, or, when that was seen recently, what was seen longest ago.
func (m *mind) lair() (x, y int32) {
	for i := range m.setup.Scenario.Teams {
		if t := &m.setup.Scenario.Teams[i]; i != int(m.team) {
			x, y = t.StartX, t.StartY
			if at := m.maps.seen[m.maps.at(x, y)]; at == 0 || m.now-at > 1200 {
				return x, y
			}
		}
	}
	for i := range m.squads {
		if sq := &m.squads[i]; sq.n > 0 && sq.seat == m.seat {
			if ux, uy, ok := m.maps.unseen(m, sq); ok {
				return ux, uy
			}
		}
	}
	return x, y
}

// settled reports whether the team owns all points and nobody is taking one.
func (m *mind) settled(v *game.View) bool {
	for _, p := range v.Points {
		if p.Owner != int8(m.team) || p.Contested || p.Taker != game.NoTeam {
			return false
		}
	}
	return true
}

// charge is the team's own number of the squad that it escorts, 255 if there is none.
func (m *mind) charge() (number uint8) {
	sc := &m.setup.Scenario
	if sc.Mode != game.Escort || sc.Side != m.team {
		return 255
	}
	for _, q := range sc.Squads[:sc.Charge] {
		if sc.Seats[q.Seat].Team == m.team {
			number++
		}
	}
	return number
}

// behind is how far the team lags, in percent of the score to win; it is negative when the team leads.
func (m *mind) behind(v *game.View) int32 {
	sc := &m.setup.Scenario
	own, top := int32(0), int32(0)
	for t, s := range v.Scores {
		if t == int(m.team) {
			own = int32(s)
		} else {
			top = max(top, int32(s))
		}
	}
	whole := int32(sc.ScoreToWin)
	if whole == 0 {
		whole = 400
	}
	return (top - own) * 100 / whole
}
