package ai

import "muster/game"

// A team that must break what the other side has only to hold does not feed it squad after squad. All halt out of sight
// of a point until those on their way have come too, and are enough for the enemies met there before. Then they go in
// together, and keep at it until hardly anybody is left or time runs out.

const (
	assaultRing = 27 // cells around a point at which its attackers halt
	assaultNear = 36 // cells around it in which they count as there
	assaultPart = 60 // percent of those there and on their way that must have arrived
	assaultSoon = 70 // seconds for which reinforcements are waited for
	assaultLast = 20 // percent of the match's time left at which nobody waits any more
	assaultFade = 4  // after so many times the level's memory, enemies met at a point count a third
	// fractions of a worth, so that the last bit fades too
	assaultGrain = 256
)

// assault is what the commander knows of the attack on a point.
type assault struct {
	on  bool
	met int32 // worth of the enemies met there, fading with time, in 1/assaultGrain
}

// storms reports whether the team attacks a side that has only to hold.
func (m *mind) storms() bool {
	sc := &m.setup.Scenario
	attacks := sc.Mode == game.HoldOut && sc.Side != m.team || sc.Mode == game.Escort && sc.Side == m.team
	return attacks && m.style.knows(Gather)
}

// weighAssaults decides which points to storm now.
func (m *mind) weighAssaults() {
	if !m.storms() {
		return
	}
	if m.attacks == nil {
		m.attacks = make([]assault, len(m.setup.Scenario.Points))
	}
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == take {
			m.weighAssault(g, &m.attacks[g.point])
		}
	}
}

func (m *mind) weighAssault(g *goal, a *assault) {
	fade := max(int32(max(m.style.Level.Memory, 1))*assaultFade*int32(m.setup.Rules.TickRate)/surveyEvery, 1)
	a.met = max(a.met-(a.met+fade-1)/fade, m.theirs(g.x, g.y, threatReach+2)*assaultGrain)
	met := a.met / assaultGrain
	here, soon, later := m.strength(g)
	clock := m.setup.Scenario.Clock
	switch {
	case clock > 0 && (clock-m.now)*100 < clock*game.Tick(assaultLast), soon+later == 0:
		a.on = true
	case a.on:
		a.on = here*100 >= met*m.style.Personality.Flee
	default:
		a.on = here*100 >= (here+soon)*assaultPart && (here*100 >= met*m.style.Personality.Fight || soon+later == 0)
	}
}

// strength is the worth of those who could attack a point: already there, there soon, and due later.
func (m *mind) strength(g *goal) (here, soon, later int32) {
	number := 0
	for i := range m.setup.Scenario.Squads {
		q := &m.setup.Scenario.Squads[i]
		if m.setup.Scenario.Seats[q.Seat].Team != m.team || number >= len(m.squads) {
			continue
		}
		sq := &m.squads[number]
		number++
		wait := game.Tick(assaultSoon) * game.Tick(m.setup.Rules.TickRate)
		switch {
		case sq.id == m.charge() || !m.fights(sq) || sq.broken:
		case sq.n > 0 && near(sq.x, sq.y, g.x, g.y, assaultNear):
			here += sq.worth
		case sq.n > 0 || q.Arrives > m.now && q.Arrives <= m.now+wait:
			if soon += sq.worth; sq.n == 0 {
				soon += m.damage.price[q.Kind] * int32(q.Count)
			}
		case q.Arrives > m.now:
			later += m.damage.price[q.Kind] * int32(q.Count)
		}
	}
	return here, soon, later
}

// halts is the point before which a squad must halt, nil if it may go on.
func (m *mind) halts(sq *squad) *goal {
	if !m.storms() || len(m.attacks) == 0 {
		return nil
	}
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == take && !m.attacks[g.point].on && near(sq.x, sq.y, g.x, g.y, assaultRing) {
			return g
		}
	}
	return nil
}

// storming reports whether a squad is at a point that the team is storming: whether to carry on is decided for all of
// them together.
func (m *mind) storming(sq *squad) bool {
	if !m.storms() || len(m.attacks) == 0 {
		return false
	}
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == take && m.attacks[g.point].on && near(sq.x, sq.y, g.x, g.y, assaultRing) {
			return true
		}
	}
	return false
}

// halt stays out of reach of a point, or goes back from it.
func (m *mind) halt(sq *squad, g *goal) (game.Order, Act, bool) {
	d := max(distance(sq.x-g.x, sq.y-g.y), 1)
	if d >= assaultRing-3 {
		return m.watch(sq, Waiting)
	}
	x, y := g.x+(sq.x-g.x)*assaultRing/d, g.y+(sq.y-g.y)*assaultRing/d
	if !m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
		return m.watch(sq, Waiting)
	}
	return m.to(game.Move, x, y), Waiting, true
}
