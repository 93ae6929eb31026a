package game

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// wild is a fight on ground of all sorts, some of which can be destroyed and built on.
func wild(w, h int32, rng *rand.Rand) *Setup {
	s := fixedFight()
	s.Rules.Terrains = []Terrain{
		{Name: "open", Cost: [MoveClasses]uint8{16, 16, 16}},
		{Name: "road", Cost: [MoveClasses]uint8{13, 10, 11}},
		{Name: "wood", Cost: [MoveClasses]uint8{24}, Cover: 50, Conceal: 50},
		{Name: "mud", Cost: [MoveClasses]uint8{uint8(17 + rng.IntN(239)), 32, 22}, Conceal: 30},
		{Name: "wall", BlocksSight: true, BlocksFire: true, HP: 1, Ruin: 5},
		{Name: "rubble", Cost: [MoveClasses]uint8{29, 0, 32}, Cover: 45, Conceal: 30},
		{Name: "bridge", Cost: [MoveClasses]uint8{13, 10, 11}, HP: 1, Ruin: 7},
		{Name: "water"},
		{Name: "sandbags", Cost: [MoveClasses]uint8{21, 0, 21}, Cover: 50, HP: 1, Ruin: 0},
	}
	s.Rules.Works.Sandbags = 8
	s.Map.W, s.Map.H, s.Map.Cells = w, h, make([]uint8, w*h)
	mixed := rng.IntN(80)
	for c := range s.Map.Cells {
		x, y := int32(c)%w, int32(c)/w
		switch {
		case rng.IntN(100) < mixed:
			s.Map.Cells[c] = uint8(rng.IntN(8))
		case x > 0 && y > 0:
			s.Map.Cells[c] = s.Map.Cells[int32(c)-[]int32{1, w}[rng.IntN(2)]] // what is alike lies together
		}
	}
	return s
}

// ruin has something fall or be built on a cell, as a match may; false if nothing can.
func (w *World) ruin(c int32) bool {
	switch t := &w.setup.Rules.Terrains[w.ground.code[c]]; {
	case !w.stand.none(c):
		return false
	case t.HP > 0:
		w.alter(c, t.Ruin, 0)
	case w.buildable(t):
		w.alter(c, w.setup.Rules.Works.Sandbags, 0)
	default:
		return false
	}
	return true
}

// bare is a World of two teams with nobody in it.
func bare(s *Setup) *World {
	n := len(s.Map.Cells)
	w := &World{setup: s, ground: groundOf(s), stand: newPlaces(n, 8), squads: []squad{{}}}
	w.scores, w.named = make([]uint32, 2), make([][]uint16, 2)
	w.fog[0], w.fog[1] = newWatchers(n), newWatchers(n)
	return w
}

// Whatever the ground costs and whatever became of it, a path costs what Dijkstra finds, by what a team has found out
// about it; it is the one that plain A* would take; and it is the same as in a World that was restored, which knows
// nothing of how it came about.
func TestPathsAreShortestWhateverBecomesOfTheGround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		width, height := int32(rapid.IntRange(4, 16).Draw(t, "w")), int32(rapid.IntRange(4, 16).Draw(t, "h"))
		w := bare(wild(width, height, rng))
		cells := int32(len(w.ground.code))
		for i := range 8 { // who stands about
			c := rng.Int32N(cells)
			w.units = append(w.units, unit{cell: c, goal: noCell, look: noCell, hp: 1, team: uint8(i & 1)})
			if w.stand.none(c) {
				w.stand.put(c, i)
			}
		}
		for range 8 {
			w.disturb(rng)
			anew := w.anew()
			for range 4 {
				team, class := uint8(rng.IntN(2)), MoveClass(rng.IntN(int(MoveClasses)))
				requireShortest(t, w, anew, team, class, rng.Int32N(cells), rng.Int32N(cells))
			}
		}
	})
}

// disturb has some things fall, be built, be laid and be found out.
func (w *World) disturb(rng *rand.Rand) {
	cells := int32(len(w.ground.code))
	for range rng.IntN(4) {
		w.ruin(rng.Int32N(cells))
	}
	if rng.IntN(4) == 0 {
		w.mines = append(w.mines, mine{cell: rng.Int32N(cells), known: uint8(rng.IntN(4))})
		w.warn()
	}
	for team := range uint8(2) {
		if len(w.altered) > 0 && rng.IntN(3) == 0 {
			w.find(team, w.altered[rng.IntN(len(w.altered))].cell)
		}
	}
}

// anew is the World as it would be restored: all that follows from the rest is made from it.
func (w *World) anew() *World {
	c := w.Clone()
	c.bounds, c.ground = [MoveClasses]*landmarks{}, groundOf(w.setup)
	c.reground()
	return c
}

