package game

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// corridor is two halls with a way between them, and two squads of one team at its ends.
func corridor(wide int32, men uint8) *World {
	s := fixedFight()
	s.Map.W, s.Map.H = 40, 12
	s.Map.Cells = make([]uint8, 40*12)
	for x := int32(10); x < 30; x++ {
		for y := range int32(12) {
			if y < 6 || y >= 6+wide {
				s.Map.Cells[y*40+x] = 2
			}
		}
	}
	s.Scenario.Points = nil
	s.Scenario.Teams[1].StartX, s.Scenario.Teams[1].StartY = 38, 1
	s.Scenario.Squads = []SquadSetup{
		{Count: men, X: 4, Y: 6},
		{Count: men, X: 35, Y: 6, Facing: 128},
		{Seat: 1, Count: 1, X: 38, Y: 1, Arrives: 1 << 30},
	}
	if err := s.Check(); err != nil {
		panic(err)
	}
	return New(s, 7)
}

// Two columns that meet in a corridor sort themselves out: everybody comes to the other side, in not much more time
// than one column alone takes.
func TestNoJamLasts(t *testing.T) {
	for _, wide := range []int32{1, 2, 3} {
		for _, men := range []uint8{2, 5, 12} {
			w := corridor(wide, men)
			w.Step(&Input{Orders: []Order{
				{
					Seat: 0, Leader: AI, Seq: 1, Kind: Move, Squad: 0, X: 35*ViewStep + 8, Y: 6*ViewStep + 8,
					Arg: uint8(Column),
				},
				{
					Seat: 0, Leader: AI, Seq: 2, Kind: Move, Squad: 1, X: 4*ViewStep + 8, Y: 6*ViewStep + 8,
					Arg: uint8(Column),
				},
			}})
			for w.tick < 1200 && !(w.settled(&w.squads[0]) && w.settled(&w.squads[1])) {
				w.Step(&Input{})
			}
			t.Logf("%d wide, %d men a column: %d ticks", wide, men, w.tick)
			for i := range w.units[:2*men] {
				u := &w.units[i]
				require.Equal(t, u.squad == 0, u.cell%40 >= 18, "%d wide, %d men: unit %d of squad %d ended at %d, %d",
					wide, men, i, u.squad, u.cell%40, u.cell/40)
			}
			require.Less(t, w.tick, Tick(900), "%d wide, %d men", wide, men)
		}
	}
}
