package game

// What a team does not see may be otherwise than it thinks: a bridge that went, a wall that fell, somebody who stands
// there. Where its units go, whether its orders are obeyed and at whom its units can fire goes by what it knows, or
// each of these would tell it of what it cannot see.

// deceived reports whether a class can enter some cell that a team thinks it cannot, or cannot
// where it thinks that it can.
func (w *World) deceived(team uint8, class MoveClass) bool {
	for i := range w.altered {
		a := &w.altered[i]
		t := w.setup.Rules.Terrains
		if (t[a.shown[team]].Cost[class] == Impassable) != (t[a.code].Cost[class] == Impassable) {
			return true
		}
	}
	return false
}

// terrain is what a team takes a cell for.
func (w *World) terrain(team uint8, cell int32) *Terrain {
	code := w.ground.code[cell]
	if len(w.ground.outdated) > 0 && w.ground.outdated[cell]>>team&1 == 1 {
		for i := range w.altered {
			if w.altered[i].cell == cell {
				code = w.altered[i].shown[team]
			}
		}
	}
	return &w.setup.Rules.Terrains[code]
}

// believed is what a team thinks that a cell costs.
func (w *World) believed(team uint8, cell int32, class MoveClass) uint8 {
	return w.terrain(team, cell).Cost[class]
}

// neighbour is ground.step by what a team knows.
func (w *World) neighbour(team uint8, c int32, dir uint8, class MoveClass) (int32, bool) {
	if len(w.ground.outdated) == 0 {
		return w.ground.step(c, dir, class)
	}
	return w.believedStep(team, c, dir, class)
}

// exits are the directions in which a team believes that a cell can be left, a bit each, and whether it believes that
// all around it costs the same.
func (w *World) exits(team uint8, c int32, class MoveClass) (exits uint8, even bool) {
	if g := w.ground; len(g.doubtful) == 0 || g.doubtful[c]>>team&1 == 0 {
		return g.exits[class][c], g.even[c]>>class&1 == 1
	}
	even = true
	for dir := range uint8(8) {
		next, ok := w.believedStep(team, c, dir, class)
		if ok {
			exits |= 1 << dir
		}
		even = even && ok && w.believed(team, next, class) == w.believed(team, c, class)
	}
	return exits, even
}

func (w *World) believedStep(team uint8, c int32, dir uint8, class MoveClass) (int32, bool) {
	g := w.ground
	x, y := g.xy(c)
	x, y = x+dirX[dir], y+dirY[dir]
	if x < 0 || y < 0 || x >= g.w || y >= g.h {
		return 0, false
	}
	next := y*g.w + x
	free := w.believed(team, next, class) != Impassable
	if dir&1 == 1 {
		free = free && w.believed(team, c+dirX[dir], class) != Impassable &&
			w.believed(team, c+dirY[dir]*g.w, class) != Impassable
	}
	return next, free
}

// clearAsKnown reports whether nothing that a team knows of stops fire between two cells.
func (w *World) clearAsKnown(team uint8, a, b int32) bool {
	g := w.ground
	if len(g.outdated) == 0 {
		return g.clear(a, b, nil)
	}
	return g.clear(a, b, func(c int32) uint8 {
		solid := g.at(c)
		if w.terrain(team, c).BlocksFire {
			solid++
		}
		return solid
	})
}

// taken reports whether somebody stands on a cell as far as a team knows.
func (w *World) taken(team uint8, c int32) bool {
	o := w.stand.at(c)
	return o != noUnit && (w.units[o].team == team || w.inView(team, &w.units[o]))
}

// realm is where a squad's leader can get to, as far as its team knows. It holds until the next search.
type realm struct {
	w     *World
	class MoveClass
	home  int32 // the region that it is; 0 where the World has marked the cells
}

// reachable finds a squad's realm; ok is false if no unit of it is on the map.
func (w *World) reachable(sq *squad) (r realm, ok bool) {
	u, class := w.leader(sq), w.kindOf(sq).Class
	if u == nil {
		return realm{}, false
	}
	if !w.deceived(sq.team, class) {
		return realm{w, class, w.ground.regionOf(class, u.cell)}, true
	}
	w.begin()
	w.marked[u.cell].stamp = w.stamp
	w.queue = append(w.queue, u.cell)
	for i := 0; i < len(w.queue); i++ {
		for dir := range uint8(8) {
			if next, ok := w.believedStep(u.team, w.queue[i], dir, class); ok && w.marked[next].stamp != w.stamp {
				w.marked[next].stamp = w.stamp
				w.queue = append(w.queue, next)
			}
		}
	}
	return realm{w: w}, true
}

// holds reports whether a cell is in a realm.
func (r realm) holds(c int32) bool {
	if r.home != 0 {
		return r.w.ground.regionOf(r.class, c) == r.home
	}
	return r.w.marked[c].stamp == r.w.stamp
}
