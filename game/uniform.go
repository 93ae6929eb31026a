package game

// Uniform finds shortest ways over cells that all cost the same, in eight directions; a diagonal step needs both cells
// beside it free. It is jump point search with precomputed jumps: Harabor and Grastien, "Improving Jump Point Search"
// (ICAPS 2014), and Rabin and Silva, "JPS+: An Extreme A* Speed Optimization for Static Uniform Cost Grids" (2015), in
// the form without corner cutting.
type Uniform struct {
	w, h   int32 // with a border of blocked cells all around
	free   []bool
	x, y   []int16 // of each cell, border and all
	steps  [8]int32
	jumps  [8][]int16 // by cell: > 0 to the next jump point, else minus the free cells before something blocks
	stamp  uint32
	marked []uint32 // by cell: the search that reached it
	cost   []int64
	from   []int32 // the cell before, on the way
	dir    []uint8 // how it was reached
	heap   []jump
}

// jump is a cell to be opened.
type jump struct {
	estimate int64
	cell     int32
}

// What steps cost: a diagonal one a straight one's times the square root of two, to six digits.
const (
	legStraight = 100_000
	legDiagonal = 141_421
)

// Way is the length of a way in steps of each kind.
type Way struct{ Straight, Diagonal int32 }

// NewUniform prepares a map of w x h cells, row by row.
func NewUniform(w, h int32, free []bool) *Uniform {
	u := &Uniform{w: w + 2, h: h + 2}
	n := u.w * u.h
	u.free, u.marked, u.cost, u.from, u.dir = make([]bool, n), make([]uint32, n), make([]int64, n), make([]int32, n),
		make([]uint8, n)
	u.x, u.y = make([]int16, n), make([]int16, n)
	for c := range n {
		u.x[c], u.y[c] = int16(c%u.w), int16(c/u.w)
	}
	for y := range h {
		copy(u.free[(y+1)*u.w+1:], free[y*w:(y+1)*w])
	}
	for d := range u.steps {
		u.steps[d] = dirX[d] + dirY[d]*u.w
		u.jumps[d] = make([]int16, n)
	}
	for d := 0; d < 8; d += 2 {
		u.sweep(d, u.leap)
	}
	for d := 1; d < 8; d += 2 {
		u.sweep(d, u.slant)
	}
	return u
}

// sweep fills in a direction's jumps, each cell after the one that it leads to.
func (u *Uniform) sweep(d int, jump func(c int32, d int) int16) {
	back := u.steps[d] > 0
	for i := u.w + 1; i < u.w*(u.h-1)-1; i++ {
		c := i
		if back {
			c = u.w*u.h - 1 - i
		}
		if u.free[c] {
			u.jumps[d][c] = jump(c, d)
		}
	}
}

// on counts one cell more.
func on(n int16) int16 {
	if n > 0 {
		return n + 1
	}
	return n - 1
}

// leap is a straight jump. It ends where something that was blocked beside the way opens.
func (u *Uniform) leap(c int32, d int) int16 {
	next := c + u.steps[d]
	switch {
	case !u.free[next]:
		return 0
	case u.forced(next, d, 2) || u.forced(next, d, 6):
		return 1
	}
	return on(u.jumps[d][next])
}

// forced reports whether on a side (2 or 6 eighths of a turn) a cell opens that could not be
// reached from the one before.
func (u *Uniform) forced(c int32, d, side int) bool {
	s := u.steps[(d+side)&7]
	return u.free[c+s] && !u.free[c+s-u.steps[d]]
}

// slant is a diagonal jump. It ends where a straight one begins that leads somewhere.
func (u *Uniform) slant(c int32, d int) int16 {
	left, right := (d+7)&7, (d+1)&7
	next := c + u.steps[d]
	switch {
	case !u.free[next] || !u.free[c+u.steps[left]] || !u.free[c+u.steps[right]]:
		return 0
	case u.jumps[left][next] > 0 || u.jumps[right][next] > 0:
		return 1
	}
	return on(u.jumps[d][next])
}

