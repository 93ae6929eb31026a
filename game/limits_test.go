package game_test

import (
	"encoding/binary"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// largest is a fight of everything at its limit: 640 x 640 cells, 8 teams, 32 seats, 128 squads, 4,096 units, in eight
// blocks around the middle.
func largest(t testing.TB) *game.Setup {
	s, err := assets.Embedded().Setup("arena")
	require.NoError(t, err)
	s.Map = game.Map{Name: "plain", W: game.MaxSide, H: game.MaxSide, Cells: make([]uint8, game.MaxSide*game.MaxSide)}
	for i := range s.Map.Cells {
		if i%97 == 0 || i%89 < 2 && i%640 < 200 {
			s.Map.Cells[i] = 2 // some forest
		}
	}
	s.Scenario = game.Scenario{Name: "largest", Map: "plain", CaptureTicks: 200, ScoreEvery: 40, Supply: 50}
	s.Scenario.Points = []game.PointSetup{{Name: "middle", X: 320, Y: 320, Radius: 6}}
	for team := range int32(game.MaxTeams) {
		x, y := 320+40*[8]int32{1, 1, 0, -1, -1, -1, 0, 1}[team], 320+40*[8]int32{0, 1, 1, 1, 0, -1, -1, -1}[team]
		s.Scenario.Teams = append(s.Scenario.Teams, game.TeamSetup{
			Name: string(rune('a' + team)), StartX: x, StartY: y,
		})
		for range 4 {
			s.Scenario.Seats = append(s.Scenario.Seats, game.SeatSetup{Team: uint8(team)})
		}
		for n := range int32(16) {
			s.Scenario.Squads = append(s.Scenario.Squads, game.SquadSetup{
				Seat: uint8(4*team + n%4), Kind: []uint8{0, 1, 4}[n%3], Count: 32, X: x + 8*(n%4) - 12,
				Y: y + 8*(n/4) - 12,
			})
		}
	}
	require.NoError(t, s.Check())
	return s
}

// everyoneToTheMiddle is an attack by all squads.
func everyoneToTheMiddle(s *game.Setup) *game.Input {
	in, seqs, numbers := &game.Input{}, [game.MaxSeats]uint32{}, [game.MaxTeams]uint8{}
	for _, sq := range s.Scenario.Squads {
		team := s.Scenario.Seats[sq.Seat].Team
		seqs[sq.Seat]++
		in.Orders = append(in.Orders, game.Order{
			Seat: sq.Seat, Leader: game.AI, Seq: seqs[sq.Seat], Kind: game.AttackMove, Squad: numbers[team],
			X: 320 * game.ViewStep, Y: 320 * game.ViewStep,
		})
		numbers[team]++
	}
	return in
}

// The largest World that there may be is drawn up, ordered as a whole, fights, is saved, restored, cloned and seen.
func TestTheLargestWorldFights(t *testing.T) {
	s := largest(t)
	decoded, err := game.DecodeSetup(game.AppendSetup(nil, s))
	require.NoError(t, err)
	require.Equal(t, s.Hash(), decoded.Hash())
	w := game.New(s, 7)
	var v game.View
	w.View(game.All, &v)
	require.Len(t, v.Units, game.MaxUnits)
	require.Len(t, v.Squads, game.MaxSquads)
	w.Step(everyoneToTheMiddle(s))
	deaths := 0
	for range 160 {
		w.Step(&game.Input{})
		w.View(game.All, &v)
		for _, h := range v.CombatEvents {
			if h.Kind == game.Death {
				deaths++
			}
		}
	}
	require.Greater(t, deaths, 10, "they really fight")
	restored, err := game.Restore(s, w.AppendSave(nil))
	require.NoError(t, err)
	clone := w.Clone()
	for _, other := range []*game.World{w, restored, clone} {
		for range 5 {
			other.Step(&game.Input{})
		}
	}
	require.Equal(t, w.Hash(), restored.Hash())
	require.Equal(t, w.Hash(), clone.Hash())
}

// What is over a limit is refused by Check, with the field's name.
func TestWhatIsOverALimitIsRefused(t *testing.T) {
	for want, enlarge := range map[string]func(s *game.Setup){
		"map.width":      func(s *game.Setup) { s.Map.W++ },
		"map.height":     func(s *game.Setup) { s.Map.H++ },
		"scenario.teams": func(s *game.Setup) { s.Scenario.Teams = append(s.Scenario.Teams, game.TeamSetup{}) },
		"scenario.seats": func(s *game.Setup) { s.Scenario.Seats = append(s.Scenario.Seats, game.SeatSetup{}) },
		"scenario.squads": func(s *game.Setup) {
			s.Scenario.Squads = append(s.Scenario.Squads, s.Scenario.Squads[0])
		},
		"scenario.squads[127]": func(s *game.Setup) { s.Scenario.Squads[127].Count++ },
	} {
		s := largest(t)
		enlarge(s)
		require.ErrorContains(t, s.Check(), want)
	}
}

// Bytes that claim more than there may be, or than there is, are refused before anything is made of them.
func TestHostileBytesAllocateNothing(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	huge := binary.AppendUvarint(nil, 1<<32-1)
	whole := game.AppendSetup(nil, s)
	save := game.New(s, 7).AppendSave(nil)
	most := uint64(0)
	for at := range min(len(whole), 2000) {
		b := append(append(append([]byte(nil), whole[:at]...), huge...), whole[at:min(at+8, len(whole))]...)
		most = max(most, bytesMade(func() error { _, err := game.DecodeSetup(b); return err }))
	}
	for at := range min(len(save), 300) {
		b := append(append([]byte(nil), save[:at]...), huge...)
		most = max(most, bytesMade(func() error { _, err := game.Restore(s, b); return err }))
	}
	t.Logf("at most %d bytes are made of any", most)
	require.Less(t, most, uint64(400<<10))
}

// bytesMade is what refusing something takes: the least of some tries, since others in the process take some, too.
func bytesMade(refuse func() error) uint64 {
	var before, after runtime.MemStats
	least := uint64(math.MaxUint64)
	for range 3 {
		runtime.ReadMemStats(&before)
		err := refuse()
		runtime.ReadMemStats(&after)
		if err == nil {
			return math.MaxUint64 // it was not refused
		}
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	return least
}

func BenchmarkLargest(b *testing.B) {
	s := largest(b)
	w := game.New(s, 7)
	w.Step(everyoneToTheMiddle(s))
	for range 200 {
		w.Step(&game.Input{})
	}
	b.Run("Step", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.Step(&game.Input{})
		}
	})
	b.Run("Clone", func(b *testing.B) {
		for b.Loop() {
			w.Clone()
		}
	})
}
