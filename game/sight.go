package game

// Sight is symmetric shadowcasting (Albert Ford, "Symmetric Shadowcasting", 2017): of two units with equal sight on open
// ground, each sees the other or neither does. Cells that conceal are seen from nearer only.

// slope is a fraction, its denominator positive.
type slope struct{ num, den int32 }

// span is what is left to scan of a row: cells between two slopes, at a depth from the viewer.
type span struct {
	depth      int32
	start, end slope
}

// eye is one look around. It adds to counts for each cell in sight.
type eye struct {
	g      *ground
	opaque []uint8 // for an eye of this height
	team   uint8   // its bit
	least  uint8   // heights of the cells that are looked at
	most   uint8
	x, y   int32
	sight  int32
	open   int32 // square of how far a cell is seen that conceals nothing
	by     uint16
	counts []uint16
	spans  []span
}

// quadrant is where the rows of one of the four directions lie: the cell of depth d and column c is at + d*deep + c*wide.
type quadrant struct {
	at, deep, wide int32
	rows           int32 // on the map
	from, to       int32 // columns on the map
	sides          bool  // has the diagonals: they belong to the quadrants up and down alone, so that no cell is counted twice
}

// look adds by to the count of each cell in sight of a team's viewer on a cell, modulo 65536: looking again with minusOne
// undoes it. room is memory for it to use; it returns it for the next time. Of two cells whoever stands higher decides:
// only what is higher than both is in the way. So cells that are higher than the viewer are looked at once more for each height.
func (g *ground) look(room []span, cell, sight int32, team uint8, by uint16, counts []uint16) []span {
	e := eye{g: g, team: 1 << team, x: cell % g.w, y: cell / g.w, sight: sight, open: sight*sight + sight, by: by, counts: counts, spans: room[:0]}
	counts[cell] += by
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
	g := e.g
	e.opaque = g.opaque[e.most]
	for _, q := range [4]quadrant{
		{cell, -g.w, 1, e.y, -e.x, g.w - 1 - e.x, true},
		{cell, g.w, 1, g.h - 1 - e.y, -e.x, g.w - 1 - e.x, true},
		{cell, 1, g.w, g.w - 1 - e.x, -e.y, g.h - 1 - e.y, false},
		{cell, -1, g.w, e.x, -e.y, g.h - 1 - e.y, false},
	} {
		e.spans = append(e.spans[:0], span{1, slope{-1, 1}, slope{1, 1}})
		for len(e.spans) > 0 {
			s := e.spans[len(e.spans)-1]
			e.spans = e.spans[:len(e.spans)-1]
			if s.depth <= min(e.sight, q.rows) {
				e.row(s, &q)
			}
		}
	}
}

// row scans one row of a quadrant and leaves what can be seen behind it in spans. Beyond the map everything blocks. A cell
// that blocks is seen; another is if its middle lies within the span: that makes sight symmetric.
func (e *eye) row(s span, q *quadrant) {
	first, last := roundUp(s.depth, s.start), roundDown(s.depth, s.end)
	inFirst, inLast := -floorDiv(-s.depth*s.start.num, s.start.den), floorDiv(s.depth*s.end.num, s.end.den)
	before, was := first < q.from, true // the cell before: was there one, did it block
	beyond := last > q.to
	cell := q.at + s.depth*q.deep + max(first, q.from)*q.wide
	for col := max(first, q.from); col <= min(last, q.to); col++ {
		blocks := e.opaque[cell]&e.team != 0
		if blocks || col >= inFirst && col <= inLast {
			e.spot(cell, s.depth, col, q.sides)
		}
		if before && was && !blocks {
			s.start = slope{2*col - 1, 2 * s.depth}
		}
		if before && !was && blocks {
			e.spans = append(e.spans, span{s.depth + 1, s.start, slope{2*col - 1, 2 * s.depth}})
		}
		before, was = true, blocks
		cell += q.wide
	}
	if before && !was {
		if beyond {
			s.end = slope{2*q.to + 1, 2 * s.depth}
		}
		e.spans = append(e.spans, span{s.depth + 1, s.start, s.end})
	}
}

// spot counts a cell if it is near enough. Cells that conceal are seen from nearer only.
func (e *eye) spot(cell, depth, col int32, sides bool) {
	if !sides && (col == depth || col == -depth) {
		return
	}
	if h := e.g.at(cell); e.g.highest > 0 && (h < e.least || h > e.most) {
		return
	}
	limit := e.open
	if hidden := int32(e.g.conceal[cell]); hidden > 0 {
		reach := max(e.sight*(100-hidden)/100, 1)
		limit = reach*reach + reach
	}
	if depth*depth+col*col <= limit {
		e.counts[cell] += e.by
	}
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
			w.lookFrom(u, now)
		}
	}
}

// lookFrom undoes what a unit saw and looks again from a cell, or from nowhere.
func (w *World) lookFrom(u *unit, now int32) {
	fog, sight := w.fog[u.team], int32(w.setup.Rules.Kinds[u.kind].Sight)
	if u.look != noCell {
		w.spans = w.ground.look(w.spans, u.look, sight, u.team, minusOne, fog)
	}
	if now != noCell {
		w.spans = w.ground.look(w.spans, now, sight, u.team, 1, fog)
	}
	u.look = now
}

const minusOne = 1<<16 - 1 // modulo 65536

// where is the cell that a unit's middle is over: what it sees from, and what it is seen on.
func (w *World) where(u *unit) int32 {
	if u.left == 0 {
		return u.cell
	}
	p := w.at(u)
	return p.Y/SubCell*w.ground.w + p.X/SubCell
}

// sees tells whether a team has a unit in sight.
func (w *World) sees(team uint8, u *unit) bool { return w.fog[team][w.where(u)] > 0 }
