package game

// landmarks tell how far two cells of a map are apart at least (Goldberg and Harrelson, "Computing the Shortest Path:
// A* Search Meets Graph Theory", SODA 2005; on grids, Sturtevant et al., "Memory-Based Heuristics for Explicit State
// Spaces", IJCAI 2009): by how much more or less far they are from some third one. They follow from the Setup alone,
// taking every cell for the cheapest that it can come to be in a match. So what falls or is built leaves them true and
// as they are, no path depends on what became of the ground earlier, and all clones share them.
//
// A step from a to b costs its leg times cost(b), which differs there and back. Landmarks go by what it costs at least
// less a difference that cancels out along a path: twice the step is never under
//
//	leg*(cost(a)+cost(b)) - |leg-mean|*|cost(b)-cost(a)|  +  mean*(cost(b)-cost(a))
//
// where mean is between both legs. The first part is the same there and back; the second is left over for a path's two
// ends.
type landmarks struct {
	far  [][mostLandmarks]int32 // by cell: how far each landmark is, by the first part; 0 if no path leads there
	cost []uint8                // by cell: the cheapest that it can come to be
	legs [2]int32
	mean int32
}

// mostLandmarks is 8: a cell's fill half a line of the cache, and more save hardly any cells.
const mostLandmarks = 8

// least is what the way from a cell to a goal, with its distances, costs at least.
func (m *landmarks) least(c, goal int32, far *[mostLandmarks]int32) int32 {
	most, at := int32(0), &m.far[c]
	for i := range at {
		most = max(most, at[i]-far[i], far[i]-at[i])
	}
	return (most + m.mean*(int32(m.cost[goal])-int32(m.cost[c]))) >> 1
}

// survey chooses the landmarks of a class: each as far as can be from all before, and with it its mirror images on the
// map. Of a map that is the same for both sides they are the same, too, or one side would find its paths with less
// trouble.
func survey(s *Setup, class MoveClass, legs [2]int32) *landmarks {
	g := hoped(s, class)
	m := &landmarks{make([][mostLandmarks]int32, len(s.Map.Cells)), g.cost[class], legs, (legs[0] + legs[1]) / 2}
	apart := g.spacious(class)
	path := pacing{g: g, class: class, m: m, dist: make([]int32, len(apart))}
	path.from(farthest(apart))
	for n, next := 0, farthest(path.dist); n < mostLandmarks && apart[next] > 0; next = farthest(apart) {
		images := g.images(next, apart)
		if n+len(images) > mostLandmarks {
			break
		}
		for _, c := range images {
			path.from(c)
			for i, far := range path.dist {
				if far >= 0 {
					m.far[i][n], apart[i] = far, min(apart[i], far)
				}
			}
			n++
		}
	}
	return m
}

// hoped is the ground as it would be if every cell were the cheapest for a class that it can come to be.
func hoped(s *Setup, class MoveClass) *ground {
	n := len(s.Map.Cells)
	g := &ground{w: s.Map.W, h: s.Map.H, part: 1<<32/uint64(s.Map.W) + 1, even: make([]uint8, n)}
	g.cost[class], g.exits[class] = make([]uint8, n), make([]uint8, n)
	var least [MaxTerrain]uint8
	for code := range s.Rules.Terrains {
		least[code] = s.Rules.hoped(uint8(code), class)
	}
	for c, code := range s.Map.Cells {
		g.cost[class][c] = least[code]
	}
	g.open(class)
	return g
}

// hoped is the least that a cell of a terrain may come to cost a class: it may become a ruin, or be built on, again
// and again.
func (r *Rules) hoped(code uint8, class MoveClass) uint8 {
	least, seen := uint8(Impassable), uint32(0)
	for next := uint32(1) << code; next&^seen != 0; {
		seen |= next
		for code := range r.Terrains {
			t := &r.Terrains[code]
			if seen>>code&1 == 0 {
				continue
			}
			if cost := t.Cost[class]; least == Impassable || cost != Impassable && cost < least {
				least = cost
			}
			if t.HP > 0 {
				next |= 1 << t.Ruin
			}
			if r.buildable(t) {
				next |= 1 << r.Works.Sandbags
			}
		}
	}
	return least
}

// spacious is the greatest number for the cells of large regions, where landmarks may stand, and 0 for others.
func (g *ground) spacious(class MoveClass) []int32 {
	size := make([]int32, len(g.region[class].whole)+1)
	all, apart := int32(0), make([]int32, len(g.cost[class]))
	for c := range apart {
		if region := g.regionOf(class, int32(c)); region != 0 {
			size[region]++
			all++
		}
	}
	for c := range apart {
		if size[g.regionOf(class, int32(c))] > all/16 {
			apart[c] = 1<<31 - 1
		}
	}
	return apart
}

// farthest is the first of the cells with the greatest distance.
func farthest(dist []int32) int32 {
	best := 0
	for c := range dist {
		if dist[c] > dist[best] {
			best = c
		}
	}
	return int32(best)
}

// images are a cell and its mirror images, half turn and all, as far as landmarks may stand there.
func (g *ground) images(c int32, apart []int32) (all []int32) {
	x, y := g.xy(c)
	for _, image := range [4]int32{c, y*g.w + g.w - 1 - x, (g.h-1-y)*g.w + x, (g.h-1-y)*g.w + g.w - 1 - x} {
		if apart[image] > 0 && !contains(all, image) {
			all = append(all, image)
		}
	}
	return all
}

// pacing measures the distances of landmarks: Dijkstra's algorithm.
type pacing struct {
	g     *ground
	class MoveClass
	m     *landmarks
	dist  []int32 // by cell, -1 if no path leads there
	front frontier
}

func (p *pacing) from(c int32) {
	for i := range p.dist {
		p.dist[i] = -1
	}
	p.dist[c] = 0
	p.front.begin(0)
	for ok := true; ok; c, ok = p.front.pop() {
		switch {
		case p.dist[c] > p.front.least:
			p.front.put(c, p.dist[c])
		case p.dist[c] == p.front.least:
			p.open(c)
		}
	}
}

func (p *pacing) open(c int32) {
	exits, cost, mean := p.g.exits[p.class][c], p.g.cost[p.class], p.m.mean
	for dir := range uint8(8) {
		if exits>>dir&1 == 0 {
			continue
		}
		next, leg := c+p.g.stride(dir), p.m.legs[dir&1]
		a, b := int32(cost[c]), int32(cost[next])
		if far := p.dist[c] + leg*(a+b) - abs(leg-mean)*abs(b-a); p.dist[next] < 0 || far < p.dist[next] {
			p.dist[next] = far
			p.front.put(next, far)
		}
	}
}
