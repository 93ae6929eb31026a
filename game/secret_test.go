package game

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// wallWithGaps is a field with a wall across it that has two gaps one cell wide, and a wall along it between the ways
// to them; four units of the enemy stand somewhere.
func wallWithGaps(x, y int32) *World {
	s := fixedFight()
	s.Map.W, s.Map.H = 80, 16
	s.Map.Cells = make([]uint8, 80*16)
	for row := range int32(16) {
		if row != 6 && row != 10 {
			s.Map.Cells[row*80+50] = 2
		}
	}
	for x := int32(10); x < 50; x++ {
		s.Map.Cells[8*80+x] = 2
	}
	s.Scenario.Teams[0].StartX, s.Scenario.Teams[0].StartY = 3, 7
	s.Scenario.Teams[1].StartX, s.Scenario.Teams[1].StartY = 75, 7
	s.Scenario.Points = nil
	s.Scenario.Squads = []SquadSetup{{Seat: 0, Count: 1, X: 3, Y: 7}, {Seat: 1, Count: 4, X: x, Y: y, Facing: 128}}
	if err := s.Check(); err != nil {
		panic(err)
	}
	return New(s, 7)
}

// Whoever stands in a gap out of sight must not make others take the way round: their way would tell of it.
func TestPathsDoNotTellOfHiddenUnits(t *testing.T) {
	blocked, free := wallWithGaps(50, 6), wallWithGaps(75, 3)
	order := &Input{
		Orders: []Order{{Seat: 0, Leader: AI, Seq: 1, Kind: Move, Squad: 0, X: 70 * ViewStep, Y: 7 * ViewStep}},
	}
	blocked.Step(order)
	free.Step(order)
	seen := false
	for range 2000 {
		blocked.Step(&Input{})
		free.Step(&Input{})
		var a, b View
		blocked.View(0, &a)
		free.View(0, &b)
		if seen = len(a.Units) > 1 || len(b.Units) > 1; seen {
			break
		}
		require.Equal(t, b.Units, a.Units, "tick %d", a.Tick)
	}
	require.True(t, seen, "they meet at last")
}
