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

// eye is one look around.
type eye struct {
	g     *ground
	x, y  int32
	sight int32
	quad  int
	see   func(cell int32)
	spans []span
}

// look calls see once for each cell in sight of a viewer on a cell.
func (g *ground) look(cell, sight int32, see func(cell int32)) {
	e := eye{g: g, x: cell % g.w, y: cell / g.w, sight: sight, see: see}
	var room [64]span
	e.spans = room[:0]
	see(cell)
	for e.quad = range 4 {
		e.spans = append(e.spans[:0], span{1, slope{-1, 1}, slope{1, 1}})
		for len(e.spans) > 0 {
			s := e.spans[len(e.spans)-1]
			e.spans = e.spans[:len(e.spans)-1]
			e.row(s)
		}
	}
}

// row scans one row of a quadrant and leaves what can be seen behind it in spans.
func (e *eye) row(s span) {
	if s.depth > e.sight {
		return
	}
	first, last := roundUp(s.depth, s.start), roundDown(s.depth, s.end)
	before, was := false, false // the cell before: was there one, did it block
	for col := first; col <= last; col++ {
		cell, on := e.cell(s.depth, col)
		blocks := !on || e.g.opaque[cell]
		if on && (blocks || symmetric(s, col)) {
			e.spot(cell, s.depth, col)
		}
		if before && was && !blocks {
			s.start = slope{2*col - 1, 2 * s.depth}
		}
		if before && !was && blocks {
			e.spans = append(e.spans, span{s.depth + 1, s.start, slope{2*col - 1, 2 * s.depth}})
		}
		before, was = true, blocks
	}
	if before && !was {
		e.spans = append(e.spans, span{s.depth + 1, s.start, s.end})
	}
}

// spot sees a cell if it is near enough. The diagonals belong to the quadrants up and down alone, so that no cell is
// counted twice.
func (e *eye) spot(cell, depth, col int32) {
	if e.quad >= 2 && abs(col) == depth {
		return
	}
	reach := e.sight * (100 - int32(e.g.conceal[cell])) / 100
	if reach = max(reach, 1); depth*depth+col*col <= reach*reach+reach {
		e.see(cell)
	}
}

// cell turns depth and column of the quadrant being scanned into a cell.
func (e *eye) cell(depth, col int32) (int32, bool) {
	x, y := e.x, e.y
	switch e.quad {
	case 0:
		x, y = x+col, y-depth
	case 1:
		x, y = x+col, y+depth
	case 2:
		x, y = x+depth, y+col
	default:
		x, y = x-depth, y+col
	}
	return y*e.g.w + x, x >= 0 && y >= 0 && x < e.g.w && y < e.g.h
}

// symmetric tells whether a cell's middle lies within the span.
func symmetric(s span, col int32) bool {
	return col*s.start.den >= s.depth*s.start.num && col*s.end.den <= s.depth*s.end.num
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
		if u.hp > 0 {
			now = w.where(u)
		}
		if now == u.look {
			continue
		}
		fog, sight := w.fog[u.team], int32(w.setup.Rules.Kinds[u.kind].Sight)
		if u.look != noCell {
			w.ground.look(u.look, sight, func(c int32) { fog[c]-- })
		}
		if now != noCell {
			w.ground.look(now, sight, func(c int32) { fog[c]++ })
		}
		u.look = now
	}
}

// where is the cell that a unit's middle is over: what it sees from, and what it is seen on.
func (w *World) where(u *unit) int32 {
	p := w.at(u)
	return p.Y/SubCell*w.ground.w + p.X/SubCell
}

// sees tells whether a team has a unit in sight.
func (w *World) sees(team uint8, u *unit) bool { return w.fog[team][w.where(u)] > 0 }

// Fog computes into f the cells that v's audience has in sight, by the same function that fills views. f is reused.
func (s *Setup) Fog(v *View, f *Fog) {
	n := len(s.Map.Cells)
	if len(f.Visible) != n {
		f.W, f.H, f.Visible = s.Map.W, s.Map.H, make([]bool, n)
	}
	for i := range f.Visible {
		f.Visible[i] = v.Audience == All
	}
	if v.Audience == All {
		return
	}
	if f.ground == nil || f.of != s {
		f.ground, f.of = groundOf(s), s
	}
	for i := range v.Units {
		u := &v.Units[i]
		if u.Team != uint8(v.Audience) || u.HP == 0 || int(u.Kind) >= len(s.Rules.Kinds) {
			continue
		}
		x, y := int32(u.X)/ViewStep, int32(u.Y)/ViewStep
		if x < s.Map.W && y < s.Map.H {
			f.ground.look(y*s.Map.W+x, int32(s.Rules.Kinds[u.Kind].Sight), func(c int32) { f.Visible[c] = true })
		}
	}
}
