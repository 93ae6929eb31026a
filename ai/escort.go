package ai

import "muster/game"

// escorted is what the squad that is to be escorted does: it follows where the others have cleared the way, waits while the
// enemy is near, and goes for the goal when every other point is taken, or when time runs out.
func (m *mind) escorted(v *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	if sq.id != m.charge() {
		return
	}
	sc := &m.setup.Scenario
	goal := &sc.Points[sc.Goal]
	way := game.Tick(distance(goal.X-sq.x, goal.Y-sq.y)*game.SubCell*3/2) / game.Tick(max(m.setup.Rules.Kinds[sq.kind].Speed, 1))
	hurry := m.now+way+200 > sc.Clock
	if !hurry && m.theirs(sq.x, sq.y, 20) > 0 {
		if m.theirs(sq.x, sq.y, 14) > 0 && m.style.knows(Withdraw) {
			if x, y, found := m.refuge(sq); found {
				return m.to(game.Move, x, y), Leaving, true
			}
		}
		return game.Order{Kind: game.Hold}, Waiting, true
	}
	best, far, cleared := (*game.PointSetup)(nil), int32(1<<30), true
	for i := range v.Points {
		p := &sc.Points[i]
		switch {
		case i == int(sc.Goal):
		case v.Points[i].Owner != int8(m.team):
			cleared = false
		default:
			if d := distance(p.X-goal.X, p.Y-goal.Y); d < far {
				best, far = p, d
			}
		}
	}
	if hurry || cleared && m.theirs(goal.X, goal.Y, 16) == 0 && m.ours(goal.X, goal.Y, 24) > 0 {
		best = goal
	}
	if best == nil {
		return game.Order{}, Waiting, true
	}
	return m.to(game.Move, best.X, best.Y), Going, true
}
