package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// A squad lies together behind sandbags. A machine gun rakes the place while riflemen fight it: the enemies are pinned
// for longer than they are by aimed fire.
func TestEnemiesThatLieTogetherAreKeptDown(t *testing.T) {
	pinned := func(s ai.Style) (ticks, told int) {
		st := alone(field(t, []game.SquadSetup{
			{Seat: 0, Kind: kind(t, "rifle"), Count: 4, X: 20, Y: 28},
			{Seat: 0, Kind: kind(t, "machine_gun"), Count: 4, X: 20, Y: 22},
			{Seat: 1, Kind: kind(t, "rifle"), Count: 6, X: 32, Y: 24, Facing: 128},
		}, func(x, y int32) string {
			if x >= 31 && x <= 33 && y >= 23 && y <= 25 || x >= 19 && x <= 21 {
				return "sandbags"
			}
			return ""
		}), s)
		st.look = func(seat int, v *game.View, _ []game.Order) {
			for _, u := range v.Units {
				if seat == 1 && u.Team == 1 && u.Flags&game.Pinned != 0 {
					ticks++
				}
			}
		}
		told = st.told(400)[game.Suppress]
		return ticks, told
	}
	elite := without(style(t, "elite"), ai.Lookahead)
	ticks, told := pinned(elite)
	without, none := pinned(without(elite, ai.Support))
	t.Logf("%d ticks of a man pinned, %d without the skill", ticks, without)
	require.Positive(t, told)
	require.Zero(t, none)
	require.Greater(t, ticks, 2*without)
}
