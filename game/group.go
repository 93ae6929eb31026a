package game

// Squads that are sent to one place in the same tick stand abreast, in the order in which they come, so that
// their ways do not cross.

// abreastMost is how many cells a group takes up abreast at most: more squads than fit stand behind each other.
const abreastMost = 16

// group is the squads that are sent to one place, sorted from left to right as seen on their way there.
type group struct {
	squads [MaxSquads]uint8
	n      int
	dir    uint8
}

// groupOf is the group that a squad is sent with.
func (w *World) groupOf(s *spot) (g group) {
	x, y, n := int32(0), int32(0), int32(0)
	for i := range w.squads {
		if w.goesAlong(s, &w.squads[i]) {
			g.squads[g.n] = uint8(i)
			g.n++
			lx, ly := w.ground.xy(w.leader(&w.squads[i]).cell)
			x, y, n = x+lx, y+ly, n+1
		}
	}
	if n < 2 {
		return g
	}
	g.dir = s.dir
	if from := y/n*w.ground.w + x/n; s.sq.flags&Faced == 0 && from != s.middle {
		g.dir = (w.ground.angle(from, s.middle) + 16) / 32 % 8
	}
	for i := range g.n { // stable: squads that come side by side keep their order
		for j := i; j > 0 && w.aside(s, &g, j) < w.aside(s, &g, j-1); j-- {
			g.squads[j], g.squads[j-1] = g.squads[j-1], g.squads[j]
		}
	}
	return g
}

// goesAlong reports whether a squad is sent to stay where another one is sent to, in the same tick.
func (w *World) goesAlong(s *spot, other *squad) bool {
	return other == s.sq || other.team == s.sq.team && other.since == w.tick && w.middle(other) == s.middle &&
		settles(other.order) && w.leader(other) != nil
}

// aside is how far to the right of the way to its place a squad of a group comes from.
func (w *World) aside(s *spot, g *group, i int) int32 {
	fromX, fromY := w.ground.xy(w.leader(&w.squads[g.squads[i]]).cell)
	toX, toY := w.ground.xy(s.middle)
	right := (g.dir + 2) % 8
	return (fromX-toX)*dirX[right] + (fromY-toY)*dirY[right]
}

// abreast is where a squad's formation has its middle among its group, which faces one way: the group's files lie side
// by side around the place that it is sent to.
func (w *World) abreast(s *spot) int32 {
	g := w.groupOf(s)
	if g.n < 2 {
		return s.middle
	}
	s.dir = g.dir
	total := int32(0)
	for i := range g.n {
		total += w.wide(&g, i)
	}
	deep := int(total/abreastMost) + 1 // squads in a file
	all, left := int32(0), int32(0)
	for i := 0; i < g.n; i += deep {
		wide, mine := int32(0), false
		for j := i; j < min(i+deep, g.n); j++ {
			wide, mine = max(wide, w.wide(&g, j)), mine || &w.squads[g.squads[j]] == s.sq
		}
		if mine {
			left = all + wide/2
		}
		all += wide
	}
	return w.offset(s.middle, g.dir, 0, left-all/2)
}

// wide is how many cells a squad of a group takes up abreast, with one between it and the next.
func (w *World) wide(g *group, i int) int32 {
	sq := &w.squads[g.squads[i]]
	least, most := int32(0), int32(0)
	for i := range int32(w.present(sq)) {
		_, aside := sq.formation.Slot(i)
		least, most = min(least, aside), max(most, aside)
	}
	return most - least + 2
}
