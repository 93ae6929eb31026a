package ai

import "muster/game"

// escorted is what the squad that is to be escorted does: it follows where the others have cleared the way, waits while the
// enemy is near, and goes for the goal when every other point is taken.
func (c *regular) escorted(v *game.View, sq *game.SquadView, x, y int32) (o game.Order, ok, mine bool) {
	sc := &c.setup.Scenario
	if sc.Mode != game.Escort || sc.Side != c.team || sq.ID != c.charge() {
		return o, false, false
	}
	if c.memory.threat(c.setup, v.Tick, x, y, 2*reachOf) > 0 {
		return game.Order{Kind: game.Hold}, true, true
	}
	goal := &sc.Points[sc.Goal]
	best, far := (*game.PointSetup)(nil), int32(1<<30)
	cleared := true
	for i := range v.Points {
		p := &sc.Points[i]
		switch {
		case i == int(sc.Goal):
		case v.Points[i].Owner != int8(c.team):
			cleared = false
		default:
			if d := distance(p.X-goal.X, p.Y-goal.Y); d < far {
				best, far = p, d
			}
		}
	}
	if cleared {
		best = goal
	}
	if best == nil {
		return o, false, true
	}
	return c.to(game.Move, best.X, best.Y), true, true
}

// charge is the team's own number of the squad to be escorted.
func (c *regular) charge() (number uint8) {
	sc := &c.setup.Scenario
	for _, q := range sc.Squads[:sc.Charge] {
		if sc.Seats[q.Seat].Team == c.team {
			number++
		}
	}
	return number
}
