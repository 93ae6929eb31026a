package ai

import "muster/game"

// Smoke ends sight, not fire: it helps only where no other enemy sees past it.

const (
	wayStep     = 3  // cells between the spots that are looked at along a path
	waySteps    = 5  // how many of them
	wayEyes     = 96 // sightings of a spot by an enemy, at most
	smokeFactor = 3  // smoke past which nobody sees divides damage by this
)

// pathAhead is the straight line of a squad towards its goal, as far as it is assessed, and the enemies that watch it.
type pathAhead struct {
	n     int
	spots [waySteps]struct{ x, y, harm int32 } // harm: damage that the squad would take there
	sum   int32                                // of harm
	eyes  [wayEyes]eye
	seen  int // eyes
}

// eye is a known enemy that sees a spot of a path.
type eye struct {
	at   int
	x, y int32
}

// cloud is smoke.
type cloud struct{ x, y, r int32 }

// noteSmoke notes where there is smoke.
func (m *mind) noteSmoke(marks []game.Mark) {
	m.clouds = m.clouds[:0]
	if !m.style.knows(Cross) {
		return
	}
	for i := range marks {
		if c := &marks[i]; c.Kind == game.Cloud {
			m.clouds = append(m.clouds, cloud{int32(c.X), int32(c.Y), int32(c.What)})
		}
	}
}

// between reports whether a cloud lies between two places, or around one of them.
func (c *cloud) between(x, y, tx, ty int32) bool {
	dx, dy, cx, cy := tx-x, ty-y, c.x-x, c.y-y
	if long := dx*dx + dy*dy; long > 0 {
		t := min(max(dx*cx+dy*cy, 0), long)
		along := func(d int32) int32 { return int32(int64(d) * int64(t) / int64(long)) }
		cx, cy = cx-along(dx), cy-along(dy)
	}
	return cx*cx+cy*cy < c.r*c.r
}

// smoked reports whether smoke lies between two places.
func (m *mind) smoked(x, y, tx, ty int32) bool {
	for i := range m.clouds {
		if m.clouds[i].between(x, y, tx, ty) {
			return true
		}
	}
	return false
}

// throughSmoke is how much of the damage taken at a place gets through smoke: all of it if a known enemy sees past the
// smoke.
func (m *mind) throughSmoke(x, y, harm int32) int32 {
	if len(m.clouds) == 0 || harm == 0 {
		return harm
	}
	for i := range m.foes {
		f := &m.foes[i]
		if !m.smoked(f.x, f.y, x, y) && m.sights(f, x, y) {
			return harm
		}
	}
	return harm / smokeFactor
}

// fireThroughSmoke is how much of the damage done to an enemy from a place gets through smoke: all of it if the team
// sees the enemy.
func (m *mind) fireThroughSmoke(x, y int32, f *foe, harm int32) int32 {
	if f.seen || !m.smoked(x, y, f.x, f.y) {
		return harm
	}
	return harm / smokeFactor
}

// sights reports whether an enemy would see somebody at an open place if there were no smoke.
func (m *mind) sights(f *foe, x, y int32) bool {
	return m.ground.sees(int32(m.setup.Rules.Kinds[f.kind].Sight), f.x, f.y, x, y)
}

// assessPath assesses the path of a squad to its goal. The path has no spots if it is blocked.
func (m *mind) assessPath(sq *squad, g *goal, w *pathAhead) {
	dx, dy := g.x-sq.x, g.y-sq.y
	d := max(root(square(dx)+square(dy)), 1)
	w.n, w.seen, w.sum = 0, 0, 0
	for n := int32(1); n <= waySteps && n*wayStep <= d+wayStep-1; n++ {
		x, y := sq.x+dx*min(n*wayStep, d)/d, sq.y+dy*min(n*wayStep, d)/d
		if !m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
			w.n, w.seen, w.sum = 0, 0, 0
			return
		}
		m.addSpot(sq, w, x, y)
	}
}

// addSpot adds a spot to a path: the damage that all known enemies would do to the squad there, if one of them sees it.
func (m *mind) addSpot(sq *squad, w *pathAhead, x, y int32) {
	cover, harm, seen := m.ground.cover(x, y), int32(0), w.seen
	for i := range m.foes {
		f := &m.foes[i]
		if m.smoked(f.x, f.y, x, y) || !m.ground.lineClear(f.x, f.y, x, y) {
			continue
		}
		if !m.damage.indirect[f.kind] {
			harm += m.damage.of(f.kind, sq.kind, root(square(f.x-x)+square(f.y-y)), cover) * f.weight / 100
		}
		if f.weight > 40 && w.seen < wayEyes && m.sights(f, x, y) {
			w.eyes[w.seen] = eye{w.n, f.x, f.y}
			w.seen++
		}
	}
	if w.seen == seen {
		harm = 0
	}
	w.spots[w.n] = struct{ x, y, harm int32 }{x, y, harm}
	w.sum += harm
	w.n++
}

// open reports for each spot of a path whether a known enemy would see it past a cloud.
func (w *pathAhead) open(c *cloud) (open [waySteps]bool) {
	for i := range w.seen {
		if e := &w.eyes[i]; !open[e.at] && !c.between(e.x, e.y, w.spots[e.at].x, w.spots[e.at].y) {
			open[e.at] = true
		}
	}
	return open
}

// saves is how much of the damage along a path a cloud prevents: all of it at the spots that no enemy sees any more.
func (w *pathAhead) saves(c *cloud) (sum int32) {
	open := w.open(c)
	for at := range w.n {
		if !open[at] {
			sum += w.spots[at].harm
		}
	}
	return sum
}

// friendlyFireLost is how much of the fire of friends who have a target now a cloud would block.
func (m *mind) friendlyFireLost(c *cloud) (sum int32) {
	for i := range m.squads {
		sq, most, left := &m.squads[i], int32(0), int32(0)
		if sq.n == 0 || sq.broken {
			continue
		}
		for j := range m.foes {
			f := &m.foes[j]
			if !m.hits(sq, f) {
				continue
			}
			harm := sq.n * m.damage.of(sq.kind, f.kind, root(square(f.x-sq.x)+square(f.y-sq.y)),
				int32(m.ground.terrain(f.x, f.y).Cover))
			most = max(most, harm)
			if !c.between(f.x, f.y, sq.x, sq.y) {
				left = max(left, harm)
			}
		}
		sum += most - left
	}
	return sum
}
