package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// raid shows one squad as a bait, and sends the other for the point when half a minute has passed.
type raid struct{}

func (raid) Think(v *game.View, _ []game.Talk) []game.Order {
	if v.Tick != 600 {
		return nil
	}
	return []game.Order{{Kind: game.Capture, Squad: 1}}
}

// Four squads must hold a point out. A weak enemy shows himself in the west, and while they deal with him, others come
// for the point from the east. There are men inside all the time.
func TestAPointWithWhichAllIsLostIsGarrisoned(t *testing.T) {
	defend := func(s ai.Style, seed uint64) (empty int, end game.Result) {
		rifle := kind(t, "rifle")
		f := field(t, []game.SquadSetup{
			{Seat: 0, Kind: rifle, Count: 5, X: 22, Y: 22, Facing: 128},
			{Seat: 0, Kind: rifle, Count: 5, X: 26, Y: 22},
			{Seat: 0, Kind: rifle, Count: 5, X: 22, Y: 26, Facing: 128},
			{Seat: 0, Kind: rifle, Count: 5, X: 26, Y: 26},
			{Seat: 1, Kind: rifle, Count: 3, X: 6, Y: 24},
			{Seat: 1, Kind: kind(t, "assault"), Count: 5, X: 44, Y: 40, Facing: 128},
		}, open)
		f.Scenario.Points = []game.PointSetup{{Name: "keep", X: 24, Y: 24, Radius: 4, Owner: 1}}
		f.Scenario.Mode, f.Scenario.Side, f.Scenario.Clock, f.Scenario.CaptureTicks = game.HoldOut, 0, 2400, 200
		require.NoError(t, f.Check())
		st := newStage(f, seed, s, s)
		st.chairs[1] = raid{}
		for st.w.Result().Reason == game.NotOver && st.w.Tick() < 2500 {
			st.run(10)
			in := 0
			st.each(func(u *game.UnitView) {
				x, y := int32(u.X)/game.ViewStep-24, int32(u.Y)/game.ViewStep-24
				if u.Team == 0 && x*x+y*y <= 16 {
					in++
				}
			})
			if in == 0 && st.w.Tick() > 200 {
				empty++
			}
		}
		return empty, st.w.Result()
	}
	for _, level := range levels {
		empty, end := defend(style(t, level), 1)
		require.Zero(t, empty, "%s: nobody was inside", level)
		require.EqualValues(t, 0, end.Winner, "%s: %v", level, end)
	}
}
