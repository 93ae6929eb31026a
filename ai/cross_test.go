package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// rakedCauseway is a way through water to a point, in the open; machine guns that hold the point rake it.
func rakedCauseway(t *testing.T) *game.Setup {
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 8, Y: 25},
		{Seat: 0, Kind: kind(t, "assault"), Count: 6, X: 12, Y: 24},
		{Seat: 1, Kind: kind(t, "machine_gun"), Count: 4, X: 36, Y: 22, Facing: 128},
		{Seat: 1, Kind: kind(t, "machine_gun"), Count: 4, X: 36, Y: 26, Facing: 128},
	}, func(x, y int32) string {
		switch {
		case x >= 35 && x <= 37 && y >= 21 && y <= 27:
			return "sandbags"
		case x < 34 && x > 14 && (y < 21 || y > 27):
			return "water"
		}
		return ""
	})
	s.Scenario.Mode, s.Scenario.Points = game.Domination, []game.PointSetup{{Name: "east", X: 38, Y: 24, Radius: 3}}
	s.Scenario.CaptureTicks = 200
	require.NoError(t, s.Check())
	return s
}

// Smoke takes the causeway out of the machine guns' sight: both squads go over in it and storm the point, and hardly
// anybody falls. Without the skill most of the guns hold.
func TestRakedGroundIsCrossedInSmoke(t *testing.T) {
	mg, rifle, assault, elite := kind(t, "machine_gun"), kind(t, "rifle"), kind(t, "assault"), style(t, "elite")
	storm := func(s ai.Style) (smoke, guns, own int) {
		for seed := uint64(1); seed <= 3; seed++ {
			st := newStage(rakedCauseway(t), seed, s, s)
			st.chairs[1] = idle{}
			smoke += st.told(1200)[game.Smoke]
			guns, own = guns+st.left(1, mg), own+st.left(0, rifle)+st.left(0, assault)
		}
		return smoke, guns, own
	}
	smoke, guns, own := storm(elite)
	require.GreaterOrEqual(t, smoke, 3)
	require.LessOrEqual(t, guns, 4)
	require.GreaterOrEqual(t, own, 24)
	_, guns, _ = storm(without(elite, ai.Cross))
	require.GreaterOrEqual(t, guns, 10)
}
