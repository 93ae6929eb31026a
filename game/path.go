package game

// scratch is room for searches. It holds nothing between Steps: clones start with none, and neither Save nor Hash
// knows it.
type scratch struct {
	stamp  uint32
	marked []uint32 // by cell: the search that touched it
	from   []uint8  // by cell: the direction it was reached along
	cost   []int32
	heap   []node
	queue  []int32
	buf    []byte
	spans  []span
	sets   []sightSet // by unit: what it saw last
	spare  sightSet
	slots  []int32
	found  []int32
	seen   [MaxTeams][]contact
}

// node is a cell to be opened. Nodes compare by estimate, then by cell, so that ties fall the same way everywhere.
type node struct{ estimate, cell int32 }

func (w *World) begin() {
	if n := len(w.setup.Map.Cells); len(w.marked) < n {
		w.marked, w.from, w.cost = make([]uint32, n), make([]uint8, n), make([]int32, n)
		w.stamp = 0
	}
	w.stamp++
	w.heap, w.queue = w.heap[:0], w.queue[:0]
}

// room returns n cells around a cell, nearest in steps first, that a class can stand on: a formation of sorts. When the
// World is being drawn up, occupied cells are passed over. The result is valid until the next search.
func (w *World) room(around int32, class MoveClass, n int) []int32 {
	w.begin()
	w.queue = append(w.queue, around)
	w.marked[around] = w.stamp
	found := w.found[:0]
	for i := 0; i < len(w.queue) && len(found) < n; i++ {
		c := w.queue[i]
		if w.tick > 0 || w.occ[c] == 0 {
			found = append(found, c)
		}
		for dir := range uint8(8) {
			if next, ok := w.ground.step(c, dir, class); ok && w.marked[next] != w.stamp {
				w.marked[next] = w.stamp
				w.queue = append(w.queue, next)
			}
		}
	}
	w.found = found
	return found
}

// searchBudget is how many cells all searches of a team may open in one tick: it bounds a tick in which everybody is
// ordered at once. Units that get no turn search in a later tick. Each team has its own, or one would learn from its units'
// waiting how much another moves out of sight.
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

// findPath is A* with terrain costs and the octile distance. Cells where somebody stands idle cost extra, so that paths
// lead round them, if the team knows of him: a way round somebody out of sight would tell of him. It returns how many cells it opened.
func (w *World) findPath(u *unit) int {
	w.begin()
	u.seek, u.steps, u.pathN = false, 0, 0
	class := w.setup.Rules.Kinds[u.kind].Class
	w.marked[u.cell], w.cost[u.cell] = w.stamp, 0
	w.push(node{w.guess(class, u.cell, u.goal), u.cell})
	opened := 0
	for len(w.heap) > 0 {
		c := w.pop()
		if c.cell == u.goal {
			w.trace(u)
			return opened
		}
		if c.estimate > w.cost[c.cell]+w.guess(class, c.cell, u.goal) {
			continue // reached more cheaply since
		}
		opened++
		w.open(u, class, c.cell)
	}
	u.halt()
	return opened
}

func (w *World) open(u *unit, class MoveClass, c int32) {
	g, mark := w.ground, uint8(1)<<u.team
	for dir := range uint8(8) {
		next, ok := g.step(c, dir, class)
		if g.veiled != nil {
			next, ok = w.believedStep(u.team, c, dir, class)
		}
		if !ok {
			continue
		}
		length := int32(straight)
		if dir&1 == 1 {
			length = diagonal
		}
		cost := w.cost[c] + length*int32(g.cost[class][next])
		if g.veiled != nil && g.veiled[next]&mark != 0 {
			cost = w.cost[c] + length*int32(w.believed(u.team, next, class))
		}
		if g.mined != nil && g.mined[next]&mark != 0 {
			cost += 20 * straight * 16
		}
		if o := w.occ[next]; o != 0 && next != u.goal && w.stands(&w.units[o-1], u.team) {
			cost += 6 * straight * 16
		}
		if w.marked[next] == w.stamp && cost >= w.cost[next] {
			continue
		}
		w.marked[next], w.cost[next], w.from[next] = w.stamp, cost, dir
		w.push(node{cost + w.guess(class, next, u.goal), next})
	}
}

// stands tells whether a unit stands idle as far as a team knows.
func (w *World) stands(u *unit, team uint8) bool {
	return u.goal == noCell && (u.team == team || w.sees(team, u))
}

func (w *World) guess(class MoveClass, a, b int32) int32 {
	g := w.ground
	dx, dy := abs(a%g.w-b%g.w), abs(a/g.w-b/g.w)
	return g.cheapest[class] * (straight*max(dx, dy) + (diagonal-straight)*min(dx, dy))
}

// trace writes the first pathLength steps of the way found into the unit.
func (w *World) trace(u *unit) {
	back := w.queue[:0]
	for c := u.goal; c != u.cell; {
		dir := w.from[c]
		back = append(back, int32(dir))
		c -= dirX[dir] + dirY[dir]*w.ground.w
	}
	w.queue = back
	for i := len(back) - 1; i >= 0 && u.pathN < pathLength; i-- {
		u.path[u.pathN] = uint8(back[i])
		u.pathN++
	}
}

func (w *World) push(n node) {
	h := append(w.heap, n)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !h[i].before(h[up]) {
			break
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
	w.heap = h
}

func (w *World) pop() node {
	h := w.heap
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			break
		}
		if child+1 < last && h[child+1].before(h[child]) {
			child++
		}
		if !h[child].before(h[i]) {
			break
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
	w.heap = h
	return top
}

func (n node) before(m node) bool {
	return n.estimate < m.estimate || n.estimate == m.estimate && n.cell < m.cell
}

func abs(n int32) int32 {
	if n < 0 {
		return -n
	}
	return n
}
