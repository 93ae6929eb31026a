package game

// ground is what follows from a map as it is now: what a cell costs, hides and stops, and what hangs together. Worlds
// share it: whoever alters one makes a copy first, see World.alter.
type ground struct {
	w, h     int32
	part     uint64 // 1/w in 32 bits behind the point, rounded up: see xy
	code     []uint8
	height   []uint8 // nil for a flat map
	highest  uint8
	cost     [MoveClasses][]uint8
	exits    [MoveClasses][]uint8 // by cell: a bit for each direction in which it can be left
	even     []uint8              // a bit for each class that it and all cells around it cost the same
	region   [MoveClasses]regions
	opaque   [MaxHeight + 1][]uint8 // by height of the eye and cell: a bit for each team whose sight ends there
	solid    []uint8                // stops fire between places that are both lower than this; 0 for nothing
	cover    []uint8
	conceal  []uint8
	outdated []uint8            // a bit for each team that takes the cell for what it was; nil when there is none
	doubtful []uint8            // a bit for each team that takes it or one around it so; nil when there is none
	mined    []uint8            // a bit for each team that knows of a mine there; nil when there is none
	cheapest [MoveClasses]int32 // the least that any cell may come to cost: see lowerCheapest
	legs     [2]int32           // what a straight and a diagonal step cost in a cell that costs 1
	before   *octiles           // by legs
}

// everybody is the bits of all teams.
const everybody = 0xFF

// groundOf derives it from the map as it was at first.
func groundOf(s *Setup) *ground {
	n := len(s.Map.Cells)
	g := &ground{
		w: s.Map.W, h: s.Map.H, part: 1<<32/uint64(s.Map.W) + 1, code: append([]uint8(nil), s.Map.Cells...),
		height: s.Map.Heights, legs: [2]int32{straight, diagonal}, even: make([]uint8, n),
	}
	g.solid, g.cover, g.conceal = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	for _, h := range g.height {
		g.highest = max(g.highest, h)
	}
	for level := range g.highest + 1 {
		g.opaque[level] = make([]uint8, n)
	}
	for class := range MoveClasses {
		g.cost[class], g.exits[class], g.cheapest[class] = make([]uint8, n), make([]uint8, n), 255
	}
	for i, code := range s.Map.Cells {
		g.set(s, int32(i), code)
		g.setOpaque(s, int32(i), code, everybody)
	}
	g.lowerCheapest(s)
	g.before = g.octiles()
	for class := range MoveClasses {
		g.open(class)
	}
	return g
}

// copied is a copy that can be altered.
func (g *ground) copied() *ground {
	c := *g
	for level := range c.opaque {
		c.opaque[level] = append([]uint8(nil), g.opaque[level]...)
	}
	for class := range MoveClasses {
		c.cost[class], c.exits[class] = append([]uint8(nil), g.cost[class]...), append([]uint8(nil), g.exits[class]...)
		c.region[class].part = append([]uint8(nil), g.region[class].part...)
	}
	c.code, c.solid = append([]uint8(nil), g.code...), append([]uint8(nil), g.solid...)
	c.outdated, c.mined = append([]uint8(nil), g.outdated...), append([]uint8(nil), g.mined...)
	c.even, c.doubtful = append([]uint8(nil), g.even...), append([]uint8(nil), g.doubtful...)
	c.cover, c.conceal = append([]uint8(nil), g.cover...), append([]uint8(nil), g.conceal...)
	return &c
}

// xy is where a cell lies. A product instead of two divisions: exact while cells times width stay under 1<<32, which
// limits keep (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", 1994).
func (g *ground) xy(c int32) (x, y int32) {
	y = int32(uint64(c) * g.part >> 32)
	return c - y*g.w, y
}

// at is the height of a cell.
func (g *ground) at(c int32) uint8 {
	if g.height == nil {
		return 0
	}
	return g.height[c]
}

// lowerCheapest lowers cheapest to what cells may come to cost: a path must not reveal that something cheap was built
// out of sight.
func (g *ground) lowerCheapest(s *Setup) {
	var there [MaxTerrain]bool
	for _, code := range s.Map.Cells {
		there[code] = true
	}
	for code := range s.Rules.Terrains {
		for class := range MoveClasses {
			if cost := s.Rules.hoped(uint8(code), class); there[code] && cost != Impassable {
				g.cheapest[class] = min(g.cheapest[class], int32(cost))
			}
		}
	}
}

// set makes a cell of a terrain, for all but sight and what hangs together.
func (g *ground) set(s *Setup, c int32, code uint8) {
	t := &s.Rules.Terrains[code]
	g.code[c], g.cover[c], g.conceal[c], g.solid[c] = code, t.Cover, t.Conceal, g.at(c)
	if t.BlocksFire {
		g.solid[c]++
	}
	for class := range MoveClasses {
		g.cost[class][c] = t.Cost[class]
		if t.Cost[class] != Impassable {
			g.cheapest[class] = min(g.cheapest[class], int32(t.Cost[class]))
		}
	}
}

