package game

// Buildings are entered by standing on their cells; transports by leaving the map.

// planJoin finds out whether a squad can enter, board, leave or guard.
func (w *World) planJoin(sq *squad, t *task) Refusal {
	switch t.order {
	case Enter:
		return w.planEnter(sq, t)
	case Leave:
		if !w.inside(sq) && !w.carries(sq) {
			return NotHere
		}
		return Obeyed
	}
	i := w.squadOf(sq.team, uint8(min(t.asked, 255)))
	if i < 0 || &w.squads[i] == sq || w.leader(&w.squads[i]) == nil {
		return UnknownTarget
	}
	t.target = uint16(i)
	if t.order == Board && (w.kindOf(sq).Class != Foot || w.roomIn(&w.squads[i]) < w.present(sq)) {
		return NoRoom
	}
	t.cell = w.leader(&w.squads[i]).cell
	return w.within(sq, t, Obeyed)
}

// planEnter finds the part of a building where there is room for a squad.
func (w *World) planEnter(sq *squad, t *task) Refusal {
	if why := w.place(t); why != Obeyed {
		return why
	}
	switch {
	case !w.building(sq.team, t.cell) || w.kindOf(sq).Class != Foot:
		return NotHere
	}
	if there, _ := w.reachable(sq); !there.holds(t.cell) {
		return NoWay
	}
	var room [9]int32
	free := 0
	for _, c := range w.ground.around(t.cell, append(room[:0], t.cell)) {
		if w.building(sq.team, c) && w.vacant(sq, c) {
			free++
		}
	}
	if free == 0 {
		return NoRoom
	}
	return Obeyed
}

// vacant reports whether nobody stands on a cell but a squad's own and whoever its team does not see.
func (w *World) vacant(sq *squad, c int32) bool {
	return !w.taken(sq.team, c) || w.isOwn(sq, c)
}

// building reports whether a cell is in a building, as far as a team knows.
func (w *World) building(team uint8, c int32) bool { return w.terrain(team, c).Building }

// inside reports whether a squad is in a transport, or in a building.
func (w *World) inside(sq *squad) bool {
	units := w.of(sq)
	for i := range units {
		if u := &units[i]; u.hp > 0 && (u.off == aboard || u.off == onMap && w.building(u.team, u.cell)) {
			return true
		}
	}
	return false
}

// carries reports whether somebody is in a squad's transports.
func (w *World) carries(sq *squad) bool {
	for i := range w.units {
		if w.rides(&w.units[i], sq) {
			return true
		}
	}
	return false
}

// rides reports whether a unit is in one of a squad's transports.
func (w *World) rides(u *unit, sq *squad) bool {
	return u.hp > 0 && u.off == aboard && u.carrier >= sq.first && u.carrier < sq.first+sq.count
}

// roomIn counts the free places in a squad's transports.
func (w *World) roomIn(sq *squad) (n int) {
	for i := sq.first; i < sq.first+sq.count; i++ {
		if w.units[i].here() {
			n += w.roomOf(i)
		}
	}
	return n
}

func (w *World) roomOf(carrier uint16) int {
	n := int(w.setup.Rules.Kinds[w.units[carrier].kind].Room)
	for i := range w.units {
		if u := &w.units[i]; u.hp > 0 && u.off == aboard && u.carrier == carrier {
			n--
		}
	}
	return n
}

// leave lets a squad out of the transports that it is in or that it has, and sends out of their
// building those who are in one.
func (w *World) leave(sq *squad) {
	for i := range w.units {
		u := &w.units[i]
		if w.rides(u, sq) || u.hp > 0 && u.off == aboard && &w.squads[u.squad] == sq {
			w.getOut(uint16(i), w.units[u.carrier].cell)
		}
	}
	u := w.leader(sq)
	if u == nil || !w.building(u.team, u.cell) || sq.cell != noCell {
		return
	}
	if sq.cell = w.outside(u.team, u.cell); sq.cell != noCell {
		w.send(sq)
	}
}

// outside is the nearest cell to one in a building that is not in it.
func (w *World) outside(team uint8, from int32) int32 {
	for _, c := range w.room(from, Foot, 64, int(team), 0) {
		if !w.building(team, c) {
			return c
		}
	}
	return noCell
}

// getOut puts a passenger on a free cell near its transport. It stays in when there is none.
func (w *World) getOut(i uint16, near int32) bool {
	u := &w.units[i]
	c := w.free(near, w.setup.Rules.Kinds[u.kind].Class, int(u.team))
	if c == noCell {
		return false
	}
	w.put(i, c)
	if sq := &w.squads[u.squad]; sq.order == Board || sq.order == Leave {
		sq.task = task{order: Hold, target: NoUnit, cell: noCell}
	}
	return true
}

// put brings a unit onto the map.
func (w *World) put(i uint16, c int32) {
	u := &w.units[i]
	u.cell, u.off, u.carrier, u.left, u.flags = c, onMap, NoUnit, 0, 0
	u.halt()
	w.stand.put(c, int(i))
}

// freeReach is how many cells around a place are tried for one that is free.
const freeReach = 40

// free is the nearest cell to a place, as a team knows the ground, that nobody stands on; noCell if there is none near.
func (w *World) free(near int32, class MoveClass, team int) int32 {
	for _, c := range w.room(near, class, freeReach, team, 0) {
		if w.stand.none(c) && w.ground.cost[class][c] != Impassable {
			return c
		}
	}
	return noCell
}

// spill is what becomes of a transport's passengers when it is lost: half of them get out.
func (w *World) spill(carrier uint16) {
	for i := range w.units {
		u := &w.units[i]
		if u.hp == 0 || u.off != aboard || u.carrier != carrier {
			continue
		}
		if u.hp = u.hp/2 + 1; w.roll(i, forEscape, 2) == 0 || !w.getOut(uint16(i), w.units[carrier].cell) {
			u.off, u.cell = onMap, w.units[carrier].cell
			w.kill(NoUnit, uint16(i))
		}
	}
}
