package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// astray is the farthest that a man of seat 0 is from a place meanwhile, in cells.
func (st *stage) astray(x, y int32, ticks int) (far int32) {
	for range ticks {
		st.run(1)
		st.each(func(u *game.UnitView) {
			dx, dy := int32(u.X)/game.ViewStep-x, int32(u.Y)/game.ViewStep-y
			if u.Team == 0 && u.Flags&game.Fleeing == 0 {
				far = max(far, dx, -dx, dy, -dy)
			}
		})
	}
	return far
}

// teased has four squads around a point, and a weak enemy in sight of them, out of their reach.
func teased(t *testing.T, mode game.Mode) *game.Setup {
	rifle := kind(t, "rifle")
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: rifle, Count: 5, X: 20, Y: 22, Facing: 128},
		{Seat: 0, Kind: rifle, Count: 5, X: 28, Y: 22},
		{Seat: 0, Kind: kind(t, "machine_gun"), Count: 3, X: 20, Y: 26, Facing: 128},
		{Seat: 0, Kind: rifle, Count: 5, X: 28, Y: 26},
		{Seat: 1, Kind: rifle, Count: 2, X: 46, Y: 24, Facing: 128},
	}, open)
	s.Scenario.Points = []game.PointSetup{{Name: "keep", X: 24, Y: 24, Radius: 4, Owner: 1}}
	s.Scenario.Mode, s.Scenario.Side, s.Scenario.Clock, s.Scenario.CaptureTicks = mode, 0, 4000, 200
	require.NoError(t, s.Check())
	return s
}

// Two men stand where four squads see them. Who must hold a point lets them, whatever its level, and looks for nobody;
// who has nothing to lose goes and gets them.
func TestWhoMustHoldStaysAtItsPoint(t *testing.T) {
	for _, level := range levels {
		far := alone(teased(t, game.HoldOut), style(t, level)).astray(24, 24, 1500)
		require.LessOrEqual(t, far, int32(19), level)
	}
	far := alone(teased(t, game.Domination), style(t, "veteran")).astray(24, 24, 1500)
	require.Greater(t, far, int32(19), "what they would do otherwise")
}

// Who holds every point has won if it stays: a veteran goes after the enemy all the same, and so makes an end of him; a
// regular leaves one who has just learnt to play in peace until he comes.
func TestWhoHasEveryPointNeedNotPursue(t *testing.T) {
	for _, level := range []string{"recruit", "regular"} {
		far := alone(teased(t, game.Domination), style(t, level)).astray(24, 24, 1500)
		require.LessOrEqual(t, far, int32(19), level)
	}
}

// Men come up to a point that must be held: they are met there, by who knows little too.
func TestWhoComesToAHeldPointIsMet(t *testing.T) {
	for _, level := range levels {
		s := teased(t, game.HoldOut)
		s.Scenario.Squads[4].X, s.Scenario.Squads[4].Y = 33, 24
		st := alone(s, style(t, level))
		st.run(1200)
		require.Zero(t, st.foes(), level)
	}
}

// foes is how many men seat 1 has left.
func (st *stage) foes() (n int) {
	st.each(func(u *game.UnitView) {
		if u.Team == 1 {
			n++
		}
	})
	return n
}
