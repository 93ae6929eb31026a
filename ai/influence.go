package ai

import "muster/game"

// influence is the map in blocks: how dangerous each is, who controls it, what it is worth, and when it was last seen.
type influence struct {
	w, h   int32
	threat []int32     // expected damage a second to a unit of kind 0 in the open
	ours   []int32     // worth of the team's squads around
	theirs []int32     // worth of known enemies around
	value  []int32     // worth of the goals around
	seen   []game.Tick // when a squad was last near enough to see it
	paths  pathfinder
}

// block is the side of a block in cells.
const block = 4

func (f *influence) begin(g *ground) {
	f.w, f.h = (g.w+block-1)/block, (g.h+block-1)/block
	n := f.w * f.h
	f.threat, f.ours, f.theirs, f.value, f.seen = make([]int32, n), make([]int32, n), make([]int32, n),
		make([]int32, n), make([]game.Tick, n)
	f.paths.begin(g, f)
}

func (f *influence) at(x, y int32) int32 {
	return min(max(y/block, 0), f.h-1)*f.w + min(max(x/block, 0), f.w-1)
}

// middle is the cell in the middle of a block.
func (f *influence) middle(b int32) (x, y int32) { return b%f.w*block + block/2, b/f.w*block + block/2 }

// markSeen notes which blocks the team is near enough to see.
func (f *influence) markSeen(m *mind) {
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.n == 0 {
			continue
		}
		r := int32(m.setup.Rules.Kinds[sq.kind].Sight) * 2 / 3
		f.eachBlock(sq.x, sq.y, r, func(b, _ int32) { f.seen[b] = m.now })
	}
}

// eachBlock calls do for each block whose middle is within r cells of a place, with its distance.
func (f *influence) eachBlock(x, y, r int32, do func(b, d int32)) {
	for by := max((y-r)/block, 0); by <= min((y+r)/block, f.h-1); by++ {
		for bx := max((x-r)/block, 0); bx <= min((x+r)/block, f.w-1); bx++ {
			b := by*f.w + bx
			mx, my := f.middle(b)
			if d := square(mx-x) + square(my-y); d <= r*r {
				do(b, root(d))
			}
		}
	}
}

// updateThreat redraws the maps of threat, control and value.
func (f *influence) updateThreat(m *mind) {
	clear(f.threat)
	clear(f.ours)
	clear(f.theirs)
	clear(f.value)
	for i := range m.foes {
		e := &m.foes[i]
		f.eachBlock(e.x, e.y, m.damage.maxRange[e.kind]+1, func(b, d int32) {
			f.theirs[b] += e.worth
			x, y := f.middle(b)
			x, y = min(x, m.ground.w-1), min(y, m.ground.h-1)
			if harm := m.damage.of(e.kind, 0, min(d, m.damage.maxRange[e.kind]), 0); harm > 0 &&
				(m.damage.indirect[e.kind] || m.ground.lineClear(e.x, e.y, x, y)) {
				f.threat[b] += harm * e.weight / 100
			}
		})
	}
	for i := range m.squads {
		if sq := &m.squads[i]; sq.n > 0 {
			f.eachBlock(sq.x, sq.y, 12, func(b, _ int32) { f.ours[b] += sq.worth })
		}
	}
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == take {
			f.eachBlock(g.x, g.y, 12, func(b, d int32) { f.value[b] += g.value / (1 + d) })
		}
	}
}

// unseen is the place that a squad should explore next: what was seen longest ago, near ones first, as far as it can
// get there.
func (f *influence) unseen(m *mind, sq *squad) (bx, by int32, ok bool) {
	most := int32(0)
	for b := range f.seen {
		x, y := f.middle(int32(b))
		if !m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
			continue
		}
		age := int32(min(m.now-f.seen[b], 2400))
		if f.seen[b] == 0 {
			age = 2400
		}
		if score := age - 12*distance(x-sq.x, y-sq.y); age > 300 && (score > most || !ok) {
			bx, by, most, ok = x, y, score, true
		}
	}
	return bx, by, ok
}
