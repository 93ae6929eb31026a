package game

// ground is what follows from a Setup and never changes: what a cell costs, hides and stops, and what hangs together.
type ground struct {
	w, h     int32
	cost     [MoveClasses][]uint8
	region   [MoveClasses][]uint16 // cells with the same number, not 0, can reach each other
	opaque   []bool
	solid    []bool // stops fire
	cover    []uint8
	conceal  []uint8
	cheapest [MoveClasses]int32 // least cost of any cell: the heuristic of path searches stays honest
}

// groundOf derives it; Worlds made from one Setup share it only among clones, so that a Setup stays plain data.
func groundOf(s *Setup) *ground {
	n := len(s.Map.Cells)
	g := &ground{w: s.Map.W, h: s.Map.H, opaque: make([]bool, n), solid: make([]bool, n), cover: make([]uint8, n), conceal: make([]uint8, n)}
	for class := range MoveClasses {
		g.cost[class], g.region[class], g.cheapest[class] = make([]uint8, n), make([]uint16, n), 255
	}
	for i, code := range s.Map.Cells {
		t := &s.Rules.Terrains[code]
		g.opaque[i], g.solid[i], g.cover[i], g.conceal[i] = t.BlocksSight, t.BlocksFire, t.Cover, t.Conceal
		for class := range MoveClasses {
			g.cost[class][i] = t.Cost[class]
			if t.Cost[class] != Impassable {
				g.cheapest[class] = min(g.cheapest[class], int32(t.Cost[class]))
			}
		}
	}
	for class := range MoveClasses {
		g.divide(class)
	}
	return g
}

// divide numbers the regions of a class. A map with more than 65,534 of them gives the rest the last number: a search
// between two of those finds no way, which is slow and not wrong.
func (g *ground) divide(class MoveClass) {
	var stack []int32
	number := uint16(0)
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

// The eight directions, clockwise on the screen from +x; odd ones are diagonal. Direction d points along angle 32*d.
var (
	dirX = [8]int32{1, 1, 0, -1, -1, -1, 0, 1}
	dirY = [8]int32{0, 1, 1, 1, 0, -1, -1, -1}
)

// step is the cell next to c in a direction, if it can be entered: a diagonal needs both cells beside it free.
func (g *ground) step(c int32, dir uint8, class MoveClass) (int32, bool) {
	x, y := c%g.w+dirX[dir], c/g.w+dirY[dir]
	if x < 0 || y < 0 || x >= g.w || y >= g.h {
		return 0, false
	}
	next, cost := y*g.w+x, g.cost[class]
	if cost[next] == Impassable {
		return 0, false
	}
	if dir&1 == 1 && (cost[c+dirX[dir]] == Impassable || cost[c+dirY[dir]*g.w] == Impassable) {
		return 0, false
	}
	return next, true
}

// far is the square of the distance between two cells.
func (g *ground) far(a, b int32) int32 {
	dx, dy := a%g.w-b%g.w, a/g.w-b/g.w
	return dx*dx + dy*dy
}
