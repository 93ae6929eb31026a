package game

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

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

// No Step of a restored World waits for a survey of the map, and who has a World of the same match needs none.
func TestARestoredWorldKnowsItsLandmarks(t *testing.T) {
	w := New(busyFight(), 7)
	for range 30 {
		w.Step(&Input{})
	}
	saved := w.AppendSave(nil)
	anew, err := Restore(w.setup, saved)
	require.NoError(t, err)
	like, err := RestoreLike(w, saved)
	require.NoError(t, err)
	hash, err := HashSaved(w.setup, saved)
	require.NoError(t, err)
	require.Equal(t, w.Hash(), hash)
	require.Equal(t, w.Hash(), like.Hash())
	for i := range w.squads {
		class := w.setup.Rules.Kinds[w.squads[i].kind].Class
		require.NotNil(t, anew.bounds[class])
		require.NotSame(t, w.bounds[class], anew.bounds[class])
		require.Same(t, w.bounds[class], like.bounds[class])
	}
	_, err = RestoreLike(w, saved[:len(saved)-1])
	require.ErrorIs(t, err, ErrBytes)
	_, err = HashSaved(w.setup, saved[:len(saved)-1])
	require.ErrorIs(t, err, ErrBytes)
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

// The client derives the fog from its view; it must get the very cells that filled the view, whatever was built, fell
// or smokes.
func TestFogOfAViewIsTheTeamsFog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New(busyFight(), rapid.Uint64().Draw(t, "seed"))
		var v View
		var f [2]Fog
		for range 120 {
			w.Step(anyInput(t, w))
			for team := range w.scores {
				w.View(Audience(team), &v)
				w.Setup().Fog(&v, &f[team])
				for cell := range w.setup.Map.Cells {
					if w.fog[team].any(int32(cell)) != f[team].Visible[cell] {
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
			counts := newWatchers(len(s.Map.Cells))
			(&sightSet{}).turnInto(lookedFrom(g, a), g.w, &counts)
			for b, n := range countsOf(&counts) {
				if n > 0 {
					sees[[2]int32{a, int32(b)}] = n
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
	g.markVisible(nil, cell, 10, 0, s)
	return s
}

// A path costs what Dijkstra finds.
func TestPathsAreShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := fixedFight()
		for i := range s.Map.Cells {
			s.Map.Cells[i] = []uint8{0, 0, 0, 1, 2}[rapid.IntRange(0, 4).Draw(t, "cell")]
		}
		w := &World{setup: s, ground: groundOf(s), stand: newPlaces(len(s.Map.Cells), 1)}
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
		require.Equal(t, want, w.route.length)
		require.Equal(t, want >= 0, w.ground.regionOf(Foot, from) == w.ground.regionOf(Foot, to))
	})
}

// Whatever walls come and go, what hangs together and where one can go is as if the map had been so from the beginning.
func TestRegionsFollowTheGround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := fixedFight()
		const cells = 19 * 18 // four blocks, of which three are narrow
		s.Map.W, s.Map.H, s.Map.Cells = 19, 18, make([]uint8, cells)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		walls := rng.IntN(60)
		for c := range s.Map.Cells {
			if rng.IntN(100) < walls {
				s.Map.Cells[c] = 2
			}
		}
		g := groundOf(s)
		for range rapid.IntRange(1, 60).Draw(t, "changes") {
			c := rng.Int32N(cells)
			s.Map.Cells[c] = 2 - s.Map.Cells[c]
			g.set(s, c, s.Map.Cells[c])
			g.rejoin(c, Foot)
		}
		fresh, names, others := groundOf(s), map[int32]int32{}, map[int32]int32{}
		require.Equal(t, fresh.exits[Foot], g.exits[Foot])
		for c := range int32(cells) {
			want, got := fresh.regionOf(Foot, c), g.regionOf(Foot, c)
			require.Equal(t, want == 0, got == 0)
			if _, ok := names[got]; !ok {
				names[got] = want
			}
			if _, ok := others[want]; !ok {
				others[want] = got
			}
			require.Equal(t, want, names[got], "cell %d", c)
			require.Equal(t, got, others[want], "cell %d", c)
		}
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

// The orders drawn for the properties are worth something: each kind is obeyed by somebody, nearly all reasons to
// refuse one are given, and all that can lie on the map, ride or fall does.
func TestAnyOrdersReachEverything(t *testing.T) {
	var obeyed [OrderKinds]int
	var refused [Refusals]int
	reached := map[string]bool{}
	for seed := 0; seed < 400 && (seed < 20 || slices.Contains(obeyed[:], 0)); seed++ {
		w := New(busyFight(), uint64(seed))
		rapid.Custom(func(t *rapid.T) int {
			for range 60 {
				in := anyInput(t, w)
				w.Step(in)
				for range 20 {
					w.Step(&Input{})
				}
				for _, o := range in.Orders {
					if a, ok := w.Answer(o.Seat, o.Leader, o.Seq); ok && a.Tick+20 == w.tick && a.Refusal == Obeyed &&
						o.Kind < OrderKinds {
						obeyed[o.Kind]++
					} else if ok && a.Tick+20 == w.tick {
						refused[a.Refusal]++
					}
				}
				reached["mine"] = reached["mine"] || len(w.mines) > 0
				reached["cloud"] = reached["cloud"] || len(w.clouds) > 0
				reached["altered"] = reached["altered"] || len(w.altered) > 0
				for i := range w.units {
					reached["rider"] = reached["rider"] || w.units[i].off == aboard && w.units[i].hp > 0
					reached["fallen"] = reached["fallen"] || w.units[i].died > 0
				}
				for i := range w.squads {
					reached["broken"] = reached["broken"] || w.squads[i].broken
					reached["waiting"] = reached["waiting"] || w.squads[i].waiting > 1
				}
			}
			return seed
		}).Example(seed)
	}
	for k, n := range obeyed {
		require.Positive(t, n, "%v was never obeyed", OrderKind(k))
	}
	given := 0
	for _, n := range refused {
		if n > 0 {
			given++
		}
	}
	t.Logf("refused: %v; reached: %v", refused, reached)
	require.GreaterOrEqual(t, given, 15, "of the %d reasons that Step gives", Malformed-1)
	for _, what := range []string{"mine", "cloud", "altered", "rider", "fallen", "broken", "waiting"} {
		require.True(t, reached[what], what)
	}
}
