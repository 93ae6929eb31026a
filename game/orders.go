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
	return w.give(o)
}

// give has a squad do what it is told, or says why not.
func (w *World) give(o *Order) Refusal {
	sq, why := w.addressed(o)
	if why != Obeyed {
		return why
	}
	return w.assign(sq, o)
}

// addressed is the squad that an order is for, if that takes orders.
func (w *World) addressed(o *Order) (*squad, Refusal) {
	i := w.squadOf(w.seats[o.Seat].team, o.Squad)
	if i < 0 {
		return nil, UnknownSquad
	}
	sq := &w.squads[i]
	switch {
	case sq.seat != o.Seat:
		return nil, NotYourSquad
	case w.strength(sq) == 0:
		return nil, SquadLost
	case sq.broken:
		return nil, Broken
	}
	return sq, Obeyed
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

// of are a squad's units, the fallen and those that have not come as well.
func (w *World) of(sq *squad) []unit { return w.units[sq.first : sq.first+sq.count] }

// strength counts a squad's units that live and have come.
func (w *World) strength(sq *squad) uint8 {
	n := uint8(0)
	for i := range w.of(sq) {
		if u := &w.units[int(sq.first)+i]; u.hp > 0 && u.off != away {
			n++
		}
	}
	return n
}

// leader is who has served longest of a squad's units on the map, nil if there is none. The ids of its team tell: who
// was bought back has a higher one, and is not where his squad is until he has come from the start.
func (w *World) leader(sq *squad) (best *unit) {
	units, first := w.of(sq), int(sq.team)*len(w.units)+int(sq.first)
	least := uint16(NoUnit)
	for i := range units {
		if id := w.ids[first+i]; units[i].here() && (best == nil || id < least) {
			best, least = &units[i], id
		}
	}
	return best
}

func (w *World) kindOf(sq *squad) *Kind { return &w.setup.Rules.Kinds[sq.kind] }

// task finds out what an order comes to for a squad, and whether that can be done. It changes nothing.
func (w *World) task(sq *squad, o *Order) (t task, why Refusal) {
	switch o.Kind {
	case SetStance:
		if Stance(o.Arg) >= Stances {
			why = UnknownOrder
		}
		return t, why
	case SetForm:
		if Formation(o.Arg) >= Formations {
			why = UnknownOrder
		}
		return t, why
	}
	if o.Kind != Leave && w.leader(sq) == nil {
		return t, Carried
	}
	t = task{
		order: o.Kind, flags: o.Flags & (Queued | Faced), facing: o.Facing, arg: o.Arg, x: o.X, y: o.Y, asked: o.Target,
		target: NoUnit, cell: noCell,
	}
	why = w.planTask(sq, &t)
	return t, why
}

// assign gives a squad its new task, once it is known where that leads. What is done at once leaves the task as it is.
func (w *World) assign(sq *squad, o *Order) Refusal {
	t, why := w.task(sq, o)
	switch {
	case why != Obeyed:
		return why
	case o.Kind == SetStance:
		sq.stance = Stance(o.Arg)
		return Obeyed
	case o.Kind == SetForm:
		return w.form(sq, Formation(o.Arg))
	}
	queued := o.Flags&Queued != 0 && (sq.waiting > 0 || !w.idle(sq))
	switch {
	case queued && sq.waiting == MaxQueue:
		return QueueFull
	case queued:
		sq.queue[sq.waiting] = t
		sq.waiting++
	case w.atOnce(sq, &t):
		w.perform(sq, &t)
	default:
		sq.waiting = 0
		w.start(sq, t)
	}
	return Obeyed
}

// form makes a squad take a formation around where it goes or stands.
func (w *World) form(sq *squad, f Formation) Refusal {
	if f == AsItIs || f == sq.formation {
		return Obeyed
	}
	sq.formation = f
	if !w.ranked(sq) {
		return Obeyed // it is how the squad stands where it goes next
	}
	if sq.cell == noCell && w.leader(sq) != nil {
		sq.cell = w.leader(sq).cell
	}
	w.send(sq)
	return Obeyed
}

// ranked reports whether a squad's men go where its formation has them: who boards, mends or has a place to
// fire from goes his own way.
func (w *World) ranked(sq *squad) bool {
	switch sq.order {
	case Board, Heal, Repair, Suppress:
		return false
	}
	return true
}

// planTask finds out where a task leads and whether it can be done at all.
func (w *World) planTask(sq *squad, t *task) Refusal {
	if t.arg >= uint8(Formations) {
		return UnknownOrder
	}
	why := Obeyed
	switch t.order {
	case Move, AttackMove, Patrol:
		why = w.place(t)
	case Attack:
		why = w.prey(sq, t)
	case Capture:
		if int(t.asked) >= len(w.points) {
			return UnknownTarget
		}
		p := &w.setup.Scenario.Points[t.asked]
		t.cell, t.target = p.Y*w.ground.w+p.X, t.asked
	case Retreat:
		team := &w.setup.Scenario.Teams[sq.team]
		t.cell = team.StartY*w.ground.w + team.StartX
	case Hold:
	case TakeCover:
		return w.planCover(sq, t)
	case Suppress:
		return w.planSuppress(sq, t)
	case Enter, Board, Leave, Guard:
		return w.planJoin(sq, t)
	default:
		return w.planWork(sq, t)
	}
	return w.within(sq, t, why)
}

// within moves a task's place to the nearest one that the squad can get to.
func (w *World) within(sq *squad, t *task, why Refusal) Refusal {
	if why == Obeyed && t.cell != noCell {
		t.cell, why = w.reach(sq, t.cell)
	}
	return why
}

// place turns a task's X and Y into a cell.
func (w *World) place(t *task) Refusal {
	x, y := int32(t.x)/ViewStep, int32(t.y)/ViewStep
	if x >= w.ground.w || y >= w.ground.h {
		return OffMap
	}
	t.cell = y*w.ground.w + x
	return Obeyed
}

// nearby is how far from where it was told a squad may end up when that place cannot be entered.
const nearby = 10

// reach is the cell nearest to goal that the squad's leader can get to.
func (w *World) reach(sq *squad, goal int32) (int32, Refusal) {
	if there, ok := w.reachable(sq); ok {
		if c := w.nearest(goal, there.holds); c != noCell {
			return c, Obeyed
		}
	}
	return noCell, NoWay
}

// nearest looks in growing squares around goal, row by row, for a cell that is right.
func (w *World) nearest(goal int32, is func(int32) bool) int32 {
	g := w.ground
	best, bestFar := int32(noCell), int32(1<<30)
	x0, y0 := g.xy(goal)
	for r := int32(0); r <= nearby && best == noCell; r++ {
		for y := max(y0-r, 0); y <= min(y0+r, g.h-1); y++ {
			for x := max(x0-r, 0); x <= min(x0+r, g.w-1); x++ {
				c := y*g.w + x
				if is(c) && g.far(c, goal) < bestFar {
					best, bestFar = c, g.far(c, goal)
				}
			}
		}
	}
	return best
}
