package game

// Sight is symmetric shadowcasting (Albert Ford, "Symmetric Shadowcasting", 2017): of two units with equal sight on
// open ground, each sees the other or neither does. Cells that conceal are seen from nearer only.

// slope is a fraction, its denominator positive.
type slope struct{ num, den int32 }

// span is what is left to scan of a row: cells between two slopes, at a depth from the viewer.
type span struct {
	depth      int32
	start, end slope
}

// eye is one look around: it marks the cells in sight in set.
type eye struct {
	g      *ground
	set    *sightSet
	opaque []uint8 // for an eye of this height
	halves *[maxSight + 1]uint8
	team   uint8 // its bit
	least  uint8 // heights of the cells that are looked at
	most   uint8
	x, y   int32
	sight  int32
	spans  []span
}

// halves are half the widths of circles: by the sight of a viewer, and a depth, how far to the side it sees what
// conceals nothing.
var halves = func() (h [maxSight + 1][maxSight + 1]uint8) {
	for sight := range int32(maxSight + 1) {
		for depth := range sight + 1 {
			for col := int32(0); depth*depth+col*col <= sight*sight+sight; col++ {
				h[sight][depth] = uint8(col)
			}
		}
	}
	return h
}()

// quadrant is where the rows of one of the four directions lie: the cell of depth d and column c
// is at + d*deep + c*wide.
type quadrant struct {
	deep, wide int32
	deepBit    int32 // the same in the set
	wideBit    int32
	rows       int32 // on the map
	from, to   int32 // columns on the map
	sides      int32 // 0 if it has the diagonals: they belong to the quadrants up and down alone; else 1
}

// markVisible marks in set each cell in sight of a team's viewer on a cell. room is memory for it to use; it returns it
// for the next time. Of two cells whoever stands higher decides: only what is higher than both is in the way. So cells
// that are higher than the viewer are looked at once more for each height.
func (g *ground) markVisible(room []span, cell, sight int32, team uint8, set *sightSet) []span {
	x, y := g.xy(cell)
	e := eye{g: g, set: set, halves: &halves[sight], team: 1 << team, x: x, y: y, sight: sight, spans: room[:0]}
	set.begin(g, cell, sight, team)
	e.most = g.at(cell)
	e.cast(cell)
	for e.most < g.highest {
		e.most++
		e.least = e.most
		e.cast(cell)
	}
	return e.spans
}

// cast looks into the four quadrants from a height.
func (e *eye) cast(cell int32) {
	g, line := e.g, 64*e.set.words
	e.opaque = g.opaque[e.most]
	for _, q := range [4]quadrant{
		{-g.w, 1, -line, 1, e.y, -e.x, g.w - 1 - e.x, 0},
		{g.w, 1, line, 1, g.h - 1 - e.y, -e.x, g.w - 1 - e.x, 0},
		{1, g.w, 1, line, g.w - 1 - e.x, -e.y, g.h - 1 - e.y, 1},
		{-1, g.w, -1, line, e.x, -e.y, g.h - 1 - e.y, 1},
	} {
		e.spans = append(e.spans[:0], span{1, slope{-1, 1}, slope{1, 1}})
		for len(e.spans) > 0 {
			s := e.spans[len(e.spans)-1]
			e.spans = e.spans[:len(e.spans)-1]
			if s.depth <= min(e.sight, q.rows) {
				e.row(s, &q, cell)
			}
		}
	}
}

