package game

import "math/bits"

// route is what a search is for.
type route struct {
	team   uint8
	class  MoveClass
	goal   int32
	x, y   int32 // the goal's
	to     *heading
	flips  uint8 // where the goal lies: 1 for -x, 2 for -y
	bounds *landmarks
	far    [mostLandmarks]int32 // the goal's, by bounds
	plain  bool                 // nothing is known to lie on the ground, and no cell is taken for another
	length int32                // of the path that was found
	opened int
	again  int // how many cells must have been opened before the straight way is tried again
}

// search is A* with terrain costs, after which trace leads back from the goal. Cells where somebody stands idle cost
// extra, so that paths lead round them, if the team knows of him: a way round somebody out of sight would tell of him.
// It returns how many cells it opened, and whether there is a path.
//
// Three things make it fast. Landmarks know better than the distance what is left. Out of even ground only those
// directions are looked into that the cell before cannot do better. And what leads straight on to the goal is followed
// at once, while the other directions of a cell wait until nothing better is left.
func (w *World) search(team uint8, class MoveClass, from, goal int32) (opened int, ok bool) {
	w.begin()
	w.setOut(team, class, from, goal)
	at := &w.marked[from]
	*at = reached{stamp: w.stamp, guess: w.guess(from), from: noDirection}
	w.front.begin(at.guess)
	w.front.put(from, at.guess)
	for {
		c, ok := w.front.pop()
		if !ok {
			return opened, false
		}
		switch at := &w.marked[c]; {
		case at.done == allDirections:
		case at.cost+at.guess > w.front.least:
			w.front.put(c, at.cost+at.guess)
		case c == goal:
			w.route.length, w.route.opened = at.cost, opened
			return opened, true
		default:
			if at.done == 0 {
				opened++
				if w.straightTo(c, at, opened) {
					return opened, true
				}
			}
			w.open(c, at)
		}
	}
}

const (
	noDirection   = 8
	allDirections = 0xFF
)

// setOut begins a route.
func (w *World) setOut(team uint8, class MoveClass, from, goal int32) {
	r := &w.route
	*r = route{team: team, class: class, goal: goal, flips: w.ground.flips(from, goal), bounds: w.boundsOf(class)}
	r.to = &headings[r.flips]
	r.plain = w.ground.outdated == nil && w.ground.mined == nil
	r.x, r.y = w.ground.xy(goal)
	if r.bounds != nil {
		r.far = r.bounds.far[goal]
	}
}

// boundsOf are a class's landmarks. Imagined Worlds, of which there are many and which look a few seconds ahead, do
// without.
func (w *World) boundsOf(class MoveClass) *landmarks {
	if w.bounds[class] == nil && !w.imagined {
		w.bounds[class] = survey(w.setup, class, w.ground.legs)
	}
	return w.bounds[class]
}

// open reaches the cells next to one. Once it has reached one that is as near to the goal as can be, the others wait.
func (w *World) open(c int32, at *reached) {
	exits, even := w.exits(w.route.team, c, w.route.class)
	at.done |= ^exits | backward[at.along]
	todo := exits &^ at.done
	if even && !w.tolled(c) {
		todo &= onward[at.along]
	}
	for todo != 0 {
		dir := w.route.to[todo]
		if todo>>at.from&1 == 1 {
			dir = at.from
		}
		todo &^= 1 << dir
		at.done |= 1 << dir
		next, estimate, better := w.lead(c, dir, at.cost)
		if !better {
			continue
		}
		if estimate <= w.front.least && todo != 0 {
			w.front.put(c, w.front.least)
			todo = 0
		}
		w.front.put(next, estimate)
	}
}

// lead notes the way to the next cell in a direction, if none as cheap was known.
func (w *World) lead(c int32, dir uint8, so int32) (next, estimate int32, better bool) {
	g := w.ground
	next = c + g.stride(dir)
	cost, at := so+w.toll(next, g.legs[dir&1]), &w.marked[next]
	switch {
	case at.stamp != w.stamp:
		*at = reached{stamp: w.stamp, cost: cost, guess: w.guess(next), from: dir, along: 1 << dir}
	case cost < at.cost:
		at.cost, at.from, at.along, at.done = cost, dir, 1<<dir, 0
	case cost == at.cost && at.along>>dir&1 == 0:
		at.along |= 1 << dir
		better = at.done != 0 && at.done != allDirections // there may be more to look into from there
		return next, cost + at.guess, better
	default:
		return next, 0, false
	}
	return next, cost + at.guess, true
}

