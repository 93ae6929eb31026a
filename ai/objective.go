package ai

import "muster/game"

// objective sends a squad to the point where it is worth most, or after the enemy when all points are held.
func (c *regular) objective(v *game.View, sq *game.SquadView, x, y int32) (game.Order, bool) {
	if o, ok, mine := c.escorted(v, sq, x, y); mine {
		return o, ok
	}
	best, most := -1, int32(-1<<30)
	for i := range v.Points {
		if score := c.value(v, sq, i, x, y); score > most {
			best, most = i, score
		}
	}
	p := &c.plans[sq.ID]
	if best < 0 || c.settled(v) {
		p.point = 0
		if sc := &c.setup.Scenario; sc.Mode == game.HoldOut && sc.Side == c.team {
			return game.Order{}, false // who has to hold stays
		}
		return c.hunt(sq, x, y)
	}
	p.point = best + 1
	return game.Order{Kind: game.Capture, Target: uint16(best)}, true
}

// value weighs a point for a squad: what it brings, how far it is, who goes there already, and who is in the way.
func (c *regular) value(v *game.View, sq *game.SquadView, i int, x, y int32) int32 {
	at := &c.setup.Scenario.Points[i]
	score := int32(0)
	switch pt := &v.Points[i]; {
	case pt.Owner != int8(c.team):
		score += 100
	case pt.Contested || pt.Taker != game.NoTeam:
		score += 90
	default:
		score += 20
	}
	score -= distance(at.X-x, at.Y-y)
	sent := c.sent(v, sq.ID, i)
	theirs := c.memory.threat(c.setup, v.Tick, at.X, at.Y, reachOf)
	if theirs == 0 {
		return score - 45*sent // nobody is there: spread out
	}
	ours := c.ours(v, at.X, at.Y, 2*reachOf) + c.ours(v, x, y, 4)
	if ours*100 < theirs*c.temper.fight {
		score -= 60
	}
	return score + 15*min(sent, 2) // somebody is there: come together
}

// sent counts the other squads that were sent to a point.
func (c *regular) sent(v *game.View, but uint8, point int) (n int32) {
	for i := range v.Squads {
		if id := v.Squads[i].ID; id != but && v.Squads[i].Alive > 0 && c.plans[id].point == point+1 {
			n++
		}
	}
	return n
}

// settled tells that all points are the team's and nobody is taking one.
func (c *regular) settled(v *game.View) bool {
	for _, p := range v.Points {
		if p.Owner != int8(c.team) || p.Contested || p.Taker != game.NoTeam {
			return false
		}
	}
	return true
}

// hunt goes after the nearest enemy known, or towards where the enemy starts.
func (c *regular) hunt(sq *game.SquadView, x, y int32) (game.Order, bool) {
	if e, ok := c.memory.nearest(x, y); ok {
		return c.to(game.AttackMove, e.x, e.y), true
	}
	if sq.ID%2 == 0 && len(c.setup.Scenario.Points) > 0 {
		return game.Order{}, false // half of them keep what was won
	}
	for i := range c.setup.Scenario.Teams {
		if t := &c.setup.Scenario.Teams[i]; i != int(c.team) {
			return c.to(game.AttackMove, t.StartX, t.StartY), true
		}
	}
	return game.Order{}, false
}

// distance is the octile distance in cells, rounded down.
func distance(dx, dy int32) int32 {
	dx, dy = max(dx, -dx), max(dy, -dy)
	return max(dx, dy) + min(dx, dy)*2/5
}
