package game

// start makes a task the squad's own and sends its units off.
func (w *World) start(sq *squad, t task) {
	sq.task, sq.since, sq.work, sq.unsent = t, w.tick, 0, false
	w.mark(sq, Working, false)
	if t.arg > 0 && (t.order == Move || t.order == AttackMove) {
		sq.formation = Formation(t.arg)
	}
	switch t.order {
	case Patrol:
		sq.back = w.leader(sq).cell
	case Attack:
		sq.back = w.units[t.target].look
	case Board:
		w.embark(sq)
		return
	case Leave:
		w.leave(sq)
		return
	case Suppress:
		w.halt(sq)
		sq.back = noCell
		w.approach(sq)
		return
	case Smoke, Grenade:
		sq.back = w.throwingPlace(sq, &sq.task)
	}
	w.send(sq)
}

// idle reports whether a squad has nothing to do, or is done with it.
func (w *World) idle(sq *squad) bool { return sq.order == Hold || w.done(sq) }

// done reports whether a squad's task is carried out.
func (w *World) done(sq *squad) bool {
	switch sq.order {
	case Hold:
		return true
	case Move, AttackMove, Retreat, Enter, TakeCover, Leave:
		return w.settled(sq)
	case Attack:
		return w.attackOver(sq)
	case Capture:
		return w.points[sq.target].owner == int8(sq.team)
	case Board:
		return w.leader(sq) == nil || w.strength(&w.squads[sq.target]) == 0
	case Suppress:
		return sq.waiting > 0 && w.tick-sq.since >= suppressFor
	case Patrol:
		return sq.waiting > 0 && sq.work%2 == 1 && w.settled(sq)
	case Guard:
		return w.guarded(sq)
	case Heal, Repair:
		return w.settled(sq) && w.tick-sq.since > 2*followEvery && !w.anyHurt(sq)
	case Sandbags, LayMine, ClearMines:
		return sq.work >= w.effort(sq)
	case Smoke, Grenade:
		return sq.work > 0 || sq.back == noCell
	}
	return false
}

// guarded reports whether there is nobody left to guard, or, if other orders wait, he whom a squad guards has come to
// where he was going.
func (w *World) guarded(sq *squad) bool {
	friend := &w.squads[sq.target]
	if w.strength(friend) == 0 {
		return true
	}
	return sq.waiting > 0 && w.settled(sq) &&
		(friend.order == Guard && w.settled(friend) || friend.order != Guard && w.idle(friend))
}

// suppressFor is how long a squad keeps a place under fire when other orders wait.
const suppressFor = 200

// settled reports whether nobody of a squad is on the way any more, nor about to be sent.
func (w *World) settled(sq *squad) bool {
	if sq.unsent {
		return false
	}
	units := w.of(sq)
	for i := range units {
		if units[i].here() && (units[i].goal != noCell || units[i].left > 0) {
			return false
		}
	}
	return true
}

// followEvery is how many ticks pass before a squad looks again where what it follows went;
// doneEvery, whether it is done.
const (
	followEvery = 10
	doneEvery   = 4
)

// command makes squads go on with their tasks, and begin the next when one is done.
func (w *World) command() {
	for i := range w.squads {
		sq := &w.squads[i]
		sq.ready -= min(sq.ready, 1)
		if !w.acts(sq) {
			continue
		}
		if sq.order == Hold && sq.waiting == 0 && w.kindOf(sq).Abilities&(CanHeal|CanRepair) == 0 {
			continue
		}
		w.labour(sq)
		if (w.tick+Tick(i))%followEvery == 0 {
			w.follow(sq)
		}
		if (w.tick+Tick(i))%doneEvery == 0 && !sq.broken && w.done(sq) {
			w.next(sq)
		}
	}
}

// next begins the first waiting order that can still be carried out; without one a squad holds where it is.
func (w *World) next(sq *squad) {
	for sq.waiting > 0 {
		t := sq.queue[0]
		copy(sq.queue[:], sq.queue[1:sq.waiting])
		sq.waiting--
		sq.queue[sq.waiting] = task{}
		t.cell, t.target = noCell, NoUnit
		t.flags &^= Queued // its turn has come
		if w.leader(sq) == nil && t.order != Leave || w.planTask(sq, &t) != Obeyed {
			continue
		}
		if !w.atOnce(sq, &t) {
			w.start(sq, t)
			return
		}
		w.perform(sq, &t)
	}
	if sq.order == Capture || w.strength(sq) == 0 {
		return // it stays on its point
	}
	w.mark(sq, Working, false)
	if sq.order == Attack {
		w.halt(sq) // it does not walk on to where its enemy fell
	}
	sq.order, sq.target = Hold, NoUnit
}

// follow keeps up with what moves: the enemy under attack, the squad that is guarded or boarded,
// the other end of a patrol.
func (w *World) follow(sq *squad) {
	u := w.leader(sq)
	if u == nil {
		return
	}
	switch sq.order {
	case Attack:
		w.pursue(sq)
	case Guard:
		if friend := w.leader(&w.squads[sq.target]); friend != nil {
			w.chase(sq, friend.cell, guardSlack)
		}
	case Board:
		w.board(sq)
		w.embark(sq)
	case Patrol:
		if w.settled(sq) && !w.done(sq) {
			sq.cell, sq.back = sq.back, sq.cell
			sq.work++
			w.send(sq)
		}
	case Suppress:
		w.watchPlace(sq)
		w.approach(sq)
	case Heal, Repair:
		w.tend(sq)
	case Smoke, Grenade:
		if w.settled(sq) && sq.work == 0 {
			sq.back = w.throwingPlace(sq, &sq.task) // the way was blocked
			w.send(sq)
		}
	case Leave:
		w.leave(sq)
	}
}

// guardSlack is how far a guarded squad may go, squared, before its guards follow.
const guardSlack = 9

// chase sends a squad after something that went further than slack, squared, from where the squad was going.
func (w *World) chase(sq *squad, cell, slack int32) {
	if sq.cell != noCell && w.ground.far(cell, sq.cell) <= slack {
		return
	}
	if goal, why := w.reach(sq, cell); why == Obeyed {
		sq.cell = goal
		w.send(sq)
	}
}

func (w *World) halt(sq *squad) {
	sq.unsent = false
	units := w.of(sq)
	for i := range units {
		units[i].halt()
	}
}