// straightTo tries to go from a cell to the goal aslant and then straight, over nothing but the cheapest ground: where
// that works, nothing can be shorter, and the search ends. What a try that failed has cost is saved up for before the
// next.
func (w *World) straightTo(c int32, at *reached, opened int) bool {
	g, r := w.ground, &w.route
	if opened < r.again || at.guess > w.octile(c) {
		return false
	}
	x, y := g.xy(c)
	right, down := r.x-x, r.y-y
	aslant, first := min(abs(right), abs(down)), towards[sign(down)+1][sign(right)+1]
	then := towards[1][sign(right)+1]
	if abs(down) > aslant {
		then = towards[sign(down)+1][1]
	}
	turn := c + aslant*g.stride(first)
	if !w.cheap(c, first, aslant) || !w.cheap(turn, then, max(abs(right), abs(down))-aslant) {
		return false
	}
	r.length, r.opened = at.cost+at.guess, opened
	for end, cost := c, at.cost; end != r.goal; {
		dir := first
		if aslant--; aslant < 0 {
			dir = then
		}
		end += g.stride(dir)
		cost += g.legs[dir&1] * g.cheapest[r.class]
		w.marked[end] = reached{stamp: w.stamp, cost: cost, guess: r.length - cost, from: dir}
	}
	return true
}

// cheap reports whether nothing costs more on so many steps in a direction than the cheapest ground.
func (w *World) cheap(c int32, dir uint8, steps int32) bool {
	g, r := w.ground, &w.route
	stride, cheapest, allExits, costs := g.stride(dir), g.cheapest[r.class], g.exits[r.class], g.cost[r.class]
	for range steps {
		r.again++
		next := c + stride
		if !r.plain || allExits[c]>>dir&1 == 0 || int32(costs[next]) != cheapest || !w.stand.none(next) {
			if exits, _ := w.exits(r.team, c, r.class); exits>>dir&1 == 0 || w.toll(next, 1) > cheapest {
				return false
			}
		}
		c = next
	}
	return true
}

// legCosts are what a straight and a diagonal step into a cell cost, by what the team knows.
func (w *World) legCosts(c int32) [2]int32 {
	g, r := w.ground, &w.route
	if r.plain && w.stand.none(c) {
		cost := int32(g.cost[r.class][c])
		return [2]int32{g.legs[0] * cost, g.legs[1] * cost}
	}
	return [2]int32{w.toll(c, g.legs[0]), w.toll(c, g.legs[1])}
}

// towards is the direction by the signs of y and x, less one.
var towards = [3][3]uint8{{5, 6, 7}, {4, 0, 0}, {3, 2, 1}}

// toll is what a step into a cell costs, by what the team knows.
func (w *World) toll(next, leg int32) int32 {
	g, r := w.ground, &w.route
	cost := leg * int32(g.cost[r.class][next])
	if r.plain && w.stand.none(next) {
		return cost
	}
	if g.outdated != nil && g.outdated[next]>>r.team&1 == 1 {
		cost = leg * int32(w.believed(r.team, next, r.class))
	}
	if g.mined != nil && g.mined[next]>>r.team&1 == 1 {
		cost += 20 * straight * 16
	}
	if !w.stand.none(next) && next != r.goal && w.stands(&w.units[w.stand.at(next)], r.team) {
		cost += 6 * straight * 16
	}
	return cost
}

// tolled reports whether a cell or one around it, none of which is beyond the map, costs a team more than the ground
// does.
func (w *World) tolled(c int32) bool {
	g, r := w.ground, &w.route
	for row := c - g.w; row <= c+g.w; row += g.w {
		for taken := w.stand.three(row); taken != 0; taken &= taken - 1 {
			at := row - 1 + int32(bits.TrailingZeros64(taken))
			if at != r.goal && w.stands(&w.units[w.stand.at(at)], r.team) {
				return true
			}
		}
		if g.mined != nil && (g.mined[row-1]|g.mined[row]|g.mined[row+1])>>r.team&1 == 1 {
			return true
		}
	}
	return false
}

// stands reports whether a unit stands idle as far as a team knows. Friends who have stopped to fight count too: else
// those behind them wait in a queue, out of range. Where enemies mean to go is not seen, but whether they move is.
func (w *World) stands(u *unit, team uint8) bool {
	if u.team == team {
		return u.left == 0 && w.stays(u)
	}
	return u.flags&Moving == 0 && w.inView(team, u)
}

// guess is what the way from a cell to the goal costs at least: the octile distance over the cheapest ground, or what
// landmarks know.
func (w *World) guess(c int32) int32 {
	least := w.octile(c)
	if r := &w.route; r.bounds != nil {
		return max(least, r.bounds.least(c, r.goal, &r.far))
	}
	return least
}

func (w *World) octile(c int32) int32 {
	g, r := w.ground, &w.route
	x, y := g.xy(c)
	return g.cheapest[r.class] * g.octile(x-r.x, y-r.y)
}
