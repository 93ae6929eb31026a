package env

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/game"
)

func setup(t testing.TB, name string) *game.Setup {
	s, err := assets.Embedded().Setup(name)
	require.NoError(t, err)
	return s
}

func against(t testing.TB, level string) league.Commanders {
	style, err := assets.Embedded().Style(level)
	require.NoError(t, err)
	return ai.Make(style)
}

func duel(t testing.TB) Config {
	return Config{Setup: setup(t, "duel"), Teams: []uint8{0}, Against: against(t, "recruit"), Worlds: 2, Ticks: 20}
}

// orders are those of a step, by world, team and squad.
type orders struct {
	w *Worlds
	b []byte
}

func (w *Worlds) none() orders { return orders{w, make([]byte, w.orders())} }

func (o orders) set(world, team, squad int, a action) {
	l := o.w.layout
	at := o.b[((world*l.Teams+team)*l.Squads+squad)*orderSize:]
	for i, n := range []int16{a.verb, a.x, a.y, a.target} {
		binary.LittleEndian.PutUint16(at[2*i:], uint16(n))
	}
}

func (w *Worlds) u8(field string, n int) uint64 {
	return binary.LittleEndian.Uint64(w.part(field, n, 8))
}

func (w *Worlds) u4(field string, n int) int {
	return int(int32(binary.LittleEndian.Uint32(w.part(field, n, 4))))
}

func (w *Worlds) f4(field string, n int) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(w.part(field, n, 4))))
}

// squad is a squad's number in a column, of the first team of a world.
func (w *Worlds) squad(world, squad int, column string) float64 {
	row := world*w.layout.Teams*w.layout.Squads + squad
	return w.f4("squads", row*len(squadColumns)+slices.Index(squadColumns, column))
}

func made(t testing.TB, c Config) *Worlds {
	w, err := New(c)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return w
}

func (w *Worlds) start(t testing.TB, seeds ...uint64) {
	_, err := w.Reset(seeds)
	require.NoError(t, err)
}

func (w *Worlds) play(t testing.TB, o orders) {
	_, err := w.Step(o.b)
	require.NoError(t, err)
}

// wanders is what both play below: squads go from point to point.
func wanders(squad, turn int) (point uint16) { return uint16((squad + turn/15) % 3) }

// A game of an environment is the game that a league plays with commanders that order the same, to the last bit; the
// next one in that world is that of the next seed.
func TestAWorldIsTheGameThatALeaguePlays(t *testing.T) {
	c := duel(t)
	w := made(t, c)
	w.start(t, 7, 8)
	want := map[uint64]league.Fight{}
	for seed := uint64(7); seed < 11; seed++ {
		want[seed] = league.Play(c.Setup, seed, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
			if seat > 0 {
				return c.Against(s, seat, seed)
			}
			return ai.Func(func(v *game.View, _ []game.Talk) (o []game.Order) {
				for squad := 0; squad < 4 && v.Tick%20 == 0; squad++ {
					to := wanders(squad, int(v.Tick)/20)
					o = append(o, game.Order{Kind: game.Capture, Squad: uint8(squad), Target: to})
				}
				return o
			})
		}, 0, nil)
	}
	compared, turns := 0, [2]int{}
	for compared < len(want) {
		o := w.none()
		for world := range turns {
			for squad := range 4 {
				o.set(world, 0, squad, action{int16(game.Capture), 0, 0, int16(wanders(squad, turns[world]))})
			}
			turns[world]++
		}
		w.play(t, o)
		for world := range turns {
			if w.u4("played", world) == 0 {
				turns[world] = 0
			}
			if w.part("terminated", world, 1)[0] == 0 {
				continue
			}
			f, known := want[w.u8("seed", world)]
			require.True(t, known)
			require.Equal(t, f.Hash, w.u8("hash", world))
			require.Equal(t, int(f.Ticks), w.u4("tick", world))
			require.Equal(t, int(f.Result.Winner), w.u4("winner", world))
			require.Equal(t, int(f.Result.Reason), w.u4("reason", world))
			require.Zero(t, f.Turns[0].Crashes)
			compared++
		}
	}
}

