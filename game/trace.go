package game

import "math/bits"

// Of equally short paths, a search takes the one that A* takes by the octile distance when it opens cells of the same
// estimate by their rank: from the goal back, each cell is entered from that cell on a shortest path to it which has
// the lowest estimate, and of those from the one with the lowest rank. So neither landmarks nor what else makes a
// search fast has a say in where units go, but for one case: what the search has not followed to its end is tried, and
// when too much of that was in vain, only what the search knows counts.

// tracer goes back over a path of a known length.
type tracer struct {
	from   int32 // where the path begins
	x, y   int32 // of from
	length int32
	walled bool // a unit stands at from and its team thinks that nobody can
	vain   int  // how many cells led nowhere
	most   int  // how many may, before only what the search knows counts
	at     stage
}

// How many cells may lead nowhere: so many, and a part of those that the search opened. On the game's maps that is
// enough; on mazes of 512 cells a side it keeps a path from costing several times as much.
const (
	freeVain  = 256
	vainShare = 16
)

// stage is a cell that a path has been traced back to.
type stage struct {
	c, x, y  int32
	so       int32    // what the path costs up to here
	spare    int32    // what that is more than the octile distance from its beginning; never negative
	over     int32    // what the whole path costs more than the estimate by the octile distance
	step     [2]int32 // what a straight and a diagonal step to here cost
	to, from int32    // how it lies to the goal and to where the path begins
	entries  uint8    // a bit for each direction that it can be entered in
	left     uint8    // the direction in which it was left
	may      uint8    // a bit for each direction that it may have been entered in
	best     uint8    // the preferred of these
	todo     uint8    // those that have not been tried
	sure     bool     // the search knows all shortest paths to here: estimates never fall along a path
}

// trace returns the directions of the path that the search before has found the length of, from the goal back: in the
// lower three bits. It is valid until the next search.
func (w *World) trace(from int32) []int32 {
	t, r, back := &w.tracer, &w.route, w.queue[:0]
	t.from, t.length, t.vain, t.most, r.again = from, r.length, 0, freeVain+r.opened/vainShare, 0
	t.walled = w.believed(r.team, from, r.class) == Impassable
	t.x, t.y = w.ground.xy(from)
	w.stageAt(r.goal, r.length, noDirection)
	for t.at.c != from {
		if t.at.spare == 0 && r.again <= len(back)+t.vain && w.beeline(&back) {
			break
		}
		if dir, ok := w.entered(); ok {
			back = append(back, int32(dir)|int32(t.at.left)<<3|int32(t.at.todo)<<7)
			w.goBack(dir)
			continue
		}
		last := len(back) - 1
		w.giveUp(uint8(back[last]&7), uint8(back[last]>>7), uint8(back[last]>>3&15))
		back = back[:last]
	}
	w.queue = back
	return back
}

// farther is how much longer the octile distance over the cheapest ground is for the cell before.
func (g *ground) farther(lies int32, dir uint8, class MoveClass) int32 {
	return g.before[lies][dir] * g.cheapest[class]
}

// stageAt has the path traced back to a cell that was left in a direction.
func (w *World) stageAt(c, so int32, left uint8) {
	g, r, t := w.ground, &w.route, &w.tracer
	x, y := g.xy(c)
	cheapest := g.cheapest[r.class]
	t.at = stage{c: c, x: x, y: y, so: so, spare: so - cheapest*g.octile(x-t.x, y-t.y)}
	t.at.over = t.length - so - cheapest*g.octile(x-r.x, y-r.y)
	w.lookBack(left)
}

// goBack goes back to the cell that this one was entered from.
func (w *World) goBack(dir uint8) {
	t, at, g := &w.tracer, &w.tracer.at, w.ground
	step, loss, gain := at.step[dir&1], g.farther(at.from, dir, w.route.class), g.farther(at.to, dir, w.route.class)
	at.so, at.spare, at.over = at.so-step, at.spare-step-loss, at.over+step-gain
	at.c, at.x, at.y = at.c-g.stride(dir), at.x-dirX[dir], at.y-dirY[dir]
	if !at.sure {
		by := &w.marked[at.c]
		at.sure = by.stamp == w.stamp && by.cost+by.guess < t.length
	}
	if loss == -step && dir == at.left {
		w.goOn()
		return
	}
	w.lookBack(dir)
}

// giveUp returns from a cell that no shortest path leads to, in the direction in which it was left.
func (w *World) giveUp(dir, todo, left uint8) {
	t := &w.tracer
	t.vain++
	w.marked[t.at.c] = reached{stamp: w.stamp, cost: -1}
	c := t.at.c + w.ground.stride(dir)
	w.stageAt(c, t.at.so+w.toll(c, w.ground.legs[dir&1]), left)
	t.at.todo = todo
}

// goOn is lookBack for a cell that lies like the one before, as most do.
func (w *World) goOn() {
	r, at := &w.route, &w.tracer.at
	entries, step := w.entries(at.c), w.legCosts(at.c)
	if entries != at.entries || step != at.step || lies(at.x-r.x, at.y-r.y) != at.to ||
		lies(at.x-w.tracer.x, at.y-w.tracer.y) != at.from {
		w.lookBack(at.left)
		return
	}
	at.todo = at.may
}

// entries are the directions in which a cell can be entered, a bit each: those in which the cells around can be reached
// from it, turned.
func (w *World) entries(c int32) uint8 {
	g, r, t := w.ground, &w.route, &w.tracer
	exits, _ := w.exits(r.team, c, r.class)
	entries := exits<<4 | exits>>4
	if t.walled {
		exits, _ = w.exits(r.team, t.from, r.class)
		for dir := range uint8(8) {
			if exits>>dir&1 == 1 && t.from+g.stride(dir) == c {
				entries |= 1 << dir
			}
		}
	}
	return entries
}

// lookBack notes from where the cell may have been entered.
func (w *World) lookBack(left uint8) {
	g, r, t, at := w.ground, &w.route, &w.tracer, &w.tracer.at
	at.left = left
	at.entries, at.step = w.entries(at.c), w.legCosts(at.c)
	at.to, at.from = lies(at.x-r.x, at.y-r.y), lies(at.x-t.x, at.y-t.y)
	at.may = at.entries &^ backward[uint8(1<<left)]
	from, cheapest := &g.before[at.from], g.cheapest[r.class]
	for set := at.may; set != 0; set &= set - 1 {
		dir := uint8(bits.TrailingZeros8(set))
		if at.step[dir&1]+cheapest*from[dir] > at.spare {
			at.may &^= 1 << dir
		}
	}
	at.todo, at.best = at.may, 0
	if at.may != 0 {
		at.best = w.preferred(at.may)
	}
}

// unreached is more than a path costs.
const unreached = 1 << 30
