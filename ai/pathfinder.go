package ai

import "muster/game"

// pathfinder finds paths over the map's blocks that avoid danger.
type pathfinder struct {
	cost      [game.MoveClasses][]int32 // of a block, 0 if it cannot be entered
	leastCost []int32
	next      []int32
	open      []visit // a heap, cheapest on top
	w, h      int32
}

// visit is a block to be expanded, with the cost of getting there.
type visit struct{ cost, block int32 }

func (p *pathfinder) begin(g *ground, f *influence) {
	p.w, p.h = f.w, f.h
	n := p.w * p.h
	p.leastCost, p.next = make([]int32, n), make([]int32, n)
	for class := range game.MoveClasses {
		p.cost[class] = make([]int32, n)
		for b := range n {
			p.cost[class][b] = blockCost(g, class, b%p.w*block, b/p.w*block)
		}
	}
}

// blockCost is the mean cost of a block's open cells, raised by the share of blocked ones. It is 0 if the whole block
// is blocked.
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

// find returns up to cap(to) blocks of the cheapest path from one block to another, the first steps first. danger
// raises the cost of each block.
func (p *pathfinder) find(class game.MoveClass, from, goal int32, danger []int32, to []int32) []int32 {
	for i := range p.leastCost {
		p.leastCost[i] = -1
	}
	p.open = p.open[:0]
	p.leastCost[goal], p.next[goal] = 0, goal // backwards, so that next leads from the start to the goal
	p.push(visit{0, goal})
	for len(p.open) > 0 {
		v := p.pop()
		b := v.block
		if b == from {
			break
		}
		if v.cost > p.leastCost[b] {
			continue // a cheaper way there was found since
		}
		x, y := b%p.w, b/p.w
		for dir := range int32(8) {
			dx, dy := neighbourX[dir], neighbourY[dir]
			nx, ny := x+dx, y+dy
			if nx < 0 || ny < 0 || nx >= p.w || ny >= p.h {
				continue
			}
			next := ny*p.w + nx
			cost := p.cost[class][next]
			if cost == 0 && next != from {
				continue
			}
			cost = (cost + danger[next]/8) * (10 + 4*(dx*dx*dy*dy)) / 10
			if total := p.leastCost[b] + max(cost, 1); p.leastCost[next] < 0 || total < p.leastCost[next] {
				p.leastCost[next], p.next[next] = total, b
				p.push(visit{total, next})
			}
		}
	}
	to = to[:0]
	if p.leastCost[from] < 0 {
		return to
	}
	for b := from; b != goal && len(to) < cap(to); b = p.next[b] {
		to = append(to, p.next[b])
	}
	return to
}

var (
	neighbourX = [8]int32{1, 1, 0, -1, -1, -1, 0, 1}
	neighbourY = [8]int32{0, 1, 1, 1, 0, -1, -1, -1}
)

func (p *pathfinder) push(v visit) {
	p.open = append(p.open, v)
	for i := len(p.open) - 1; i > 0 && p.open[i].cost < p.open[(i-1)/2].cost; i = (i - 1) / 2 {
		p.open[i], p.open[(i-1)/2] = p.open[(i-1)/2], p.open[i]
	}
}

func (p *pathfinder) pop() visit {
	top := p.open[0]
	last := len(p.open) - 1
	p.open[0] = p.open[last]
	p.open = p.open[:last]
	for i := 0; ; {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < last && p.open[child].cost < p.open[least].cost {
				least = child
			}
		}
		if least == i {
			return top
		}
		p.open[i], p.open[least] = p.open[least], p.open[i]
		i = least
	}
}
