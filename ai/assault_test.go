package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// waves has a squad before a point that two others hold, and two more that arrive half a minute later.
func waves(t *testing.T, mode game.Mode) *game.Setup {
	rifle := kind(t, "rifle")
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: rifle, Count: 5, X: 4, Y: 24},
		{Seat: 0, Kind: rifle, Count: 5, X: 3, Y: 22, Arrives: 600},
		{Seat: 0, Kind: rifle, Count: 5, X: 3, Y: 26, Arrives: 600},
		{Seat: 1, Kind: rifle, Count: 4, X: 40, Y: 22, Facing: 128},
		{Seat: 1, Kind: rifle, Count: 4, X: 40, Y: 26, Facing: 128},
	}, open)
	s.Scenario.Points = []game.PointSetup{{Name: "keep", X: 40, Y: 24, Radius: 4, Owner: 2}}
	s.Scenario.Mode, s.Scenario.Side, s.Scenario.Clock, s.Scenario.CaptureTicks = mode, 1, 8000, 200
	require.NoError(t, s.Check())
	return s
}

// nearest is how near a man of seat 0 came to a place meanwhile, in cells.
func (st *stage) nearest(x, y int32, ticks int) (near int32) {
	near = 1 << 15
	for range ticks {
		st.run(1)
		st.each(func(u *game.UnitView) {
			dx, dy := int32(u.X)/game.ViewStep-x, int32(u.Y)/game.ViewStep-y
			if u.Team == 0 {
				near = min(near, max(dx, -dx, dy, -dy))
			}
		})
	}
	return near
}

// Whoever comes together before an attack does not feed those who have only to hold one squad after the other: the
// first waits for the others out of sight, and then they go in, and win. Where both sides want the point nobody waits.
func TestWhoAttacksAHeldPointWaitsForTheOthers(t *testing.T) {
	for _, level := range []string{"regular", "veteran", "elite"} {
		st := alone(waves(t, game.HoldOut), style(t, level))
		require.Greater(t, st.nearest(40, 24, 600), int32(22), level)
		require.LessOrEqual(t, st.nearest(40, 24, 1400), int32(15), level)
	}
	require.Less(t, alone(waves(t, game.Domination), style(t, "regular")).nearest(40, 24, 600), int32(22),
		"what they would do otherwise")
}

// What was met at a point is remembered when nobody sees it any more: who was thrown back does not come again with
// less. After a long time it is not believed any more.
func TestWhoWasThrownBackComesAgainStronger(t *testing.T) {
	s := waves(t, game.HoldOut)
	for i, at := range []game.Tick{0, 1500, 6000} {
		s.Scenario.Squads[i].Arrives, s.Scenario.Squads[i].Count = at, 2
	}
	s.Scenario.Squads[3].Count, s.Scenario.Squads[4].Count = 8, 8
	require.NoError(t, s.Check())
	st := alone(s, style(t, "veteran"))
	require.LessOrEqual(t, st.nearest(40, 24, 1500), int32(15), "two men, who know no better")
	require.Greater(t, st.nearest(40, 24, 600), int32(22), "two more against those whom they met")
	require.LessOrEqual(t, st.nearest(40, 24, 2400), int32(15), "who knows whether they are still there")
}
