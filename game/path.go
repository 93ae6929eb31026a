package game

import "math/bits"

// scratch is room for searches. It holds nothing between Steps: clones start with none, and neither Save nor Hash
// knows it.
type scratch struct {
	stamp            uint32
	marked           []reached // by cell
	heap             []node
	cornerX, cornerY int32 // where ranks begin
	queue            []int32
	buf              []byte
	spans            []span
	sets             []sightSet // by unit: what it saw last
	spare            sightSet
	slots            []int32 // the places that a squad's men are to have
	trial            []int32
	found            []int32
	seen             [MaxTeams][]cluster
}

// reached is how a search came to a cell. It means nothing unless stamp is the search's.
type reached struct {
	stamp uint32
	cost  int32
	guess int32 // what is left at least
	from  uint8 // the direction it was reached along
}

// node is a cell to be opened: its estimate, and in the lower half its rank, so that ties fall the same way everywhere.
type node uint64

func nodeOf(estimate, rank int32) node { return node(estimate)<<32 | node(rank) }
func (n node) estimate() int32         { return int32(n >> 32) }
func (n node) rank() int32             { return int32(uint32(n)) }

// rank numbers the cells row by row, beginning in the corner that the unit comes from: ties fall alike for those who
// come from the other side of a map that is the same for both, or one of them would have the better
// ways. It is its own inverse.
func (w *World) rank(c int32) int32 {
	x, y := w.ground.xy(c)
	return abs(y-w.cornerY)*w.ground.w + abs(x-w.cornerX)
}

// setOut makes the corner of the ranks the one that is behind somebody who goes from one cell to another.
func (w *World) setOut(from, to int32) {
	fromX, fromY := w.ground.xy(from)
	toX, toY := w.ground.xy(to)
	w.cornerX, w.cornerY = 0, 0
	if toX < fromX {
		w.cornerX = w.ground.w - 1
	}
	if toY < fromY {
		w.cornerY = w.ground.h - 1
	}
}

func (w *World) begin() {
	if n := len(w.setup.Map.Cells); len(w.marked) < n {
		w.marked, w.stamp = make([]reached, n), 0
	}
	w.stamp++
	w.heap, w.queue = w.heap[:0], w.queue[:0]
}

// room returns n cells around a cell, nearest in steps first, that a class can stand on: a formation of sorts. When the
// World is being drawn up, occupied cells are passed over. They hang together as a team knows the ground, or, for no
// team, as it is. The first direction is looked into first, so that both sides of a map that is the same for both get
// the same room. The result is valid until the next search.
func (w *World) room(around int32, class MoveClass, n, team int, first uint8) []int32 {
	w.begin()
	w.queue = append(w.queue, around)
	w.marked[around].stamp = w.stamp
	found := w.found[:0]
	for i := 0; i < len(w.queue) && len(found) < n; i++ {
		c := w.queue[i]
		if w.tick > 0 || w.stand.none(c) {
			found = append(found, c)
		}
		for turned := range uint8(8) {
			dir := (first + turned) % 8
			next, ok := w.ground.step(c, dir, class)
			if team != int(NoTeam) {
				next, ok = w.neighbour(uint8(team), c, dir, class)
			}
			if ok && w.marked[next].stamp != w.stamp {
				w.marked[next].stamp = w.stamp
				w.queue = append(w.queue, next)
			}
		}
	}
	w.found = found
	return found
}

// searchBudget is how many cells all searches of a team may open in one tick: it bounds a tick in which everybody is
// ordered at once. Units that get no turn search in a later tick. Each team has its own, or one would learn from its
// units' waiting how much another moves out of sight.
const searchBudget = 15_000

// findPaths searches for the units that need it. Each tick begins with another unit, so that none waits for ever.
func (w *World) findPaths() {
	var used [MaxTeams]int
	n := len(w.units)
	for k := range n {
		u := &w.units[(int(w.tick)*searchStride+k)%n]
		if u.seek && u.here() && used[u.team] < searchBudget {
			used[u.team] += w.findPath(u)
		}
	}
}

const searchStride = 37 // about as many units as find their paths in a tick

// Costs of a straight and a diagonal step through a cell that costs 16: 5/7 is close to 1/sqrt 2, and integers.
const (
	straight = 5
	diagonal = 7
)

var lengths = [2]int32{straight, diagonal}

