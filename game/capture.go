package game

// capture moves every point towards whoever stands on it alone. Up to three units of a team count.
func (w *World) capture() {
	sc := &w.setup.Scenario
	var here [MaxTeams]uint16
	for i := range w.points {
		p := &w.points[i]
		here = [MaxTeams]uint16{}
		w.standing(&sc.Points[i], &here)
		teams, team := 0, NoTeam
		for t := range sc.Teams {
			if here[t] > 0 {
				teams, team = teams+1, int8(t)
			}
		}
		p.contested = teams > 1
		switch {
		case teams == 1:
			w.press(i, p, team, min(here[team], 3))
		case teams == 0:
			p.sink(1)
		}
		if p.owner != NoTeam && sc.ScoreEvery > 0 && w.tick%Tick(sc.ScoreEvery) == 0 {
			w.scores[p.owner]++
			w.supply[p.owner]++
		}
	}
}

// press is one team alone on a point: it undoes another's progress first, then makes its own.
func (w *World) press(i int, p *point, team int8, force uint16) {
	switch {
	case p.owner == team, p.taker != team && p.progress > 0:
		p.sink(force)
	default:
		p.taker = team
		p.progress += force
	}
	if p.taker == team && p.owner != team && p.progress >= max(w.setup.Scenario.CaptureTicks, 1) {
		p.owner, p.taker, p.progress, p.since = team, NoTeam, 0, w.tick
		w.loud = append(w.loud, combatEvent{Captured, uint16(team), uint16(i), noCell})
	}
}

func (p *point) sink(by uint16) {
	p.progress -= min(by, p.progress)
	if p.progress == 0 {
		p.taker = NoTeam
	}
}

// standing counts the living units of each team within a point's radius.
func (w *World) standing(p *PointSetup, here *[MaxTeams]uint16) {
	at, r := p.Y*w.ground.w+p.X, int32(p.Radius)
	for i := range w.units {
		if u := &w.units[i]; u.here() && w.ground.far(u.cell, at) <= r*r {
			here[u.team]++
		}
	}
}
