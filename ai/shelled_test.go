package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// Men hold a point in the open, a wood beside them. A scout whom they cannot reach spots for mortars that they do not
// see. Who knows when a fight is lost goes into the wood and lives; who does not is shelled where it stands. In rough
// ground without a wood both stay: who walks about in what is no better loses more men.
func TestWhoIsShelledGetsOutOfIt(t *testing.T) {
	shell := func(s ai.Style, cover, under string) (left, moves int) {
		rifle := kind(t, "rifle")
		f := field(t, []game.SquadSetup{
			{Seat: 0, Kind: rifle, Count: 5, X: 22, Y: 21},
			{Seat: 0, Kind: rifle, Count: 5, X: 22, Y: 27},
			{Seat: 1, Kind: kind(t, "scout"), Count: 1, X: 38, Y: 24, Facing: 128},
			{Seat: 1, Kind: kind(t, "mortar"), Count: 4, X: 54, Y: 24, Facing: 128},
		}, func(x, y int32) string {
			if x >= 14 && x < 18 && y >= 18 && y < 31 {
				return cover
			}
			if x >= 19 && x < 26 && y >= 18 && y < 31 {
				return under
			}
			return ""
		})
		f.Scenario.Points = []game.PointSetup{{Name: "keep", X: 19, Y: 24, Radius: 8, Owner: 1}}
		f.Scenario.Mode, f.Scenario.Side, f.Scenario.Clock, f.Scenario.CaptureTicks = game.HoldOut, 0, 4000, 200
		f.Scenario.ScoreEvery = 4000 // nobody is bought back
		require.NoError(t, f.Check())
		st := alone(f, s)
		st.look = func(seat int, _ *game.View, orders []game.Order) {
			for _, o := range orders {
				if seat == 0 && (o.Kind == game.Move || o.Kind == game.Enter) {
					moves++
				}
			}
		}
		st.run(2400)
		return st.left(0, rifle), moves
	}
	knows, moves := shell(style(t, "regular"), "forest", "")
	require.Positive(t, moves)
	not, _ := shell(without(style(t, "regular"), ai.Withdraw), "forest", "")
	_, moves = shell(style(t, "regular"), "", "rough")
	require.Zero(t, moves)
	t.Logf("%d of 10 left, %d of who stays", knows, not)
	require.GreaterOrEqual(t, knows, 7)
	require.LessOrEqual(t, not, 6)
}
