package game

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// requireSound checks the invariants of World.
func requireSound(t require.TestingT, w *World) {
	stands := map[int32]int{}
	for i := range w.units {
		u := &w.units[i]
		if !u.here() {
			continue
		}
		_, two := stands[u.cell]
		require.False(t, two, "two units on one cell")
		stands[u.cell] = i
		require.Equal(t, uint16(i+1), w.occ[u.cell])
	}
	for cell, o := range w.occ {
		if o != 0 {
			require.Contains(t, stands, int32(cell))
		}
	}
	anew, err := Restore(w.setup, w.AppendSave(nil))
	require.NoError(t, err)
	require.Equal(t, anew.fog, w.fog, "fog follows from where units are and what teams know")
	var v View
	for team := range w.scores {
		w.View(Audience(team), &v)
		for i, uv := range v.Units {
			require.True(t, i == 0 || v.Units[i-1].ID < uv.ID, "ids ascend")
			if uv.Team == uint8(team) {
				continue
			}
			unit := &w.units[w.named[team][uv.ID]]
			require.True(t, w.sees(uint8(team), unit), "a view shows what the team does not see")
			require.Zero(t, uv.Ammo)
			require.EqualValues(t, NoSquad, uv.Squad)
		}
	}
}

func TestAnyOrdersKeepTheWorldSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New(busyFight(), rapid.Uint64().Draw(t, "seed"))
		for range 20 {
			in := anyInput(t, w)
			for range rapid.IntRange(1, 30).Draw(t, "steps") {
				w.Step(in)
				in = &Input{}
			}
			requireSound(t, w)
		}
	})
}

func TestARestoredWorldGoesOnTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New(busyFight(), 7)
		for range rapid.IntRange(0, 300).Draw(t, "before") {
			w.Step(anyInput(t, w))
		}
		r, err := Restore(w.Setup(), w.AppendSave(nil))
		require.NoError(t, err)
		clone := w.Clone()
		for range 100 {
			in := anyInput(t, w)
			w.Step(in)
			r.Step(in)
			clone.Step(in)
		}
		require.Equal(t, w.Hash(), r.Hash())
		require.Equal(t, w.Hash(), clone.Hash())
		var a, b View
		w.View(0, &a)
		r.View(0, &b)
		require.Equal(t, a, b)
	})
}

func TestClonesAreIndependent(t *testing.T) {
	w := New(fixedFight(), 7)
	clone := w.Clone()
	before := clone.Hash()
	for range 300 {
		w.Step(&Input{})
	}
	require.Equal(t, before, clone.Hash())
	require.NotEqual(t, before, w.Hash())
}

// The client derives the fog from its view; it must get the very cells that filled the view, whatever was built, fell or
// smokes.
func TestFogOfAViewIsTheTeamsFog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New(busyFight(), rapid.Uint64().Draw(t, "seed"))
		var v View
		var f [2]Fog
		for range 120 {
			w.Step(anyInput(t, w))
			for team := range w.fog {
				w.View(Audience(team), &v)
				w.Setup().Fog(&v, &f[team])
				for cell, n := range w.fog[team] {
					if n > 0 != f[team].Visible[cell] {
						require.Fail(t, "fogs differ", "tick %d team %d cell %d", w.tick, team, cell)
					}
				}
			}
		}
	})
}

// Of two units with the same sight, none sees the other unseen, wherever walls stand.
func TestSightIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := fixedFight()
		for i := range s.Map.Cells {
			s.Map.Cells[i] = 0
			if rapid.IntRange(0, 5).Draw(t, "wall") == 0 {
				s.Map.Cells[i] = 2
			}
		}
		g := groundOf(s)
		sees := map[[2]int32]int{}
		for a := range int32(len(s.Map.Cells)) {
			if g.opaque[0][a] != 0 {
				continue
			}
			counts := make([]uint16, len(s.Map.Cells))
			(&sightSet{}).turnInto(lookedFrom(g, a), g.w, counts)
			for b, n := range counts {
				if n > 0 {
					sees[[2]int32{a, int32(b)}] = int(n)
				}
			}
		}
		for pair, n := range sees {
			back := sees[[2]int32{pair[1], pair[0]}]
			if n != 1 || back == 0 && g.opaque[0][pair[1]] == 0 {
				require.Fail(t, "not symmetric", "%v seen %d times, back %d", pair, n, back)
			}
		}
	})
}

func lookedFrom(g *ground, cell int32) *sightSet {
	s := &sightSet{}
	g.look(nil, cell, 10, 0, s)
	return s
}

// A path costs what Dijkstra finds.
func TestPathsAreShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := fixedFight()
		for i := range s.Map.Cells {
			s.Map.Cells[i] = []uint8{0, 0, 0, 1, 2}[rapid.IntRange(0, 4).Draw(t, "cell")]
		}
		w := &World{setup: s, ground: groundOf(s), occ: make([]uint16, len(s.Map.Cells))}
		from, to := int32(rapid.IntRange(0, 383).Draw(t, "from")), int32(rapid.IntRange(0, 383).Draw(t, "to"))
		u := unit{cell: from, goal: to}
		if w.ground.cost[Foot][from] == Impassable || w.ground.cost[Foot][to] == Impassable {
			t.Skip("in a wall")
		}
		w.findPath(&u)
		want := dijkstra(w.ground, from)[to]
		if want < 0 {
			require.EqualValues(t, noCell, u.goal, "no way means none")
			return
		}
		require.Equal(t, want, w.cost[to])
		require.Equal(t, want >= 0, w.ground.region[Foot][from] == w.ground.region[Foot][to])
	})
}

// dijkstra is the oracle: relax every edge until nothing changes.
func dijkstra(g *ground, from int32) []int32 {
	cost := make([]int32, len(g.code))
	for i := range cost {
		cost[i] = -1
	}
	cost[from] = 0
	for changed := true; changed; {
		changed = false
		for c := range cost {
			for dir := uint8(0); dir < 8 && cost[c] >= 0; dir++ {
				next, ok := g.step(int32(c), dir, Foot)
				if !ok {
					continue
				}
				sum := cost[c] + []int32{straight, diagonal}[dir&1]*int32(g.cost[Foot][next])
				if cost[next] < 0 || sum < cost[next] {
					cost[next], changed = sum, true
				}
			}
		}
	}
	return cost
}
