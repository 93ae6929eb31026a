package ai

import "muster/game"

// ground is the map as the team knows it.
type ground struct {
	setup   *game.Setup
	w, h    int32
	code    []uint8
	region  [game.MoveClasses][]uint16 // cells with the same number, not 0, hang together as the map was at first
	altered int                        // marks of alterations that code has
}

func newGround(s *game.Setup) *ground {
	g := &ground{setup: s, w: s.Map.W, h: s.Map.H, code: append([]uint8(nil), s.Map.Cells...)}
	for class := range game.MoveClasses {
		g.region[class] = make([]uint16, len(g.code))
		n := uint16(0)
		for c := range g.code {
			if g.region[class][c] == 0 && g.cost(class, int32(c)) > 0 && n < 65535 {
				n++
				g.flood(class, int32(c), n)
			}
		}
	}
	return g
}

// flood numbers the cells that are connected with one.
func (g *ground) flood(class game.MoveClass, from int32, n uint16) {
	stack := []int32{from}
	g.region[class][from] = n
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		x, y := c%g.w, c/g.w
		for _, d := range [4][2]int32{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			nx, ny := x+d[0], y+d[1]
			if next := ny*g.w + nx; g.on(nx, ny) && g.region[class][next] == 0 && g.cost(class, next) > 0 {
				g.region[class][next] = n
				stack = append(stack, next)
			}
		}
	}
}

// learn takes over the changes to the map that the team knows of.
func (g *ground) learn(marks []game.Mark) {
	n := 0
	for _, m := range marks {
		if m.Kind == game.Altered {
			n++
		}
	}
	if n == g.altered {
		return
	}
	g.altered = n
	copy(g.code, g.setup.Map.Cells)
	for _, m := range marks {
		if x, y := int32(m.X), int32(m.Y); m.Kind == game.Altered && g.on(x, y) &&
			int(m.What) < len(g.setup.Rules.Terrains) {
			g.code[y*g.w+x] = m.What
		}
	}
}

func (g *ground) on(x, y int32) bool { return x >= 0 && y >= 0 && x < g.w && y < g.h }

func (g *ground) terrain(x, y int32) *game.Terrain { return &g.setup.Rules.Terrains[g.code[y*g.w+x]] }

func (g *ground) cost(class game.MoveClass, c int32) uint8 {
	return g.setup.Rules.Terrains[g.code[c]].Cost[class]
}

// reachable reports whether a class can go from one cell to another.
func (g *ground) reachable(class game.MoveClass, x, y, tx, ty int32) bool {
	if !g.on(x, y) || !g.on(tx, ty) || g.cost(class, ty*g.w+tx) == game.Impassable {
		return false
	}
	a, b := g.region[class][y*g.w+x], g.region[class][ty*g.w+tx]
	return a == b && b != 0 || a == 0
}

// cover is what a squad around a cell has, in percent: mostly what the cell itself gives.
func (g *ground) cover(x, y int32) int32 {
	sum, n := 2*int32(g.terrain(x, y).Cover), int32(2)
	for _, d := range [4][2]int32{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
		if nx, ny := x+d[0], y+d[1]; g.on(nx, ny) {
			sum += int32(g.terrain(nx, ny).Cover)
			n++
		}
	}
	return min(sum/n, 90)
}

func (g *ground) height(c int32) uint8 {
	if g.setup.Map.Heights == nil {
		return 0
	}
	return g.setup.Map.Heights[c]
}

// lineClear reports whether nothing solid lies between two cells.
func (g *ground) lineClear(x, y, tx, ty int32) bool {
	over := max(g.height(y*g.w+x), g.height(ty*g.w+tx))
	dx, dy := abs(tx-x), -abs(ty-y)
	sx, sy, err := sign(tx-x), sign(ty-y), dx+dy
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
		if x == tx && y == ty {
			return true
		}
		c := y*g.w + x
		top := g.height(c)
		if t := &g.setup.Rules.Terrains[g.code[c]]; t.BlocksFire {
			top++
		}
		if top > over {
			return false
		}
	}
}

// sees reports whether somebody at a place would see something in the open at another.
func (g *ground) sees(sight, x, y, tx, ty int32) bool {
	conceal := int32(g.terrain(tx, ty).Conceal)
	far := sight * (100 - conceal) / 100
	return square(tx-x)+square(ty-y) <= far*far && g.lineClear(x, y, tx, ty)
}

func near(ax, ay, bx, by, r int32) bool { return square(ax-bx)+square(ay-by) <= r*r }

func square(n int32) int32 { return n * n }

func abs(n int32) int32 { return max(n, -n) }

func sign(n int32) int32 {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// distance is the octile distance in cells, rounded down.
func distance(dx, dy int32) int32 {
	dx, dy = abs(dx), abs(dy)
	return max(dx, dy) + min(dx, dy)*2/5
}

// root is the integer square root, rounded down.
func root(n int32) int32 {
	r := int32(0)
	for (r+1)*(r+1) <= n {
		r++
	}
	return r
}

// angle is a direction in the game's bytes, to a sixteenth of a turn.
func angle(dx, dy int32) uint8 {
	ax, ay := abs(dx), abs(dy)
	a := uint8(64)
	switch {
	case 5*ay <= ax:
		a = 0
	case 3*ay <= 2*ax:
		a = 16
	case 2*ay <= 3*ax:
		a = 32
	case ay <= 5*ax:
		a = 48
	}
	switch {
	case dx < 0 && dy < 0:
		return 128 + a
	case dx < 0:
		return 128 - a
	case dy < 0:
		return -a
	}
	return a
}
