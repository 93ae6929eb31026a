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
	exits    [MoveClasses][]uint8   // by cell: a bit for each direction in which it can be left
	region   [MoveClasses][]uint16  // cells with the same number, not 0, can reach each other
	opaque   [MaxHeight + 1][]uint8 // by height of the eye and cell: a bit for each team whose sight ends there
	solid    []uint8                // stops fire between places that are both lower than this; 0 for nothing
	cover    []uint8
	conceal  []uint8
	veiled   []uint8            // a bit for each team that takes the cell for what it was; nil when there is none
	mined    []uint8            // a bit for each team that knows of a mine there; nil when there is none
	cheapest [MoveClasses]int32 // least cost of any cell: the heuristic of path searches stays honest
}

// everybody is the bits of all teams.
const everybody = 0xFF

// groundOf derives it from the map as it was at first.
func groundOf(s *Setup) *ground {
	n := len(s.Map.Cells)
	g := &ground{
		w: s.Map.W, h: s.Map.H, part: 1<<32/uint64(s.Map.W) + 1, code: append([]uint8(nil), s.Map.Cells...),
		height: s.Map.Heights,
	}
	g.solid, g.cover, g.conceal = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	for _, h := range g.height {
		g.highest = max(g.highest, h)
	}
	for level := range g.highest + 1 {
		g.opaque[level] = make([]uint8, n)
	}
	for class := range MoveClasses {
		g.cost[class], g.exits[class], g.region[class], g.cheapest[class] = make([]uint8, n), make([]uint8, n),
			make([]uint16, n), 255
	}
	for i, code := range s.Map.Cells {
		g.set(s, int32(i), code)
		g.veil(s, int32(i), code, everybody)
		g.foresee(s, code)
	}
	g.foresee(s, s.Rules.Works.Sandbags)
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
		c.region[class] = append([]uint16(nil), g.region[class]...)
	}
	c.code, c.solid = append([]uint8(nil), g.code...), append([]uint8(nil), g.solid...)
	c.veiled, c.mined = append([]uint8(nil), g.veiled...), append([]uint8(nil), g.mined...)
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

// foresee has cheapest bear what a terrain costs and what it may fall to: a path must not tell that something cheap
// came to be out of sight.
func (g *ground) foresee(s *Setup, code uint8) {
	for range s.Rules.Terrains {
		t := &s.Rules.Terrains[code]
		for class := range MoveClasses {
			if t.Cost[class] != Impassable {
				g.cheapest[class] = min(g.cheapest[class], int32(t.Cost[class]))
			}
		}
		if t.HP == 0 {
			return
		}
		code = t.Ruin
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

// veil makes a cell look, to some teams, as if it were of a terrain: hills and walls end the sight of lower eyes.
func (g *ground) veil(s *Setup, c int32, code, teams uint8) {
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

// reopen notes in which directions a cell can be left: a diagonal needs both cells beside it free.
func (g *ground) reopen(c int32, class MoveClass) {
	x, y := g.xy(c)
	exits, cost := uint8(0), g.cost[class]
	free := func(x, y int32) bool { return x >= 0 && y >= 0 && x < g.w && y < g.h && cost[y*g.w+x] != Impassable }
	for dir := range dirX {
		nx, ny := x+dirX[dir], y+dirY[dir]
		if free(nx, ny) && (dir&1 == 0 || free(nx, y) && free(x, ny)) {
			exits |= 1 << dir
		}
	}
	g.exits[class][c] = exits
}

// divide numbers the regions of a class. A map with more than 65,534 of them gives the rest the last number: a search
// between two of those finds no way, which is slow and not wrong.
func (g *ground) divide(class MoveClass) {
	var stack []int32
	number := uint16(0)
	clear(g.region[class])
	for i := range g.cost[class] {
		if g.cost[class][i] == Impassable || g.region[class][i] != 0 {
			continue
		}
		number = min(number+1, 65534)
		g.region[class][i] = number
		stack = append(stack[:0], int32(i))
		for len(stack) > 0 {
			c := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for dir := range uint8(8) {
				if next, ok := g.step(c, dir, class); ok && g.region[class][next] == 0 {
					g.region[class][next] = number
					stack = append(stack, next)
				}
			}
		}
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

// rejoin brings exits and regions up to date after a cell came to be passable or ceased to be. Where one region at most
// touches the cell and nothing can have been parted, that costs nothing; else the class is numbered anew.
func (g *ground) rejoin(c int32, class MoveClass) {
	var room [8]int32
	around := g.around(c, room[:0])
	g.reopen(c, class)
	for _, next := range around {
		g.reopen(next, class)
	}
	g.region[class][c] = 0
	if g.cost[class][c] == Impassable {
		if g.sides(c, class) > 1 {
			g.divide(class)
		}
		return
	}
	for dir := range uint8(8) {
		next, ok := g.step(c, dir, class)
		switch touching := g.region[class][c]; {
		case !ok || g.region[class][next] == touching:
		case touching == 0:
			g.region[class][c] = g.region[class][next]
		default:
			g.divide(class)
			return
		}
	}
	if g.region[class][c] == 0 {
		g.divide(class)
	}
}

// sides counts the groups of passable cells round a cell that hang together without it, of those that one can step from
// it to: what lies on one side still hangs together when the cell is closed.
func (g *ground) sides(c int32, class MoveClass) int {
	x, y := g.xy(c)
	free := func(dir int) bool {
		nx, ny := x+dirX[dir&7], y+dirY[dir&7]
		return nx >= 0 && ny >= 0 && nx < g.w && ny < g.h && g.cost[class][ny*g.w+nx] != Impassable
	}
	groups, straight := 0, 0
	for dir := 0; dir < 8; dir += 2 {
		if !free(dir) {
			continue
		}
		straight++
		if !free(dir+1) || !free(dir+2) {
			groups++ // the last of its group, clockwise
		}
	}
	return min(max(groups, 1), straight)
}

// The eight directions, clockwise on the screen from +x; odd ones are diagonal. Direction d points along angle 32*d.
var (
	dirX = [8]int32{1, 1, 0, -1, -1, -1, 0, 1}
	dirY = [8]int32{0, 1, 1, 1, 0, -1, -1, -1}
)

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
