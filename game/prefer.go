package game

import "math/bits"

// lies is how a cell lies to another one, as far as the octile distance of the cells around depends on it: on which
// side of it, and to which of its diagonals it is nearer.
func lies(x, y int32) int32 {
	return (x>>31-(-x)>>31+1)<<5 | (y>>31-(-y)>>31+1)<<3 | (min(max(abs(x)-abs(y), -2), 2) + 2)
}

// octiles are how much longer the octile distance to another cell is for the cell before a cell, by how that lies to
// the other one and by direction.
type octiles [3 << 5][8]int32

func (g *ground) octiles() *octiles {
	all := new(octiles)
	for i := range int32(9 * 9) {
		x, y := i%9-4, i/9-4
		for dir := range dirX {
			all[lies(x, y)][dir] = g.octile(x-dirX[dir], y-dirY[dir]) - g.octile(x, y)
		}
	}
	return all
}

// ranks number the directions in which a cell is entered, that from the cell of the lowest rank first, by where the
// goal lies: 1 for -x, 2 for -y.
var ranks = func() (all [4][8]int32) {
	for flips := range uint8(4) {
		for i, dir := range [8]uint8{1, 2, 3, 0, 4, 7, 6, 5} {
			if flips&1 != 0 {
				dir = (4 - dir) & 7
			}
			if flips&2 != 0 {
				dir = (8 - dir) & 7
			}
			all[flips][dir] = int32(i)
		}
	}
	return all
}()

// octile is the octile distance of so many cells to the side and down.
func (g *ground) octile(x, y int32) int32 {
	x, y = abs(x), abs(y)
	return g.legs[0]*max(x, y) + (g.legs[1]-g.legs[0])*min(x, y)
}

// preferred is the preferred one of a set of directions to enter the cell in.
func (w *World) preferred(set uint8) (dir uint8) {
	g, r, at := w.ground, &w.route, &w.tracer.at
	if set&(set-1) == 0 {
		return uint8(bits.TrailingZeros8(set))
	}
	to, ranks, cheapest := &g.before[at.to], &ranks[r.flips], g.cheapest[r.class]
	for best := int32(-1 << 31); set != 0; set &= set - 1 {
		d := uint8(bits.TrailingZeros8(set))
		if key := (at.step[d&1]-cheapest*to[d])<<3 - ranks[d]; key > best {
			best, dir = key, d
		}
	}
	return dir
}

// entered is the preferred of the directions in which a shortest path may enter the cell, false if there is none.
func (w *World) entered() (dir uint8, ok bool) {
	g, at := w.ground, &w.tracer.at
	for at.todo != 0 {
		dir = at.best
		if at.todo != at.may {
			dir = w.preferred(at.todo)
		}
		at.todo &^= 1 << dir
		step := at.step[dir&1]
		if w.costs(at.c-g.stride(dir), at.so-step, at.over+step-g.farther(at.to, dir, w.route.class)) {
			return dir, true
		}
	}
	return 0, false
}

// costs reports whether a shortest path may lead to a cell at a cost, by how much more the whole is than its estimate.
func (w *World) costs(c, cost, over int32) bool {
	t, at, bounds := &w.tracer, &w.marked[c], w.route.bounds
	switch known := at.stamp == w.stamp; {
	case known && at.cost+at.guess <= t.length:
		return at.cost == cost // the search went as far as that
	case t.at.sure || t.vain > t.most:
		return false
	case over == 0:
		*at = reached{stamp: w.stamp, cost: unreached, guess: t.length - cost}
	case !known:
		*at = reached{stamp: w.stamp, cost: unreached, guess: w.guess(c)}
	}
	if cost+at.guess != t.length {
		return false
	}
	if bounds != nil && bounds.least(t.from, c, &bounds.far[c]) > cost {
		*at = reached{stamp: w.stamp, cost: -1}
		return false
	}
	return true
}

// beeline finishes a path that is as short as the octile distance over the cheapest ground, where the way that it
// prefers turns once at most.
func (w *World) beeline(back *[]int32) bool {
	g, r, t := w.ground, &w.route, &w.tracer
	right, down := t.at.x-t.x, t.at.y-t.y
	aslant, along := min(abs(right), abs(down)), max(abs(right), abs(down))-min(abs(right), abs(down))
	first, then := towards[sign(down)+1][sign(right)+1], towards[1][sign(right)+1]
	if abs(down) > aslant {
		then = towards[sign(down)+1][1]
	}
	n, m := aslant, along // steps in the direction that is preferred, from the goal back, and before
	if along > 0 && (aslant == 0 || w.preferred(1<<first|1<<then) == then) {
		first, then, n, m = then, first, along, aslant
	}
	x, y := t.at.x-(n-1)*dirX[first], t.at.y-(n-1)*dirY[first]
	turn := t.from + m*g.stride(then)
	if m > 0 && lies(x-r.x, y-r.y) != t.at.to || !w.cheap(t.from, then, m) || !w.cheap(turn, first, n) {
		return false
	}
	for range n {
		*back = append(*back, int32(first))
	}
	for range m {
		*back = append(*back, int32(then))
	}
	return true
}
