package game_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// bigFight is pairs of teams on a square map of open ground, forest, rough and some walls: perTeam units each in squads
// of eight, all ordered to the middle between the two, and fighting there.
func bigFight(t testing.TB, side int32, teams, perTeam int) *game.Setup {
	s, err := assets.Embedded().Setup("arena")
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(7, 7))
	s.Map = game.Map{Name: "field", W: side, H: side, Cells: make([]uint8, side*side)}
	for range side * side / 60 { // around where squads stand stays open
		terrain, x, y := []uint8{2, 2, 3, 5}[rng.IntN(4)], rng.Int32N(side-3), rng.Int32N(side-3)
		if terrain == 5 && x > side/2-48 && x < side/2+48 || terrain == 5 && y > side/2-8 && y < side/2+8 {
			continue
		}
		for i := range int32(9) {
			s.Map.Cells[(y+i/3)*side+x+i%3] = terrain
		}
	}
	s.Scenario.Clock, s.Scenario.Points, s.Scenario.Squads = 0, s.Scenario.Points[:1], nil
	s.Scenario.Points[0].X, s.Scenario.Points[0].Y = side/2, side/2
	s.Scenario.Teams, s.Scenario.Seats = nil, nil
	for team := range int32(teams) {
		middle := side/2 + 44*(team/2) - 22*int32(teams/2-1)
		s.Scenario.Teams = append(s.Scenario.Teams, game.TeamSetup{StartX: 4 + team%2*(side-9), StartY: middle})
		s.Scenario.Seats = append(s.Scenario.Seats, game.SeatSetup{Team: uint8(team)})
		for n := range int32(perTeam / 8) {
			x, y := side/2-12-4*(n/8), middle+5*(n%8-4)
			if team%2 == 1 {
				x = side - 1 - x
			}
			if n%3 == 2 {
				s.Map.Cells[y*side+x] = 0
			}
			s.Scenario.Squads = append(s.Scenario.Squads, game.SquadSetup{
				Seat: uint8(team), Kind: uint8(n % 3), Count: 8, X: x, Y: y, Facing: uint8(128 * (team % 2)),
			})
		}
	}
	for i := range s.Rules.Kinds {
		s.Rules.Kinds[i].HP = 255 // so that the fight lasts
		s.Rules.Kinds[i].Weapons[0].Damage, s.Rules.Kinds[i].Weapons[1].Damage = 1, 1
	}
	require.NoError(t, s.Check())
	return s
}

// fighting is a World of it in the middle of the fight.
func fighting(t testing.TB, side int32, teams, perTeam int) *game.World {
	s := bigFight(t, side, teams, perTeam)
	w := game.New(s, 7)
	in := &game.Input{}
	for i := range s.Scenario.Squads {
		sq := &s.Scenario.Squads[i]
		in.Orders = append(in.Orders, game.Order{
			Seat: sq.Seat, Leader: game.AI, Seq: uint32(i%(perTeam/8)) + 1, Kind: game.AttackMove,
			Squad: uint8(i % (perTeam / 8)), X: uint16(side/2) * game.ViewStep, Y: uint16(sq.Y) * game.ViewStep,
		})
	}
	w.Step(in)
	for range 150 {
		w.Step(&game.Input{})
	}
	var v game.View
	shots := 0
	for range 40 {
		w.Step(&game.Input{})
		w.View(game.All, &v)
		shots += len(v.CombatEvents)
	}
	require.Greater(t, shots, 40, "they must really fight")
	return w
}

func BenchmarkWorld128(b *testing.B)  { benchmarkWorld(b, 128, 2, 64) }
func BenchmarkWorld1024(b *testing.B) { benchmarkWorld(b, 128, 2, 512) }

// Eight teams on a large map.
func BenchmarkWorld512Teams8(b *testing.B) { benchmarkWorld(b, 512, 8, 64) }

func benchmarkWorld(b *testing.B, side int32, teams, perTeam int) {
	w := fighting(b, side, teams, perTeam)
	b.Run("Step", func(b *testing.B) {
		b.ReportAllocs()
		at := w.Clone()
		for n := 1; n < 1000; n++ {
			at.Step(&game.Input{}) // until it has all the memory that it needs
		}
		for n := 0; b.Loop(); n++ {
			if n%1000 == 0 {
				w.CloneTo(at) // before one side is gone
			}
			at.Step(&game.Input{})
		}
	})
	b.Run("View", func(b *testing.B) {
		b.ReportAllocs()
		var v game.View
		for b.Loop() {
			w.View(0, &v)
		}
	})
	b.Run("Fog", func(b *testing.B) {
		b.ReportAllocs()
		var v game.View
		var f game.Fog
		w.View(0, &v)
		for b.Loop() {
			w.Setup().Fog(&v, &f)
		}
	})
	b.Run("Clone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.Clone()
		}
	})
	b.Run("CloneTo", func(b *testing.B) {
		b.ReportAllocs()
		c := w.Clone()
		for b.Loop() {
			w.CloneTo(c)
		}
	})
	b.Run("Hash", func(b *testing.B) {
		for b.Loop() {
			w.Hash()
		}
	})
	b.Run("Save", func(b *testing.B) {
		var to []byte
		for b.Loop() {
			to = w.AppendSave(to[:0])
		}
		b.ReportMetric(float64(len(to)), "bytes")
	})
}

// What 128 units do must not depend on anything but the seed.
func TestABigFightIsTheSameTwice(t *testing.T) {
	require.Equal(t, fighting(t, 128, 2, 64).Hash(), fighting(t, 128, 2, 64).Hash())
}

// BenchmarkTurn is a turn of 5 s with 64 units in the middle of a fight, from its plans to its end.
func BenchmarkTurn(b *testing.B) {
	w := fighting(b, 128, 2, 32)
	saved := w.AppendSave(nil)
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		w, err := game.Restore(w.Setup(), saved)
		require.NoError(b, err)
		b.StartTimer()
		for range 100 {
			w.Step(&game.Input{})
		}
	}
}
