package game

func (w *World) moveAll() {
	for k := range w.units {
		i := w.inTurn(k)
		u := &w.units[i]
		if !u.here() {
			continue
		}
		u.flags &^= Moving | Firing
		if (u.left > 0 || !w.stays(u)) && w.acts(&w.squads[u.squad]) {
			w.move(i)
		}
		if u.flags&Moving != 0 {
			u.still = 0
		} else if u.still < 255 {
			u.still++
		}
	}
}

// inTurn is whose turn it is as the k-th of a tick: from the first to the last in even ticks, the other way round in
// odd ones. Else the team that is listed first would always fire first and step first.
func (w *World) inTurn(k int) int {
	if w.tick&1 == 1 {
		return len(w.units) - 1 - k
	}
	return k
}

// stays reports whether a unit stands still now: it has nowhere to go, or it stops to fight.
func (w *World) stays(u *unit) bool {
	if u.goal == noCell {
		return true
	}
	if u.guns[0].target == NoUnit {
		return false
	}
	switch sq := &w.squads[u.squad]; sq.order {
	case AttackMove, Capture, Patrol, Guard:
		return true
	case Attack:
		return u.guns[0].target == sq.target
	}
	return false
}

// straightStep and diagonalStep are the lengths of a step in sub-cells.
const (
	straightStep = SubCell
	diagonalStep = 362
)

// move takes a unit along its path by one tick's worth, through as many cells as that comes to (never over two).
func (w *World) move(i int) {
	u := &w.units[i]
	length := int32(w.pace(u))
	for range 3 {
		if u.left > 0 {
			by := min(length, int32(u.left))
			u.left -= int16(by)
			length -= by
			u.flags |= Moving
		}
		if u.left > 0 || length == 0 || w.stays(u) || !w.enter(i) {
			break
		}
	}
	if u.flags&Moving != 0 {
		u.facing = turn(u.facing, u.dir*32, w.setup.Rules.Kinds[u.kind].Turn)
	}
}

// pace is how many sub-cells a unit goes in this tick on the cell it enters.
func (w *World) pace(u *unit) uint32 {
	k := &w.setup.Rules.Kinds[u.kind]
	speed := uint32(k.Speed) * 16 / uint32(max(w.ground.cost[k.Class][u.cell], 1))
	switch {
	case u.flags&Fleeing != 0:
		speed += speed / 4
	case u.supp >= pinnedAt:
		speed /= 2
	case u.supp >= shakenAt:
		speed -= speed / 4
	}
	return max(speed, 1)
}

// enter begins the next step of the path. It returns false when there is none or its cell is taken.
func (w *World) enter(i int) bool {
	u := &w.units[i]
	if u.cell == u.goal {
		u.halt()
		return false
	}
	if u.steps >= u.pathN {
		u.seek = true
		return false
	}
	dir := u.path[u.steps]
	next := u.cell + dirX[dir] + dirY[dir]*w.ground.w
	if w.ground.outdated != nil && w.surprised(u, next, dir) {
		return false
	}
	other := w.stand.at(next)
	if other != noUnit && !w.swap(i, other, dir) {
		w.blocked(u)
		return false
	}
	w.stand.leave(u.cell)
	if other != noUnit {
		w.stand.put(u.cell, other) // the friend that came the other way
	}
	w.stand.put(next, i)
	u.step(next, dir)
	if len(w.mines) > 0 {
		w.tread(i)
	}
	return u.here()
}

// surprised reports whether the way is not as the team believed. It knows now, and looks for another one.
func (w *World) surprised(u *unit, next int32, dir uint8) bool {
	if _, ok := w.ground.step(u.cell, dir, w.setup.Rules.Kinds[u.kind].Class); ok {
		return false
	}
	for _, c := range [3]int32{next, u.cell + dirX[dir], u.cell + dirY[dir]*w.ground.w} {
		w.find(u.team, c)
	}
	u.seek, u.steps, u.pathN = true, 0, 0
	return true
}

func (u *unit) step(next int32, dir uint8) {
	u.cell, u.dir, u.wait = next, dir, 0
	u.steps++
	u.left += straightStep
	if dir&1 == 1 {
		u.left += diagonalStep - straightStep
	}
}

// swap lets two friends that stand in each other's way pass: one that waits for our cell, or one that idles and can
// stand here as well, unless he stands where we are to end. Ours is done by the caller; this does the other's half.
func (w *World) swap(i, j int, dir uint8) bool {
	u, o := &w.units[i], &w.units[j]
	if o.team != u.team || o.left > 0 || o.goal == noCell && o.cell == u.goal ||
		w.ground.cost[w.setup.Rules.Kinds[o.kind].Class][u.cell] == Impassable {
		return false
	}
	back := (dir + 4) % 8
	headOn := o.goal != noCell && o.steps < o.pathN && o.path[o.steps] == back
	idle := o.goal == noCell && u.wait > 2
	patient := u.wait > 20
	if !headOn && !idle && !patient {
		return false
	}
	stood := o.cell
	o.cell, o.dir, o.wait = u.cell, back, 0
	o.left = straightStep
	if dir&1 == 1 {
		o.left = diagonalStep
	}
	switch {
	case headOn:
		o.steps++
	case o.goal != noCell:
		o.seek, o.steps, o.pathN = true, 0, 0
	default:
		o.goTo(stood) // once we are past
	}
	return true
}

// blocked waits a little, then looks for another way; close to a goal where somebody stands, and for long, it makes do
// with where it is.
func (w *World) blocked(u *unit) {
	u.wait++
	switch {
	case u.wait > 10 && w.ground.far(u.cell, u.goal) <= 4 && w.goalTaken(u), u.wait > 200:
		u.halt()
	case u.wait%8 == 0:
		u.seek = true
	}
}

// goalTaken reports whether somebody stands idle on a unit's goal.
func (w *World) goalTaken(u *unit) bool {
	o := w.stand.at(u.goal)
	return o != noUnit && w.stands(&w.units[o], u.team)
}

// at is where a unit is, in sub-cells: left before the middle of its cell.
func (w *World) at(u *unit) Pos {
	x, y := w.ground.xy(u.cell)
	p := Pos{x*SubCell + SubCell/2, y*SubCell + SubCell/2}
	if u.left == 0 {
		return p
	}
	back := int32(u.left)
	if u.dir&1 == 1 {
		back = back * straightStep / diagonalStep
	}
	return Pos{p.X - dirX[u.dir]*back, p.Y - dirY[u.dir]*back}
}

// turn moves an angle towards another by at most by.
func turn(from, to, by uint8) uint8 {
	switch d := int8(to - from); {
	case d == 0:
		return to
	case d > 0 && uint8(d) > by:
		return from + by
	case d < 0 && uint8(-d) > by:
		return from - by
	}
	return to
}