// setOpaque makes a cell end the sight of some teams as terrain code does: hills and walls block lower eyes.
func (g *ground) setOpaque(s *Setup, c int32, code, teams uint8) {
	top := g.at(c)
	if s.Rules.Terrains[code].BlocksSight {
		top++
	}
	for level := range g.highest + 1 {
		if top > level {
			g.opaque[level][c] |= teams
		} else {
			g.opaque[level][c] &^= teams
		}
	}
}

// open notes where a class can go from each cell, and from there to where.
func (g *ground) open(class MoveClass) {
	for c := range g.exits[class] {
		g.reopen(int32(c), class)
	}
	g.divide(class)
}

// reopen notes in which directions a cell can be left: a diagonal needs both cells beside it free. And whether all
// around it costs the same.
func (g *ground) reopen(c int32, class MoveClass) {
	x, y := g.xy(c)
	exits, even, cost := uint8(0), uint8(1)<<class, g.cost[class]
	free := func(x, y int32) bool { return x >= 0 && y >= 0 && x < g.w && y < g.h && cost[y*g.w+x] != Impassable }
	for dir := range dirX {
		nx, ny := x+dirX[dir], y+dirY[dir]
		switch {
		case !free(nx, ny):
			even = 0
			continue
		case cost[ny*g.w+nx] != cost[c]:
			even = 0
		}
		if dir&1 == 0 || free(nx, y) && free(x, ny) {
			exits |= 1 << dir
		}
	}
	g.exits[class][c] = exits
	g.even[c] = g.even[c]&^(1<<class) | even
}

// renew does so for a cell that came to cost something else, and for those around it.
func (g *ground) renew(c int32, class MoveClass) {
	var room [8]int32
	g.reopen(c, class)
	for _, next := range g.around(c, room[:0]) {
		g.reopen(next, class)
	}
}

// around lists the cells next to c on the map.
func (g *ground) around(c int32, to []int32) []int32 {
	x, y := g.xy(c)
	for d := range dirX {
		if nx, ny := x+dirX[d], y+dirY[d]; nx >= 0 && ny >= 0 && nx < g.w && ny < g.h {
			to = append(to, ny*g.w+nx)
		}
	}
	return to
}

// The eight directions, clockwise on the screen from +x; odd ones are diagonal. Direction d points along angle 32*d.
var (
	dirX = [8]int32{1, 1, 0, -1, -1, -1, 0, 1}
	dirY = [8]int32{0, 1, 1, 1, 0, -1, -1, -1}
)

// stride is from a cell to the one next to it in a direction.
func (g *ground) stride(dir uint8) int32 { return dirX[dir&7] + dirY[dir&7]*g.w }

// step is the cell next to c in a direction, if it can be entered.
func (g *ground) step(c int32, dir uint8, class MoveClass) (int32, bool) {
	return c + dirX[dir] + dirY[dir]*g.w, g.exits[class][c]>>dir&1 == 1
}

// far is the square of the distance between two cells.
func (g *ground) far(a, b int32) int32 {
	ax, ay := g.xy(a)
	bx, by := g.xy(b)
	return square(ax-bx) + square(ay-by)
}

// steps is how many steps two cells are apart where nothing is in the way.
func (g *ground) steps(a, b int32) int32 {
	ax, ay := g.xy(a)
	bx, by := g.xy(b)
	return max(abs(ax-bx), abs(ay-by))
}

// clear reports whether nothing between two cells stops fire; the cells themselves do not count. What is no higher than
// the higher of the two stops nothing. How solid a cell is can be asked of somebody who knows other things; nil for as
// it is. Whoever can be hit can hit back: the line from one cell to another may pass a corner that
// the line back does not.
func (g *ground) clear(a, b int32, solid func(c int32) uint8) bool {
	return g.line(a, b, solid) || g.line(b, a, solid)
}

// line follows the cells from one to another (Bresenham 1965).
func (g *ground) line(a, b int32, solid func(c int32) uint8) bool {
	x, y := g.xy(a)
	x1, y1 := g.xy(b)
	over := max(g.at(a), g.at(b))
	dx, dy := abs(x1-x), -abs(y1-y)
	sx, sy, err := sign(x1-x), sign(y1-y), dx+dy
	for {
		twice := 2 * err
		if twice >= dy {
			err += dy
			x += sx
		}
		if twice <= dx {
			err += dx
			y += sy
		}
		if x == x1 && y == y1 {
			return true
		}
		if c := y*g.w + x; g.solid[c] > over && solid == nil || solid != nil && solid(c) > over {
			return false
		}
	}
}