// What is rewarded is the growth of the lead and the victory: both sides of a game together get nothing.
func TestRewardsOfTwoSidesAddUpToNothing(t *testing.T) {
	c := duel(t)
	c.Teams, c.Worlds = []uint8{0, 1}, 1
	w := made(t, c)
	w.start(t, 3)
	sums := [2]float64{}
	for w.part("terminated", 0, 1)[0] == 0 {
		o := w.none()
		for squad := range 4 {
			o.set(0, 0, squad, action{int16(game.Capture), 0, 0, int16(squad % 3)}) // the other team stays
		}
		w.play(t, o)
		for team := range sums {
			sums[team] += w.f4("reward", team)
		}
	}
	require.Zero(t, w.u4("winner", 0))
	require.InDelta(t, 0, sums[0]+sums[1], 1e-4)
	require.InDelta(t, 1+(w.f4("scores", 0)-w.f4("scores", 1))/500, sums[0], 1e-4)
	w.play(t, w.none())
	require.Equal(t, []any{uint64(4), 0, 0, -1}, []any{
		w.u8("seed", 0), w.u4("tick", 0), w.u4("played", 0),
		w.u4("winner", 0),
	})
	require.Zero(t, w.f4("reward", 0))
	require.Zero(t, w.part("terminated", 0, 1)[0])
}

// A game that has gone on for long enough is truncated, which nobody is rewarded for.
func TestAGameIsTruncated(t *testing.T) {
	c := duel(t)
	c.Worlds, c.Steps, c.Ticks = 1, 3, 5
	w := made(t, c)
	w.start(t, 3)
	seen := []byte{}
	for range 8 {
		w.play(t, w.none())
		seen = append(seen, w.part("truncated", 0, 1)[0])
	}
	require.Equal(t, []byte{0, 0, 1, 0, 0, 0, 1, 0}, seen)
	require.Equal(t, []any{uint64(5), 0}, []any{w.u8("seed", 0), w.u4("tick", 0)})
}

// A learner is shown what its team sees, and no enemy else. What a masked verb comes to is a refusal, whatever stands
// beside it; the others may be obeyed.
func TestAMaskedVerbIsRefusedAndTheOthersAreNot(t *testing.T) {
	obeyed := map[string]bool{}
	for _, name := range []string{"duel", "village", "convoy", "crossing"} {
		c := Config{Setup: setup(t, name), Teams: []uint8{0}, Against: against(t, "regular"), Worlds: 2, Ticks: 20}
		w := made(t, c)
		w.start(t, 5, 6)
		chance := rand.New(rand.NewPCG(1, 2))
		for range 150 {
			o, masked := w.none(), map[[2]int]game.OrderKind{}
			left := map[int]bool{} // a transport's squad lets others out, who obey then
			for world := range c.Worlds {
				view := &w.worlds[world].sides[0].view
				for squad := range view.Squads {
					verb := game.OrderKind(chance.IntN(int(game.OrderKinds)))
					row := (world*w.layout.Squads + squad) * w.layout.Verbs
					masked[[2]int{world, squad}], left[world] = verb, left[world] || verb == game.Leave
					if w.part("mask", 0, len(w.frame)-w.layout.at["mask"])[row+int(verb)] == 1 {
						masked[[2]int{world, squad}] = game.OrderKinds
					}
					at := near(view, &view.Squads[squad], chance)
					o.set(world, 0, squad, action{int16(verb), at[0], at[1], int16(chance.IntN(6))})
				}
				require.Len(t, w.worlds[world].sides[0].seen, inSight(view))
			}
			w.play(t, o)
			for at, verb := range masked {
				refusal := game.Refusal(w.squad(at[0], at[1], "refusal"))
				if w.u4("played", at[0]) == 0 {
					continue // another game has begun
				}
				if verb < game.OrderKinds && verb > game.NoOrder && !left[at[0]] {
					require.NotEqual(t, game.Obeyed, refusal, "%s: squad %d, %s", name, at[1], verb)
				}
				if verb == game.OrderKinds && refusal == game.Obeyed {
					given := game.OrderKind(w.given(o, at[0], at[1]))
					obeyed[given.String()] = true
				}
			}
		}
	}
	for k := game.Move; k < game.OrderKinds; k++ {
		if k != game.Heal && k != game.Repair && k != game.ClearMines && k != game.LayMine {
			require.Contains(t, obeyed, k.String())
		}
	}
}

func (w *Worlds) given(o orders, world, squad int) uint16 {
	return binary.LittleEndian.Uint16(o.b[(world*w.layout.Squads+squad)*orderSize:])
}

// near is a cell around a squad.
func near(v *game.View, q *game.SquadView, chance *rand.Rand) [2]int16 {
	for _, u := range v.Units {
		if u.Squad == q.ID {
			return [2]int16{
				int16(u.X/game.ViewStep) + int16(chance.IntN(13)) - 6,
				int16(u.Y/game.ViewStep) + int16(chance.IntN(13)) - 6,
			}
		}
	}
	return [2]int16{}
}

func inSight(v *game.View) (n int) {
	for _, u := range v.Units {
		if u.Team != 0 && u.HP > 0 {
			n++
		}
	}
	return n
}

