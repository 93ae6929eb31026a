package game

// Set makes a cell free or blocked: a wall falls, a bridge goes. Only the jumps that this changes are done again:
// straight ones in the rows and columns beside the cell, and diagonal ones back from where those changed.
func (u *Uniform) Set(x, y int32, free bool) {
	c := (y+1)*u.w + x + 1
	if u.free[c] == free {
		return
	}
	u.free[c] = free
	for _, side := range [3]int32{-1, 0, 1} {
		for d := 0; d < 8; d += 2 {
			u.line(c, d, side)
		}
	}
	for dir := range u.steps {
		for d := 1; d < 8; d += 2 {
			u.again(c+u.steps[dir], d)
			u.again(c, d)
		}
	}
}

// line does the straight jumps of a direction again, in the line through the cell or the one to a side of it, and the
// diagonal ones that lead to a changed one.
func (u *Uniform) line(c int32, d int, side int32) {
	at := c + side*abs(u.steps[(d+2)&7])
	if u.edge(at) {
		return
	}
	for !u.edge(at + u.steps[d]) { // from the end that jumps lead to
		at += u.steps[d]
	}
	for ; !u.edge(at); at -= u.steps[d] {
		was, now := u.jumps[d][at], int16(0)
		if u.free[at] {
			now = u.leap(at, d)
		}
		u.jumps[d][at] = now
		if (was > 0) != (now > 0) {
			u.again(at-u.steps[(d+7)&7], (d+7)&7)
			u.again(at-u.steps[(d+1)&7], (d+1)&7)
		}
	}
}

// again does the diagonal jump of a cell again, and those behind it as long as they change.
func (u *Uniform) again(c int32, d int) {
	for first := true; !u.edge(c); first, c = false, c-u.steps[d] {
		was, now := u.jumps[d][c], int16(0)
		if u.free[c] {
			now = u.slant(c, d)
		}
		u.jumps[d][c] = now
		if was == now && !first {
			return
		}
	}
}

// edge reports whether a cell is on the border.
func (u *Uniform) edge(c int32) bool {
	x, y := int32(u.x[c]), int32(u.y[c])
	return x == 0 || y == 0 || x == u.w-1 || y == u.h-1
}