// findPath is A* with terrain costs and the octile distance. Cells where somebody stands idle cost extra, so that paths
// lead round them, if the team knows of him: a way round somebody out of sight would tell of him. It returns
// how many cells it opened.
func (w *World) findPath(u *unit) int {
	w.begin()
	u.seek, u.steps, u.pathN = false, 0, 0
	class := w.setup.Rules.Kinds[u.kind].Class
	goalX, goalY := w.ground.xy(u.goal)
	w.setOut(u.cell, u.goal)
	w.lead(u.cell, reached{w.stamp, 0, w.ground.guess(class, u.cell, goalX, goalY), 0})
	opened := 0
	for len(w.heap) > 0 {
		n := w.pop()
		c := w.rank(n.rank())
		if c == u.goal {
			w.trace(u)
			return opened
		}
		if at := &w.marked[c]; n.estimate() > at.cost+at.guess {
			continue // reached more cheaply since
		}
		opened++
		w.open(u, class, c, goalX, goalY)
	}
	u.halt()
	return opened
}

// lead notes a way to a cell and that it is to be opened.
func (w *World) lead(c int32, by reached) {
	w.marked[c] = by
	w.push(nodeOf(by.cost+by.guess, w.rank(c)))
}

// open reaches the cells next to one.
func (w *World) open(u *unit, class MoveClass, c, goalX, goalY int32) {
	g, so := w.ground, w.marked[c].cost
	known := g.veiled == nil && g.mined == nil
	for exits := w.exits(u.team, c, class); exits != 0; exits &= exits - 1 {
		dir := uint8(bits.TrailingZeros8(exits))
		next := c + dirX[dir] + dirY[dir]*g.w
		cost, at := so+lengths[dir&1]*int32(g.cost[class][next]), &w.marked[next]
		if !known || !w.stand.none(next) {
			cost = so + w.toll(u, class, next, lengths[dir&1])
		}
		switch {
		case at.stamp != w.stamp:
			w.lead(next, reached{w.stamp, cost, g.guess(class, next, goalX, goalY), dir})
		case cost < at.cost:
			w.lead(next, reached{w.stamp, cost, at.guess, dir})
		}
	}
}

// toll is what a step into a cell costs a unit, by what its team knows.
func (w *World) toll(u *unit, class MoveClass, next, length int32) int32 {
	g, mark := w.ground, uint8(1)<<u.team
	cost := length * int32(g.cost[class][next])
	if g.veiled != nil && g.veiled[next]&mark != 0 {
		cost = length * int32(w.believed(u.team, next, class))
	}
	if g.mined != nil && g.mined[next]&mark != 0 {
		cost += 20 * straight * 16
	}
	if !w.stand.none(next) && next != u.goal && w.stands(&w.units[w.stand.at(next)], u.team) {
		cost += 6 * straight * 16
	}
	return cost
}

// stands reports whether a unit stands idle as far as a team knows. Friends who have stopped to fight count too: else
// those behind them wait in a queue, out of range. Where enemies mean to go is not seen, but whether they move is.
func (w *World) stands(u *unit, team uint8) bool {
	if u.team == team {
		return u.left == 0 && w.stays(u)
	}
	return u.flags&Moving == 0 && w.inView(team, u)
}

// guess is what the way from a cell to another costs at least.
func (g *ground) guess(class MoveClass, c, goalX, goalY int32) int32 {
	x, y := g.xy(c)
	dx, dy := abs(x-goalX), abs(y-goalY)
	return g.cheapest[class] * (straight*max(dx, dy) + (diagonal-straight)*min(dx, dy))
}

// trace writes the first pathLength steps of the way found into the unit.
func (w *World) trace(u *unit) {
	back := w.queue[:0]
	for c := u.goal; c != u.cell; {
		dir := w.marked[c].from
		back = append(back, int32(dir))
		c -= dirX[dir] + dirY[dir]*w.ground.w
	}
	w.queue = back
	for i := len(back) - 1; i >= 0 && u.pathN < pathLength; i-- {
		u.path[u.pathN] = uint8(back[i])
		u.pathN++
	}
}

// The heap has four children a node: fewer levels, and those that are compared lie side by side.
const children = 4

func (w *World) push(n node) {
	h := append(w.heap, n)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / children
		if h[up] <= n {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i], w.heap = n, h
}

func (w *World) pop() node {
	top, last := w.heap[0], len(w.heap)-1
	n, h := w.heap[last], w.heap[:last]
	i := 0
	for first := 1; first < last; first = children*i + 1 {
		least := first
		for child := first + 1; child < min(first+children, last); child++ {
			if h[child] < h[least] {
				least = child
			}
		}
		if n <= h[least] {
			break
		}
		h[i] = h[least]
		i = least
	}
	if last > 0 {
		h[i] = n
	}
	w.heap = h
	return top
}

func abs(n int32) int32 {
	if n < 0 {
		return -n
	}
	return n
}
