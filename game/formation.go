package game

// send gives each unit of a squad a cell of its own in the squad's formation around its goal, or none.
func (w *World) send(sq *squad) {
	if sq.cell == noCell {
		w.halt(sq)
		return
	}
	units := w.of(sq)
	w.slots = w.slotsOf(sq, w.slots[:0])
	var taken uint32 // by unit: squads have at most 32
	for _, cell := range w.slots {
		best, bestFar := -1, int32(1<<30)
		for i := range units {
			if far := w.ground.far(units[i].cell, cell); taken>>i&1 == 0 && units[i].here() && far < bestFar {
				best, bestFar = i, far
			}
		}
		if best >= 0 {
			taken |= 1 << best
			units[best].goTo(cell)
		}
	}
}

// slotsOf lists a cell for each of a squad's units on the map: where its formation has them, or as near as they can stand.
func (w *World) slotsOf(sq *squad, to []int32) []int32 {
	n, dir := w.present(sq), w.heading(sq)
	near := w.room(sq.cell, w.kindOf(sq).Class, (2*n+1)*(2*n+1), int(sq.team), dir)
	for i := range n {
		ahead, aside := sq.formation.Slot(int32(i))
		c := w.offset(sq.cell, dir, ahead, aside)
		if c != noCell && w.marked[c].stamp == w.stamp && !contains(to, c) && w.fits(sq, c) {
			to = append(to, c)
		}
	}
	if len(to) == n {
		return to
	}
	for _, c := range near {
		if len(to) < n && !contains(to, c) && w.safe(sq.team, c) {
			to = append(to, c)
		}
	}
	return to
}

// safe tells that a team knows of no mine in a cell.
func (w *World) safe(team uint8, c int32) bool {
	return w.ground.mined == nil || w.ground.mined[c]>>team&1 == 0
}

// fits tells that a slot is as good as the middle of the formation: nobody is sent behind a wall, or indoors unasked.
func (w *World) fits(sq *squad, c int32) bool {
	return w.building(sq.team, c) == w.building(sq.team, sq.cell) && w.safe(sq.team, c) && (c == sq.cell || w.clearAsKnown(sq.team, sq.cell, c))
}

func contains(list []int32, c int32) bool {
	for _, have := range list {
		if have == c {
			return true
		}
	}
	return false
}

// present counts a squad's units on the map.
func (w *World) present(sq *squad) (n int) {
	units := w.of(sq)
	for i := range units {
		if units[i].here() {
			n++
		}
	}
	return n
}

// heading is the direction that a formation faces: as ordered, or the way it goes.
func (w *World) heading(sq *squad) uint8 {
	if sq.flags&Faced != 0 {
		return (sq.facing + 16) / 32 % 8
	}
	u := w.leader(sq)
	if u == nil || u.cell == sq.cell {
		return 0
	}
	return (w.ground.angle(u.cell, sq.cell) + 16) / 32 % 8
}

// Slot is where the i-th of a formation stands, in cells ahead of and to the right of its middle.
func (f Formation) Slot(i int32) (ahead, aside int32) {
	side := (i + 1) / 2
	if i%2 == 0 {
		side = -side
	}
	switch f {
	case Column:
		return -i, 0
	case Wedge:
		return -(i + 1) / 2, side
	case Spread:
		return -2 * (i % 2), 2 * side
	}
	return 0, side
}

// offset is a cell ahead of and to the right of another, noCell off the map.
func (w *World) offset(c int32, dir uint8, ahead, aside int32) int32 {
	right := (dir + 2) % 8
	x, y := w.ground.xy(c)
	x, y = x+dirX[dir]*ahead+dirX[right]*aside, y+dirY[dir]*ahead+dirY[right]*aside
	if x < 0 || y < 0 || x >= w.ground.w || y >= w.ground.h {
		return noCell
	}
	return y*w.ground.w + x
}

func (u *unit) halt() { u.goal, u.seek, u.steps, u.pathN = noCell, false, 0, 0 }

func (u *unit) goTo(cell int32) {
	u.goal, u.seek, u.steps, u.pathN, u.wait = cell, cell != u.cell, 0, 0, 0
}

// coverReach is how far, in cells, a soldier looks for cover.
const coverReach = 6

// coverNear tells that somebody of a squad could stand in better cover.
func (w *World) coverNear(sq *squad) bool {
	units := w.of(sq)
	for i := range units {
		if u := &units[i]; u.here() && w.cover(u, nil) != u.cell {
			return true
		}
	}
	return false
}

// takeCover sends everyone to the best cover nearby, each to a cell of his own.
func (w *World) takeCover(sq *squad) {
	w.slots = w.slots[:0]
	units := w.of(sq)
	for i := range units {
		if u := &units[i]; u.here() {
			c := w.cover(u, w.slots)
			w.slots = append(w.slots, c)
			u.goTo(c)
		}
	}
}

// cover is the cell with the best cover near a unit that is not given to another and not far to go to: more cover is worth
// going further for.
func (w *World) cover(u *unit, given []int32) int32 {
	g := w.ground
	w.room(u.cell, w.setup.Rules.Kinds[u.kind].Class, (2*coverReach+1)*(2*coverReach+1), int(u.team), 0)
	best, most := u.cell, int32(g.cover[u.cell])*2
	x0, y0 := g.xy(u.cell)
	for y := max(y0-coverReach, 0); y <= min(y0+coverReach, g.h-1); y++ {
		for x := max(x0-coverReach, 0); x <= min(x0+coverReach, g.w-1); x++ {
			c := y*g.w + x
			score := int32(w.terrain(u.team, c).Cover)*2 - 4*max(abs(x-x0), abs(y-y0))
			if score > most && w.marked[c].stamp == w.stamp && !w.taken(u.team, c) && !contains(given, c) {
				best, most = c, score
			}
		}
	}
	return best
}
