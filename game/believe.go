package game

// charge finds the squad to be escorted among the known ones; an enemy's cannot be told, so there is none.
func (m *imagining) charge(real *Setup) {
	sc, was := &m.s.Scenario, &real.Scenario
	if sc.Mode != Escort {
		return
	}
	if sc.Side != m.team {
		sc.Mode = Domination
		return
	}
	sc.Charge = 0
	for _, q := range was.Squads[:was.Charge] {
		if was.Seats[q.Seat].Team == m.team {
			sc.Charge++ // own squads come first, by their numbers
		}
	}
}

// together is how far apart, in view steps, units of an imagined squad are at most from its first.
const together = 8 * ViewStep

// enemies draws up those in sight and those believed in, in squads of a kind that are near each other. Those for whom
// there is no squad left are left out.
func (m *imagining) enemies(v *View, b *Belief) {
	var all []UnitView
	for i := range v.Units {
		if u := &v.Units[i]; u.Team != m.team && u.HP > 0 {
			all = append(all, *u)
		}
	}
	for _, h := range b.Hidden {
		if int(h.Team) < len(v.Scores) && h.Team != m.team && int(h.Kind) < len(m.s.Rules.Kinds) && h.HP > 0 {
			all = append(all, UnitView{
				ID: NoUnit, Kind: h.Kind, Team: h.Team, X: h.X, Y: h.Y, Facing: h.Facing, HP: h.HP,
			})
		}
	}
	var numbers [MaxTeams]uint8
	for len(all) > 0 && len(m.w.squads) < MaxSquads && len(m.w.units)+len(all) <= MaxUnits {
		first := all[0]
		sq := m.squad(m.seats[first.Team], first.Kind, first.Team)
		sq.number = numbers[first.Team]
		numbers[first.Team]++
		rest := all[:0]
		for i := range all {
			if u := all[i]; sq.count < maxSquad && u.Kind == first.Kind && u.Team == first.Team &&
				square(int32(u.X)-int32(first.X))+square(int32(u.Y)-int32(first.Y)) <= square(together) {
				m.unit(&u)
				m.ids = append(m.ids, u.ID)
				sq.broken = sq.broken || u.Flags&Fleeing != 0
			} else {
				rest = append(rest, u)
			}
		}
		all = rest
	}
}

// marks takes over what the team knows of the ground: in the imagined World everybody does.
func (m *imagining) marks(v *View) {
	w := m.w
	for _, mark := range v.Marks {
		x, y := int32(mark.X), int32(mark.Y)
		if x >= w.ground.w || y >= w.ground.h {
			continue
		}
		switch cell := y*w.ground.w + x; mark.Kind {
		case Altered:
			a := alteration{cell: cell, code: mark.What}
			for t := range a.shown {
				a.shown[t] = mark.What
			}
			if int(mark.What) < len(m.s.Rules.Terrains) && len(w.altered) < maxAltered {
				w.altered = append(w.altered, a)
			}
		case Cloud:
			w.clouds = append(w.clouds, cloud{
				cell, w.tick + Tick(m.s.Rules.Works.SmokeTicks)/2, min(mark.What, maxArea), m.team, everybody,
			})
		case Mine:
			if int(mark.What) < len(w.scores) {
				w.mines = append(w.mines, mine{cell, mark.What, 1<<m.team | 1<<mark.What})
			}
		}
	}
}

// names keeps the View's ids for the units that have one; others get new ones as they are seen.
func (m *imagining) names(v *View) {
	w := m.w
	n, most := len(w.units), -1
	w.ids, w.named = make([]uint16, len(w.scores)*n), make([][]uint16, len(w.scores))
	for i := range w.ids {
		w.ids[i] = NoUnit
	}
	for _, id := range m.ids {
		if id != NoUnit {
			most = max(most, int(id))
		}
	}
	named := make([]uint16, most+1)
	for id := range named {
		named[id] = NoUnit
	}
	for i, id := range m.ids {
		if id != NoUnit {
			named[id], w.ids[int(m.team)*n+i] = uint16(i), id
		}
	}
	w.named[m.team] = named
	for i := range w.units {
		if team := w.units[i].team; team != m.team {
			w.handOut(int(team), i)
		}
	}
}

// orders lets own squads go on with what they were told: an order that cannot be carried out by
// what is known is dropped.
func (m *imagining) orders(v *View) {
	w := m.w
	for i := range v.Squads {
		sq := &w.squads[i]
		if w.leader(sq) == nil {
			continue
		}
		m.resume(sq, v.Squads[i].Order, Waypoint{X: v.Squads[i].X, Y: v.Squads[i].Y, Target: v.Squads[i].Target})
		for _, p := range v.Waypoints {
			if t := taskOf(p.Kind, p); p.Squad == sq.number && sq.waiting < MaxQueue {
				sq.queue[sq.waiting] = t
				sq.waiting++
			}
		}
	}
}

func taskOf(order OrderKind, p Waypoint) task {
	return task{order: order, x: p.X, y: p.Y, asked: p.Target, target: NoUnit, cell: noCell}
}

func (m *imagining) resume(sq *squad, order OrderKind, p Waypoint) {
	t := taskOf(order, p)
	if order == Hold || order >= OrderKinds || m.w.planTask(sq, &t) != Obeyed || order == Reinforce {
		return
	}
	m.w.start(sq, t)
}
