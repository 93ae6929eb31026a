package pathbench

import (
	"math"

	"muster/game"
)

// The baseline: A* as textbooks have it, with the octile distance, a binary heap and flat arrays.

type open struct {
	f    float64
	cell int32
}

type astar struct {
	w, h     int32
	cost     []float64 // of a straight step into a cell, 0 for none
	slant    float64   // how many times as much a diagonal one costs
	cheapest float64
	stamp    int32
	marked   []int32
	g        []float64
	heap     []open
}

// newTextbook prepares for a map: at uniform cost with diagonals of exactly the square root of 2, else with legs.
func newTextbook(s *game.Setup, legs [2]int32, terrain bool) *astar {
	n := len(s.Map.Cells)
	a := &astar{w: s.Map.W, h: s.Map.H, slant: math.Sqrt2, cheapest: math.Inf(1)}
	a.cost, a.marked, a.g = make([]float64, n), make([]int32, n), make([]float64, n)
	for c, code := range s.Map.Cells {
		a.cost[c] = float64(s.Rules.Terrains[code].Cost[game.Foot])
		if terrain {
			a.cost[c] *= float64(legs[0])
		}
		if a.cost[c] > 0 {
			a.cheapest = min(a.cheapest, a.cost[c])
		}
	}
	if terrain {
		a.slant = float64(legs[1]) / float64(legs[0])
	}
	return a
}

func (a *astar) find(from, to int32) float64 {
	a.stamp++
	a.heap = a.heap[:0]
	a.reach(from, 0, to)
	for len(a.heap) > 0 {
		top := a.pop()
		if top.cell == to {
			return a.g[to]
		}
		if top.f > a.g[top.cell]+a.guess(top.cell, to)+1e-9 {
			continue
		}
		a.open(top.cell, to)
	}
	return math.Inf(1)
}

func (a *astar) open(c, to int32) {
	x, y := c%a.w, c/a.w
	ok := func(dx, dy int32) bool {
		return x+dx >= 0 && x+dx < a.w && y+dy >= 0 && y+dy < a.h && a.cost[c+dx+dy*a.w] > 0
	}
	for dy := int32(-1); dy <= 1; dy++ {
		for dx := int32(-1); dx <= 1; dx++ {
			switch {
			case dx == 0 && dy == 0 || !ok(dx, dy):
			case dx == 0 || dy == 0:
				a.reach(c+dx+dy*a.w, a.g[c]+a.cost[c+dx+dy*a.w], to)
			case ok(dx, 0) && ok(0, dy):
				a.reach(c+dx+dy*a.w, a.g[c]+a.slant*a.cost[c+dx+dy*a.w], to)
			}
		}
	}
}

func (a *astar) reach(c int32, g float64, to int32) {
	if a.marked[c] == a.stamp && g >= a.g[c]-1e-9 {
		return
	}
	a.marked[c], a.g[c] = a.stamp, g
	a.heap = append(a.heap, open{g + a.guess(c, to), c})
	for i := len(a.heap) - 1; i > 0 && a.heap[i].f < a.heap[(i-1)/2].f; i = (i - 1) / 2 {
		a.heap[i], a.heap[(i-1)/2] = a.heap[(i-1)/2], a.heap[i]
	}
}

func (a *astar) guess(c, to int32) float64 {
	dx, dy := math.Abs(float64(c%a.w-to%a.w)), math.Abs(float64(c/a.w-to/a.w))
	return a.cheapest * (max(dx, dy) - min(dx, dy) + a.slant*min(dx, dy))
}

func (a *astar) pop() open {
	h := a.heap
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	for i := 0; 2*i+1 < last; {
		child := 2*i + 1
		if child+1 < last && h[child+1].f < h[child].f {
			child++
		}
		if h[i].f <= h[child].f {
			break
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
	a.heap = h
	return top
}
