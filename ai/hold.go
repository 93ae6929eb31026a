package ai

import "muster/game"

// A team that must hold out stays at what it holds, whatever its commander understands: no squad goes out to look for
// the enemy, meet it or follow it. It stands where it was placed, within reach of the point, and fights from there.

// leash is how many cells around a point that must be held its defenders may stand and fight.
const leash = 7

// mustHold reports whether the team has only to keep what it has: it must hold out, or stop an escort.
func (m *mind) mustHold() bool {
	sc := &m.setup.Scenario
	return sc.Mode == game.HoldOut && sc.Side == m.team || sc.Mode == game.Escort && sc.Side != m.team
}

// post is the point at which a squad must stay, nil if it may go where it likes.
func (m *mind) post(sq *squad) *goal {
	if g := m.goalOf(sq); m.mustHold() && g != nil && g.kind == keep {
		return g
	}
	return nil
}

// posted reports whether a place is within reach of a point that must be held.
func (m *mind) posted(g *goal, x, y int32) bool { return near(x, y, g.x, g.y, g.r+leash) }

// stays reports whether a squad is where it must stay: at its post, and inside the point when that is being taken.
func (m *mind) stays(v *game.View, sq *squad) bool {
	g := m.post(sq)
	if g == nil || !m.allows(sq, sq.x, sq.y) {
		return false
	}
	p := &v.Points[g.point]
	return !p.Contested && p.Taker == game.NoTeam || near(sq.x, sq.y, g.x, g.y, g.r)
}

// allows reports whether a squad may fight from a place: a garrison only from inside its goal, a squad with a post only
// from around it.
func (m *mind) allows(sq *squad, x, y int32) bool {
	if g := m.confined(sq); g != nil {
		return g.inside(x, y)
	}
	g := m.post(sq)
	return g == nil || m.posted(g, x, y)
}

// station is what a squad with a post does about an enemy nearby: it comes back if it has left. A commander that does
// not choose positions lets the enemy come, and attacks what is within reach of the post unless the squad stands in a
// building.
func (m *mind) station(sq *squad, e *foe) (o game.Order, act Act, ok bool) {
	g := m.post(sq)
	switch {
	case g == nil:
		return
	case !m.allows(sq, sq.x, sq.y):
		return m.to(game.Move, g.x, g.y), Holding, true
	case !m.style.knows(Position) && (!m.allows(sq, e.x, e.y) || m.ground.terrain(sq.x, sq.y).Building):
		return m.watch(sq, Holding)
	}
	return
}
