package game

// command turns standing orders into goals: attackers follow their target.
func (w *World) command() {
	for i := range w.squads {
		sq := &w.squads[i]
		if sq.order != Attack || w.tick%followEvery != Tick(i)%followEvery {
			continue
		}
		prey := &w.units[sq.target]
		switch {
		case prey.hp == 0:
			sq.order, sq.cell, sq.target = Hold, noCell, NoUnit
			w.send(sq)
		case w.sees(sq.team, prey):
			if goal, why := w.reach(sq, prey.cell); why == Obeyed && w.ground.far(goal, sq.cell) > 4 {
				sq.cell = goal
				w.send(sq)
			}
		}
	}
}

// followEvery is how many ticks pass before an attacker looks again where its target went.
const followEvery = 10

func (w *World) moveAll() {
	for i := range w.units {
		u := &w.units[i]
		if u.hp == 0 {
			continue
		}
		u.flags &^= Moving | Firing
		if u.left > 0 || !w.stays(u) {
			w.move(i)
		}
	}
}

// stays tells that a unit stands still now: it has nowhere to go, or it stops to fight.
func (w *World) stays(u *unit) bool {
	if u.goal == noCell {
		return true
	}
	if u.target == NoUnit {
		return false
	}
	switch sq := &w.squads[u.squad]; sq.order {
	case AttackMove, Capture:
		return true
	case Attack:
		return u.target == sq.target
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
	if u.flags&Pinned != 0 {
		speed /= 2
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
	if o := w.occ[next]; o != 0 && !w.swap(i, int(o-1), dir) {
		w.blocked(u)
		return false
	}
	w.occ[u.cell] = w.occ[next] // nobody, or the friend that came the other way
	w.occ[next] = uint16(i + 1)
	u.step(next, dir)
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
// stand here as well. Ours is done by the caller; this does the other's half.
func (w *World) swap(i, j int, dir uint8) bool {
	u, o := &w.units[i], &w.units[j]
	if o.team != u.team || o.left > 0 || w.ground.cost[w.setup.Rules.Kinds[o.kind].Class][u.cell] == Impassable {
		return false
	}
	back := (dir + 4) % 8
	headOn := o.goal != noCell && o.steps < o.pathN && o.path[o.steps] == back
	idle := o.goal == noCell && u.wait > 2
	patient := u.wait > 20
	if !headOn && !idle && !patient {
		return false
	}
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
	}
	return true
}

// blocked waits a little, then looks for another way; close to its goal, and for long, it makes do with where it is.
func (w *World) blocked(u *unit) {
	u.wait++
	switch {
	case u.wait > 10 && w.ground.far(u.cell, u.goal) <= 4, u.wait > 200:
		u.halt()
	case u.wait%8 == 0:
		u.seek = true
	}
}

// at is where a unit is, in sub-cells: left before the middle of its cell.
func (w *World) at(u *unit) Pos {
	p := Pos{u.cell%w.ground.w*SubCell + SubCell/2, u.cell/w.ground.w*SubCell + SubCell/2}
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
