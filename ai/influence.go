package ai

import "muster/game"

// influence is the map in blocks: what is dangerous, whose it is, what is wanted there, and when it was looked at.
type influence struct {
	w, h   int32
	threat []int32     // harm a second that a man in the open would come to, in thousandths of a rifle
	ours   []int32     // worth of own squads around
	theirs []int32     // worth of known enemies around
	value  []int32     // of the goals around
	seen   []game.Tick // when somebody was near enough to see it
	way    ways
}

// block is the side of a block in cells.
const block = 4

func (f *influence) begin(g *ground) {
	f.w, f.h = (g.w+block-1)/block, (g.h+block-1)/block
	n := f.w * f.h
	f.threat, f.ours, f.theirs, f.value, f.seen = make([]int32, n), make([]int32, n), make([]int32, n),
		make([]int32, n), make([]game.Tick, n)
	f.way.begin(g, f)
}

func (f *influence) at(x, y int32) int32 {
	return min(max(y/block, 0), f.h-1)*f.w + min(max(x/block, 0), f.w-1)
}

// middle is a cell in the middle of a block.
func (f *influence) middle(b int32) (x, y int32) { return b%f.w*block + block/2, b/f.w*block + block/2 }

// look notes what the team has near enough to know about.
func (f *influence) look(m *mind) {
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.n == 0 {
			continue
		}
		r := int32(m.setup.Rules.Kinds[sq.kind].Sight) * 2 / 3
		f.around(sq.x, sq.y, r, func(b, _ int32) { f.seen[b] = m.now })
	}
}

// around calls do with each block whose middle is within r cells of a place, and how far that is.
func (f *influence) around(x, y, r int32, do func(b, d int32)) {
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

// fear draws the maps of threat, of control and of value.
func (f *influence) fear(m *mind) {
	clear(f.threat)
	clear(f.ours)
	clear(f.theirs)
	clear(f.value)
	for i := range m.foes {
		e := &m.foes[i]
		f.around(e.x, e.y, m.harms.far[e.kind]+1, func(b, d int32) {
			f.theirs[b] += e.worth
			x, y := f.middle(b)
			x, y = min(x, m.ground.w-1), min(y, m.ground.h-1)
			if harm := m.harms.deals(e.kind, 0, min(d, m.harms.far[e.kind]), 0); harm > 0 &&
				(m.harms.lob[e.kind] || m.ground.clear(e.x, e.y, x, y)) {
				f.threat[b] += harm * e.weight / 100
			}
		})
	}
	for i := range m.squads {
		if sq := &m.squads[i]; sq.n > 0 {
			f.around(sq.x, sq.y, 12, func(b, _ int32) { f.ours[b] += sq.worth })
		}
	}
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == take {
			f.around(g.x, g.y, 12, func(b, d int32) { f.value[b] += g.value / (1 + d) })
		}
	}
}

// unseen is the place that was looked at longest ago, near ones first, within what a class can reach.
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
