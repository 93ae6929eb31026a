package ai

import "muster/game"

// gap is how many ticks may be missing before the seat counts as taken over anew.
const gap = 60

// misses reports whether a commander was not asked for so long that its seat counts as taken over anew. By turns it is
// not asked while those of others run.
func (m *mind) misses(now game.Tick) bool {
	sc := &m.setup.Scenario
	return now-m.now > gap+sc.Turns.Length*game.Tick(len(sc.Teams))
}

// adopt takes over a seat in mid-battle: squads carry on with their orders until those are done or have become
// dangerous.
func (m *mind) adopt(v *game.View) {
	for i := range v.Squads {
		if q := &v.Squads[i]; q.Seat == m.seat && q.Alive > 0 && q.Order != game.Hold && q.Order != game.NoOrder {
			m.plans[q.ID].kept = true
		}
	}
}

// keeps reports whether a squad still carries out an order from before the seat was taken over.
func (m *mind) keeps(sq *squad) bool {
	p := &m.plans[sq.id]
	if !p.kept {
		return false
	}
	there := near(sq.x, sq.y, sq.toX, sq.toY, 2)
	switch sq.order {
	case game.Hold:
		p.kept = false
	case game.Move, game.AttackMove, game.Patrol:
		p.kept = !there || sq.order == game.Patrol
	}
	ours, theirs := m.ours(sq.x, sq.y, 12), m.theirs(sq.x, sq.y, 14)+m.theirs(sq.toX, sq.toY, 10)
	if theirs > 0 && ours*100 < theirs*m.style.Personality.Fight || m.stuck(sq) {
		p.kept = false
	}
	return p.kept
}