// Whatever numbers stand in orders, they are refused or obeyed; the same ones come to the same, however many
// processors share the worlds.
func TestAnyNumbersComeToTheSameWhoeverPlays(t *testing.T) {
	c := Config{
		Setup: setup(t, "village"), Teams: []uint8{0, 1}, Against: against(t, "recruit"),
		Worlds: 5, Ticks: 7, Steps: 20,
	}
	one, many := made(t, c), made(t, c)
	many.Each = share
	seeds := []uint64{1, 2, 3, 1 << 63, 0}
	one.start(t, seeds...)
	many.start(t, seeds...)
	chance := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		o := one.none()
		for i := range o.b {
			if o.b[i] = byte(chance.Uint32()); chance.IntN(2) == 0 {
				o.b[i] &= 15
			}
		}
		a, err := one.Step(o.b)
		require.NoError(t, err)
		b, err := many.Step(o.b)
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
}

// A place is the middle of its cell, and what squads are about to do is told as it was ordered.
func TestAnOrderIsTold(t *testing.T) {
	w := made(t, duel(t))
	w.start(t, 1, 2)
	require.Equal(t, []float64{1, 0, 5, 100}, []float64{
		w.squad(0, 0, "there"), w.squad(0, 0, "seat"), w.squad(0, 0, "alive"), w.squad(0, 0, "hp"),
	})
	o := w.none()
	o.set(1, 0, 2, action{int16(game.Move), 10, 30, 0})
	o.set(1, 0, 1, action{int16(game.Capture), 0, 0, 2})
	o.set(0, 0, 1, action{int16(game.Capture), 0, 0, 9})
	o.set(0, 0, 0, action{-1, 0, 0, 0})
	o.set(0, 0, 2, action{int16(game.Move), 64, 2, 0})
	o.set(0, 0, 3, action{int16(game.SetStance), 0, 0, int16(game.HoldFire)})
	w.play(t, o)
	require.Equal(t, []float64{float64(game.Move), 10.5, 30.5, -1}, []float64{
		w.squad(1, 2, "order"), w.squad(1, 2, "to_x"), w.squad(1, 2, "to_y"), w.squad(1, 2, "target"),
	})
	require.EqualValues(t, 2, w.squad(1, 1, "target"))
	require.Positive(t, w.squad(1, 1, "moving"))
	require.EqualValues(t, game.UnknownTarget, w.squad(0, 1, "refusal"))
	require.EqualValues(t, game.UnknownOrder, w.squad(0, 0, "refusal"))
	require.EqualValues(t, game.OffMap, w.squad(0, 2, "refusal"))
	require.EqualValues(t, game.HoldFire, w.squad(0, 3, "stance"))
	w.play(t, w.none())
	require.Zero(t, w.squad(0, 1, "refusal"), "it was told once")
}

// What cannot be played is said before anything is.
func TestWhatCannotBePlayedIsSaid(t *testing.T) {
	for want, change := range map[string]func(c *Config){
		"0 worlds: 1 to 1024":                 func(c *Config) { c.Worlds = 0 },
		"2000 ticks a step: 1 to 1200":        func(c *Config) { c.Ticks = 2000 },
		"-1 steps":                            func(c *Config) { c.Steps = -1 },
		"leads no team":                       func(c *Config) { c.Teams = nil },
		"duel has the teams 0 to 1, and no 2": func(c *Config) { c.Teams = []uint8{0, 2} },
		"not in ascending order":              func(c *Config) { c.Teams = []uint8{1, 0} },
		"each once":                           func(c *Config) { c.Teams = []uint8{1, 1} },
		"is played by turns":                  func(c *Config) { c.Setup = byTurns(c.Setup) },
	} {
		c := duel(t)
		change(&c)
		_, err := New(c)
		require.ErrorContains(t, err, want)
	}
	w := made(t, duel(t))
	_, err := w.Reset([]uint64{1})
	require.ErrorContains(t, err, "1 seeds for 2 worlds")
}

func byTurns(s *game.Setup) *game.Setup {
	turns := *s
	turns.Scenario.Turns.Kind = game.Together
	return &turns
}

// Worlds have the arrays one behind another, each where its type may stand.
func TestArraysStandWhereTheirTypesMay(t *testing.T) {
	for _, name := range assets.Embedded().Scenarios() {
		c := Config{Setup: setup(t, name), Teams: []uint8{0}, Worlds: 3, Ticks: 1}
		l, end := newLayout(&c), 0
		for _, f := range l.Fields {
			require.Equal(t, end, f.Offset)
			size := int(f.Type[1] - '0')
			require.Zero(t, f.Offset%size, "%s: %s", name, f.Name)
			for _, n := range f.Shape {
				size *= n
			}
			end += size
			if f.Columns != nil {
				require.Equal(t, len(f.Columns), f.Shape[len(f.Shape)-1])
			}
		}
		require.Equal(t, end, l.Size)
	}
}
