package ai

import "muster/game"

// ways finds ways over blocks that go around danger.
type ways struct {
	cost [game.MoveClasses][]int32 // of a block, 0 if it cannot be entered
	best []int32
	from []int32
	open []visit // a heap, the cheapest on top
	w, h int32
}

// visit is a block to be looked at, by what it took to get there.
type visit struct{ cost, block int32 }

func (w *ways) begin(g *ground, f *influence) {
	w.w, w.h = f.w, f.h
	n := w.w * w.h
	w.best, w.from = make([]int32, n), make([]int32, n)
	for class := range game.MoveClasses {
		w.cost[class] = make([]int32, n)
		for b := range n {
			w.cost[class][b] = blockCost(g, class, b%w.w*block, b/w.w*block)
		}
	}
}

// blockCost is the mean cost of a block; one that is mostly blocked costs more, one that is wholly
// blocked cannot be entered.
func blockCost(g *ground, class game.MoveClass, x0, y0 int32) int32 {
	sum, open, all := int32(0), int32(0), int32(0)
	for y := y0; y < min(y0+block, g.h); y++ {
		for x := x0; x < min(x0+block, g.w); x++ {
			all++
			if c := int32(g.cost(class, y*g.w+x)); c > 0 {
				sum, open = sum+c, open+1
			}
		}
	}
	if open == 0 {
		return 0
	}
	return sum / open * (2*all - open) / all
}

// find returns up to len(to) blocks on the way from one block to another, the first steps first; danger is what a block
// costs more.
func (w *ways) find(class game.MoveClass, from, goal int32, danger []int32, to []int32) []int32 {
	for i := range w.best {
		w.best[i] = -1
	}
	w.open = w.open[:0]
	w.best[goal], w.from[goal] = 0, goal // backwards, so that from lists the steps in order
	w.push(visit{0, goal})
	for len(w.open) > 0 {
		v := w.pop()
		b := v.block
		if b == from {
			break
		}
		if v.cost > w.best[b] {
			continue // it was reached cheaper since
		}
		x, y := b%w.w, b/w.w
		for dir := range int32(8) {
			dx, dy := aroundX[dir], aroundY[dir]
			nx, ny := x+dx, y+dy
			if nx < 0 || ny < 0 || nx >= w.w || ny >= w.h {
				continue
			}
			next := ny*w.w + nx
			cost := w.cost[class][next]
			if cost == 0 && next != from {
				continue
			}
			cost = (cost + danger[next]/8) * (10 + 4*(dx*dx*dy*dy)) / 10
			if total := w.best[b] + max(cost, 1); w.best[next] < 0 || total < w.best[next] {
				w.best[next], w.from[next] = total, b
				w.push(visit{total, next})
			}
		}
	}
	to = to[:0]
	if w.best[from] < 0 {
		return to
	}
	for b := from; b != goal && len(to) < cap(to); b = w.from[b] {
		to = append(to, w.from[b])
	}
	return to
}

var (
	aroundX = [8]int32{1, 1, 0, -1, -1, -1, 0, 1}
	aroundY = [8]int32{0, 1, 1, 1, 0, -1, -1, -1}
)

func (w *ways) push(v visit) {
	w.open = append(w.open, v)
	for i := len(w.open) - 1; i > 0 && w.open[i].cost < w.open[(i-1)/2].cost; i = (i - 1) / 2 {
		w.open[i], w.open[(i-1)/2] = w.open[(i-1)/2], w.open[i]
	}
}

func (w *ways) pop() visit {
	top := w.open[0]
	last := len(w.open) - 1
	w.open[0] = w.open[last]
	w.open = w.open[:last]
	for i := 0; ; {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < last && w.open[child].cost < w.open[least].cost {
				least = child
			}
		}
		if least == i {
			return top
		}
		w.open[i], w.open[least] = w.open[least], w.open[i]
		i = least
	}
}
