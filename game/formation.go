package game

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

// heading is the direction that a formation faces: as ordered, or the way it goes, or went to where it stands.
func (w *World) heading(sq *squad) uint8 {
	if sq.flags&Faced != 0 || sq.flags&goneTo != 0 && w.settled(sq) {
		return (sq.facing + 16) / 32 % 8
	}
	u, to := w.leader(sq), w.middle(sq)
	if u == nil || to == noCell || u.cell == to {
		return 0
	}
	return (w.ground.angle(u.cell, to) + 16) / 32 % 8
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
