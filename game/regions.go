package game

// regions say which cells of a class hang together. The map is cut into blocks, and the cells of a block that hang
// together within it are a part; parts that touch across the borders of blocks are of one region. So what changes in a
// cell has one block looked at cell by cell, and of the others the borders.
type regions struct {
	part  []uint8 // by cell: which part of its block it belongs to, from 1 on; 0 if it cannot be entered
	first []int32 // by block, and one more: its first part, of those of all blocks
	whole []int32 // by part: its region, from 1 on
}

// Blocks are squares of 16 cells a side: they have 128 parts at most, since a diagonal step needs both cells beside it.
const (
	blockBits = 4
	blockSide = 1 << blockBits
)

// blocks is how many there are in a row and in a column.
func (g *ground) blocks() (across, down int32) {
	return (g.w + blockSide - 1) >> blockBits, (g.h + blockSide - 1) >> blockBits
}

// regionOf is which region a cell belongs to: those with the same number, not 0, can reach each other.
func (g *ground) regionOf(class MoveClass, c int32) int32 {
	r := &g.region[class]
	part := int32(r.part[c])
	if part == 0 {
		return 0
	}
	return r.whole[r.first[g.blockOf(c)]+part-1]
}

func (g *ground) blockOf(c int32) int32 {
	x, y := g.xy(c)
	across, _ := g.blocks()
	return y>>blockBits*across + x>>blockBits
}

// divide finds the regions of a class.
func (g *ground) divide(class MoveClass) {
	across, down := g.blocks()
	r := &g.region[class]
	r.part, r.first = make([]uint8, len(g.cost[class])), make([]int32, across*down+1)
	for b := range across * down {
		r.first[b+1] = r.first[b] + g.partition(class, b)
	}
	g.unite(class)
}

// partition finds the parts of a block. It returns how many there are.
func (g *ground) partition(class MoveClass, block int32) int32 {
	across, _ := g.blocks()
	part, cost := g.region[class].part, g.cost[class]
	x0, y0 := block%across<<blockBits, block/across<<blockBits
	x1, y1 := min(x0+blockSide, g.w), min(y0+blockSide, g.h)
	for y := y0; y < y1; y++ {
		clear(part[y*g.w+x0 : y*g.w+x1])
	}
	n := uint8(0)
	var stack [blockSide * blockSide]int32
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			c := y*g.w + x
			if part[c] != 0 || cost[c] == Impassable {
				continue
			}
			n++
			part[c], stack[0] = n, c
			for top := 1; top > 0; {
				top--
				c := stack[top]
				x, y := g.xy(c)
				for dir := 0; dir < 8; dir += 2 {
					nx, ny := x+dirX[dir], y+dirY[dir]
					next := ny*g.w + nx
					if nx >= x0 && ny >= y0 && nx < x1 && ny < y1 && part[next] == 0 && cost[next] != Impassable {
						part[next], stack[top] = n, next
						top++
					}
				}
			}
		}
	}
	return int32(n)
}

// unite finds which parts hang together, by the borders of the blocks.
func (g *ground) unite(class MoveClass) {
	r := &g.region[class]
	across, down := g.blocks()
	to := make([]int32, r.first[across*down])
	for i := range to {
		to[i] = int32(i)
	}
	for x := int32(blockSide); x < g.w; x += blockSide {
		for y := range g.h {
			b := y>>blockBits*across + x>>blockBits
			r.join(to, y*g.w+x-1, y*g.w+x, b-1, b)
		}
	}
	for y := int32(blockSide); y < g.h; y += blockSide {
		for x := range g.w {
			b := y>>blockBits*across + x>>blockBits
			r.join(to, (y-1)*g.w+x, y*g.w+x, b-across, b)
		}
	}
	for i := range to {
		to[i] = to[to[i]] // all before are at their roots already, and roots are lower
	}
	for i := range to {
		to[i]++
	}
	r.whole = to
}

// join has the parts of two cells in neighbouring blocks be of one region, if both can be entered: to leads from each
// part to a lower one of its region, until one leads to itself.
func (r *regions) join(to []int32, a, b, blockA, blockB int32) {
	if r.part[a] == 0 || r.part[b] == 0 {
		return
	}
	i, j := r.first[blockA]+int32(r.part[a])-1, r.first[blockB]+int32(r.part[b])-1
	for to[i] != to[j] {
		if to[i] < to[j] {
			i, j = j, i
		}
		if i == to[i] {
			to[i] = to[j]
			return
		}
		i, to[i] = to[i], to[to[i]]
	}
}

// rejoin brings exits and regions up to date after a cell came to be passable or ceased to be. In most places that
// parts and joins nothing.
func (g *ground) rejoin(c int32, class MoveClass) {
	g.renew(c, class)
	r := &g.region[class]
	if g.cost[class][c] == Impassable {
		r.part[c] = 0
		if g.inner(c) && g.sides(c, class) == 1 {
			return
		}
	} else if part := g.joins(c, class); part != 0 {
		r.part[c] = part
		return
	}
	block := g.blockOf(c)
	more := g.partition(class, block) - (r.first[block+1] - r.first[block])
	first := append([]int32(nil), r.first...)
	for b := block + 1; b < int32(len(first)); b++ {
		first[b] += more
	}
	r.first = first
	g.unite(class)
}

// inner reports whether all cells around one are of its block.
func (g *ground) inner(c int32) bool {
	x, y := g.xy(c)
	return min(x, y) > 0 && x < g.w-1 && y < g.h-1 && uint32(x&(blockSide-1)-1) < blockSide-2 &&
		uint32(y&(blockSide-1)-1) < blockSide-2
}

// joins is the part that a cell which was opened belongs to, if that is all that changes; else 0.
func (g *ground) joins(c int32, class MoveClass) (part uint8) {
	r := &g.region[class]
	region := int32(0)
	for dir := uint8(0); dir < 8; dir += 2 {
		next, ok := g.step(c, dir, class)
		if !ok {
			continue
		}
		if n := g.regionOf(class, next); region != 0 && n != region {
			return 0
		} else {
			region = n
		}
		if g.blockOf(next) == g.blockOf(c) {
			if part != 0 && r.part[next] != part {
				return 0
			}
			part = r.part[next]
		}
	}
	return part
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
