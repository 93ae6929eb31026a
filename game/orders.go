package game

// obey carries an order out, or says why not. It changes nothing when it refuses.
func (w *World) obey(o *Order) Refusal {
	s := &w.seats[o.Seat]
	switch {
	case w.result.Reason != NotOver:
		return MatchOver
	case s.leader != o.Leader:
		return NotYourSeat
	case o.Kind == NoOrder:
		return Obeyed
	case o.Kind >= OrderKinds:
		return UnknownOrder
	}
	i := w.squadOf(s.team, o.Squad)
	if i < 0 {
		return UnknownSquad
	}
	sq := &w.squads[i]
	if sq.seat != o.Seat {
		return NotYourSquad
	}
	if w.strength(sq) == 0 {
		return SquadLost
	}
	return w.assign(sq, o)
}

// squadOf finds a squad by its team's own number, -1 if there is none.
func (w *World) squadOf(team, number uint8) int {
	for i := range w.squads {
		if w.squads[i].team == team && w.squads[i].number == number {
			return i
		}
	}
	return -1
}

func (w *World) strength(sq *squad) uint8 {
	n := uint8(0)
	for _, u := range w.units[sq.first : sq.first+sq.count] {
		if u.hp > 0 {
			n++
		}
	}
	return n
}

// assign gives a squad its new order, once it is known where that leads.
func (w *World) assign(sq *squad, o *Order) Refusal {
	goal, target, why := int32(noCell), uint16(NoUnit), Obeyed
	switch o.Kind {
	case Move, AttackMove:
		goal, why = w.place(int32(o.X)/ViewStep, int32(o.Y)/ViewStep)
	case Attack:
		goal, target, why = w.prey(sq, o.Target)
	case Capture:
		if int(o.Target) >= len(w.points) {
			return UnknownTarget
		}
		p := &w.setup.Scenario.Points[o.Target]
		goal, target = p.Y*w.ground.w+p.X, o.Target
	case Retreat:
		t := &w.setup.Scenario.Teams[sq.team]
		goal = t.StartY*w.ground.w + t.StartX
	}
	if why == Obeyed && goal != noCell {
		goal, why = w.reach(sq, goal)
	}
	if why != Obeyed {
		return why
	}
	sq.order, sq.x, sq.y, sq.asked, sq.target, sq.cell = o.Kind, o.X, o.Y, o.Target, target, goal
	w.send(sq)
	return Obeyed
}

func (w *World) place(x, y int32) (int32, Refusal) {
	if x >= w.ground.w || y >= w.ground.h {
		return noCell, OffMap
	}
	return y*w.ground.w + x, Obeyed
}

// prey turns a team's id into an enemy unit in sight that the squad can hurt.
func (w *World) prey(sq *squad, id uint16) (goal int32, target uint16, why Refusal) {
	if id >= w.handed[sq.team] {
		return noCell, NoUnit, UnknownTarget
	}
	target = w.named[int(sq.team)*len(w.units)+int(id)]
	u := &w.units[target]
	switch {
	case u.team == sq.team || u.hp == 0:
		return noCell, NoUnit, UnknownTarget
	case !w.sees(sq.team, u):
		return noCell, NoUnit, NotVisible
	case w.harm(sq.kind, u) == 0:
		return noCell, NoUnit, NoWeapon
	}
	return u.cell, target, Obeyed
}

// nearby is how far from where it was told a squad may end up when that place cannot be entered.
const nearby = 10

// reach is the cell nearest to goal that the squad's first living unit can get to.
func (w *World) reach(sq *squad, goal int32) (int32, Refusal) {
	class := w.setup.Rules.Kinds[sq.kind].Class
	for _, u := range w.units[sq.first : sq.first+sq.count] {
		if u.hp == 0 {
			continue
		}
		region := w.ground.region[class][u.cell]
		if c := w.nearest(goal, class, region); c != noCell {
			return c, Obeyed
		}
	}
	return noCell, NoWay
}

// nearest looks in growing squares around goal, row by row, for a cell of the region.
func (w *World) nearest(goal int32, class MoveClass, region uint16) int32 {
	g := w.ground
	best, bestFar := int32(noCell), int32(1<<30)
	x0, y0 := goal%g.w, goal/g.w
	for r := int32(0); r <= nearby && best == noCell; r++ {
		for y := max(y0-r, 0); y <= min(y0+r, g.h-1); y++ {
			for x := max(x0-r, 0); x <= min(x0+r, g.w-1); x++ {
				c := y*g.w + x
				if g.region[class][c] == region && g.far(c, goal) < bestFar {
					best, bestFar = c, g.far(c, goal)
				}
			}
		}
	}
	return best
}

// send gives each living unit of a squad a cell of its own around the squad's goal, or none.
func (w *World) send(sq *squad) {
	units := w.units[sq.first : sq.first+sq.count]
	if sq.cell == noCell {
		for i := range units {
			units[i].halt()
		}
		return
	}
	cells := w.room(sq.cell, w.setup.Rules.Kinds[sq.kind].Class, int(w.strength(sq)))
	n := 0
	for i := range units {
		if units[i].hp > 0 && n < len(cells) {
			units[i].goTo(cells[n])
			n++
		}
	}
}

func (u *unit) halt() { u.goal, u.seek, u.steps, u.pathN = noCell, false, 0, 0 }

func (u *unit) goTo(cell int32) {
	u.goal, u.seek, u.steps, u.pathN, u.wait = cell, cell != u.cell, 0, 0, 0
}