func requireShortest(t require.TestingT, w, anew *World, team uint8, class MoveClass, from, to int32) {
	if w.ground.cost[class][from] == Impassable {
		return // nobody stands there
	}
	costs := w.relax(team, class, from, to)
	want := costs[to]
	_, ok := w.search(team, class, from, to)
	_, same := anew.search(team, class, from, to)
	require.Equal(t, want >= 0, ok)
	require.Equal(t, ok, same)
	if !ok {
		return
	}
	require.Equal(t, want, w.route.length)
	path, sum, c := slices.Clone(w.trace(from)), int32(0), to
	require.True(t, slices.Equal(path, anew.trace(from)), "a restored World goes another way")
	for _, dir := range path {
		dir := uint8(dir & 7)
		if w.tracer.vain <= w.tracer.most {
			require.Equal(t, w.plain(costs, c), dir, "A* by the octile distance goes another way")
		}
		sum += w.toll(c, w.ground.legs[dir&1])
		c -= w.ground.stride(dir)
		next, ok := w.believedStep(team, c, dir, class)
		require.True(t, ok)
		require.Equal(t, c+w.ground.stride(dir), next)
	}
	require.Equal(t, from, c)
	require.Equal(t, want, sum)
}

// plain is the direction in which A* by the octile distance enters a cell on its path, by what all cells cost.
func (w *World) plain(costs []int32, c int32) (from uint8) {
	least := int32(math.MaxInt32)
	for _, dir := range [8]uint8{1, 2, 3, 0, 4, 7, 6, 5} { // from the cell of the lowest rank first
		if w.route.flips&1 != 0 {
			dir = (4 - dir) & 7
		}
		if w.route.flips&2 != 0 {
			dir = (8 - dir) & 7
		}
		x, y := w.ground.xy(c)
		x, y = x-dirX[dir], y-dirY[dir]
		before := y*w.ground.w + x
		if x < 0 || y < 0 || x >= w.ground.w || y >= w.ground.h || costs[before] < 0 {
			continue
		}
		_, ok := w.believedStep(w.route.team, before, dir, w.route.class)
		estimate := costs[before] + w.octile(before)
		if ok && costs[before]+w.toll(c, w.ground.legs[dir&1]) == costs[c] && estimate < least {
			least, from = estimate, dir
		}
	}
	return from
}

// relax is the oracle: it relaxes every edge until nothing changes, and says what each cell costs, -1 if no path leads
// there.
func (w *World) relax(team uint8, class MoveClass, from, to int32) []int32 {
	w.setOut(team, class, from, to)
	cost := make([]int32, len(w.ground.code))
	for i := range cost {
		cost[i] = -1
	}
	cost[from] = 0
	for changed := true; changed; {
		changed = false
		for c := range cost {
			for dir := uint8(0); dir < 8 && cost[c] >= 0; dir++ {
				if next, ok := w.believedStep(team, int32(c), dir, class); ok {
					if sum := cost[c] + w.toll(next, w.ground.legs[dir&1]); cost[next] < 0 || sum < cost[next] {
						cost[next], changed = sum, true
					}
				}
			}
		}
	}
	return cost
}

// Landmarks never say more than is true: at the goal nothing is left, and with a step no more is gone than it costs.
func TestLandmarksNeverSayTooMuch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		width, height := int32(rapid.IntRange(1, 40).Draw(t, "w")), int32(rapid.IntRange(1, 40).Draw(t, "h"))
		s := wild(width, height, rng)
		class, goal := MoveClass(rng.IntN(int(MoveClasses))), rng.Int32N(s.Map.W*s.Map.H)
		m, g := survey(s, class, [2]int32{straight, diagonal}), hoped(s, class)
		require.Zero(t, m.least(goal, goal, &m.far[goal]))
		for c := range int32(len(s.Map.Cells)) {
			for dir := range uint8(8) {
				if next, ok := g.step(c, dir, class); ok && g.cost[class][c] != Impassable {
					step := m.legs[dir&1] * int32(g.cost[class][next])
					require.LessOrEqual(t, m.least(c, goal, &m.far[goal]), step+m.least(next, goal, &m.far[goal]))
				}
			}
		}
	})
}

// Once a World has what memory it needs, searches take no more.
func TestSearchesAllocateNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	f := NewFinder(wild(64, 64, rng), Foot, straight, diagonal)
	ask := func() {
		for range 20 {
			f.Find(rng.Int32N(64), rng.Int32N(64), rng.Int32N(64), rng.Int32N(64))
		}
	}
	for range 100 {
		ask()
	}
	require.Zero(t, testing.AllocsPerRun(100, ask))
}

// What it costs that a cell becomes something else on a map of 512 x 512: the first of a Step, which copies the ground,
// and each further one.
func BenchmarkAlter(b *testing.B) {
	for name, further := range map[string]bool{"First": false, "Further": true} {
		b.Run(name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(7, 7))
			w := bare(wild(512, 512, rng))
			for first := w.ground; b.Loop(); {
				if w.owned = w.owned && further; len(w.altered) == 64 {
					w.altered, w.ground, w.owned = w.altered[:0], first, false
				}
				for !w.ruin(rng.Int32N(512 * 512)) {
				}
			}
		})
	}
}