// Find returns the length of a shortest way, false if there is none.
func (u *Uniform) Find(fromX, fromY, toX, toY int32) (Way, bool) {
	from, to := (fromY+1)*u.w+fromX+1, (toY+1)*u.w+toX+1
	if !u.free[from] || !u.free[to] {
		return Way{}, false
	}
	u.stamp++
	u.heap = u.heap[:0]
	goal := target{to, to % u.w, to / u.w}
	u.reach(from, from, 0, 0, &goal)
	for first := true; len(u.heap) > 0; first = false {
		top := u.pop()
		if top.cell == to {
			return u.measure(from, to), true
		}
		if top.estimate > u.cost[top.cell]+u.guess(top.cell, &goal) {
			continue // reached more cheaply since
		}
		u.open(top.cell, first, &goal)
	}
	return Way{}, false
}

// target is the goal of a search.
type target struct{ cell, x, y int32 }

// open goes on from a cell in the directions that may lead on a shortest way.
func (u *Uniform) open(c int32, first bool, goal *target) {
	d := int(u.dir[c])
	switch {
	case first:
		for d := range 8 {
			u.try(c, d, goal)
		}
	case d&1 == 1:
		u.try(c, (d+7)&7, goal)
		u.try(c, d, goal)
		u.try(c, (d+1)&7, goal)
	default:
		u.try(c, d, goal)
		if u.forced(c, d, 2) {
			u.try(c, (d+1)&7, goal)
			u.try(c, (d+2)&7, goal)
		}
		if u.forced(c, d, 6) {
			u.try(c, (d+7)&7, goal)
			u.try(c, (d+6)&7, goal)
		}
	}
}

// try jumps in a direction: to the goal, to where the goal's row or column is met, or to the next jump point.
func (u *Uniform) try(c int32, d int, goal *target) {
	n := int32(u.jumps[d][c])
	clear, far := max(n, -n), int32(0)
	right, down := goal.x-int32(u.x[c]), goal.y-int32(u.y[c])
	dx, dy := right*dirX[d], down*dirY[d]
	switch {
	case d&1 == 1 && dx > 0 && dy > 0:
		far = min(dx, dy)
	case d&3 == 0 && down == 0:
		far = dx
	case d&3 == 2 && right == 0:
		far = dy
	}
	switch {
	case far > 0 && far <= clear:
		n = far
	case n <= 0:
		return
	}
	step := int64(legStraight)
	if d&1 == 1 {
		step = legDiagonal
	}
	u.reach(c+n*u.steps[d], c, uint8(d), u.cost[c]+int64(n)*step, goal)
}

func (u *Uniform) reach(c, from int32, d uint8, cost int64, goal *target) {
	if u.marked[c] == u.stamp && cost >= u.cost[c] {
		return
	}
	u.marked[c], u.cost[c], u.from[c], u.dir[c] = u.stamp, cost, from, d
	u.push(jump{cost + u.guess(c, goal), c})
}

func (u *Uniform) guess(c int32, goal *target) int64 {
	dx, dy := abs(int32(u.x[c])-goal.x), abs(int32(u.y[c])-goal.y)
	return legStraight*int64(max(dx, dy)-min(dx, dy)) + legDiagonal*int64(min(dx, dy))
}

// measure counts the steps of the way found; each of its legs is straight or diagonal as a whole.
func (u *Uniform) measure(from, to int32) (way Way) {
	for c := to; c != from; c = u.from[c] {
		dx, dy := abs(c%u.w-u.from[c]%u.w), abs(c/u.w-u.from[c]/u.w)
		if u.dir[c]&1 == 1 {
			way.Diagonal += dx
		} else {
			way.Straight += dx + dy
		}
	}
	return way
}

func (u *Uniform) push(j jump) {
	h := append(u.heap, j)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 4
		if h[up].estimate <= j.estimate {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = j
	u.heap = h
}

func (u *Uniform) pop() jump {
	h := u.heap
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; len(h) > 0; {
		least := 4*i + 1
		if least >= len(h) {
			h[i] = last
			break
		}
		for child := least + 1; child < min(4*i+5, len(h)); child++ {
			if h[child].estimate < h[least].estimate {
				least = child
			}
		}
		if h[least].estimate >= last.estimate {
			h[i] = last
			break
		}
		h[i] = h[least]
		i = least
	}
	u.heap = h
	return top
}
