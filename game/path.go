package game

// scratch is room for searches. It holds nothing between Steps: clones start with none, and neither Save nor Hash
// knows it.
type scratch struct {
	tracer tracer
	stamp  uint32
	marked []reached // by cell
	front  frontier
	route  route
	queue  []int32
	buf    []byte
	spans  []span
	sets   []sightSet // by unit: what it saw last
	spare  sightSet
	slots  []int32 // the places that a squad's men are to have
	trial  []int32
	found  []int32
	seen   [MaxTeams][]cluster
}

// reached is how a search came to a cell. It means nothing unless stamp is the search's.
type reached struct {
	stamp uint32
	cost  int32
	guess int32 // what is left at least
	from  uint8 // the direction it was first reached along at this cost
	along uint8 // a bit for each direction that it was reached along at this cost
	done  uint8 // a bit for each direction that has been looked into from here
}

func (w *World) begin() {
	if n := len(w.setup.Map.Cells); len(w.marked) < n {
		w.marked, w.stamp = make([]reached, n), 0
	}
	w.stamp++
	w.queue = w.queue[:0]
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

// findPath gives a unit the first steps of a shortest path to its goal, or has it give up. It returns how many cells it
// opened.
func (w *World) findPath(u *unit) int {
	u.seek, u.steps, u.pathN = false, 0, 0
	opened, ok := w.search(u.team, w.setup.Rules.Kinds[u.kind].Class, u.cell, u.goal)
	if !ok {
		u.halt()
		return opened
	}
	back := w.trace(u.cell)
	for i := len(back) - 1; i >= 0 && u.pathN < pathLength; i-- {
		u.path[u.pathN] = uint8(back[i] & 7)
		u.pathN++
	}
	return opened + w.tracer.vain
}

func abs(n int32) int32 {
	if n < 0 {
		return -n
	}
	return n
}