// row scans one row of a quadrant and leaves what can be seen behind it in spans. Beyond the map everything blocks. A
// cell that blocks is seen; another is if its middle lies within the span: that makes sight symmetric.
func (e *eye) row(s span, q *quadrant, cell int32) {
	first, last := roundUp(s.depth, s.start), roundDown(s.depth, s.end)
	inFirst, inLast := -floorDiv(-s.depth*s.start.num, s.start.den), floorDiv(s.depth*s.end.num, s.end.den)
	half := min(int32(e.halves[s.depth]), s.depth-q.sides)
	before, was := first < q.from, true // the cell before: was there one, did it block
	beyond := last > q.to
	col := max(first, q.from)
	cell += s.depth*q.deep + col*q.wide
	bit := e.set.middle + s.depth*q.deepBit + col*q.wideBit
	opaque, conceal, team, plain, bits := e.opaque, e.g.conceal, e.team, e.g.highest == 0, e.set.bits
	inFirst, inLast = max(inFirst, -half), min(inLast, half)
	for last = min(last, q.to); col <= last; col++ {
		blocks := opaque[cell]&team != 0
		if (col >= inFirst && col <= inLast || blocks && col >= -half && col <= half) &&
			(plain && conceal[cell] == 0 || e.spots(cell, s.depth, col)) {
			bits[bit>>6] |= 1 << (bit & 63)
		}
		if before && was != blocks {
			if was {
				s.start = slope{2*col - 1, 2 * s.depth}
			} else {
				e.spans = append(e.spans, span{s.depth + 1, s.start, slope{2*col - 1, 2 * s.depth}})
			}
		}
		before, was = true, blocks
		cell += q.wide
		bit += q.wideBit
	}
	if before && !was {
		if beyond {
			s.end = slope{2*q.to + 1, 2 * s.depth}
		}
		e.spans = append(e.spans, span{s.depth + 1, s.start, s.end})
	}
}

// spots reports whether a cell is of the height that is looked at, and near enough: cells that conceal
// are seen from nearer only.
func (e *eye) spots(cell, depth, col int32) bool {
	if h := e.g.at(cell); h < e.least || h > e.most {
		return false
	}
	hidden := int32(e.g.conceal[cell])
	if hidden == 0 {
		return true
	}
	reach := max(e.sight*(100-hidden)/100, 1)
	return depth*depth+col*col <= reach*reach+reach
}

// roundUp rounds depth*slope to the nearest column, ties up; roundDown, ties down.
func roundUp(depth int32, s slope) int32   { return floorDiv(2*depth*s.num+s.den, 2*s.den) }
func roundDown(depth int32, s slope) int32 { return -floorDiv(-(2*depth*s.num - s.den), 2*s.den) }

func floorDiv(a, b int32) int32 {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}

// lookAround brings every team's fog up to date: only what viewers that moved or died saw is done again.
func (w *World) lookAround() {
	for i := range w.units {
		u := &w.units[i]
		now := int32(noCell)
		if u.here() {
			now = w.where(u)
		}
		if now != u.look {
			w.lookFrom(i, now)
		}
	}
}

// lookFrom lets a unit look from a cell, or from nowhere, instead of where it looked from. What it sees is kept for the
// next time, beside the World: a World that was cloned or restored looks again from the old place.
func (w *World) lookFrom(i int, now int32) {
	for len(w.sets) < len(w.units) {
		w.sets = append(w.sets, sightSet{})
	}
	u := &w.units[i]
	sight, old := int32(w.setup.Rules.Kinds[u.kind].Sight), &w.sets[i]
	switch {
	case u.look == noCell:
		old.clear()
	case !old.is(w.ground, u.look, sight, u.team):
		w.spans = w.ground.markVisible(w.spans, u.look, sight, u.team, old)
	}
	if now == noCell {
		w.spare.clear()
	} else {
		w.spans = w.ground.markVisible(w.spans, now, sight, u.team, &w.spare)
	}
	old.turnInto(&w.spare, w.ground.w, &w.fog[u.team])
	*old, w.spare = w.spare, *old
	u.look = now
}

// where is the cell that a unit's middle is over: what it sees from, and what it is seen on.
func (w *World) where(u *unit) int32 {
	if u.left == 0 {
		return u.cell
	}
	p := w.at(u)
	return p.Y/SubCell*w.ground.w + p.X/SubCell
}

// inView reports whether a team saw a unit when it last looked: what its View showed. What a team orders
// and plans goes by this.
func (w *World) inView(team uint8, u *unit) bool { return u.look != noCell && w.fog[team].any(u.look) }

// sees reports whether a team has a unit in sight now, in the midst of a Step.
func (w *World) sees(team uint8, u *unit) bool { return w.fog[team].any(w.where(u)) }

// lies is where, between Steps: whoever lives has looked from there.
func (w *World) lies(u *unit) int32 {
	if u.look != noCell {
		return u.look
	}
	return w.where(u)
}
