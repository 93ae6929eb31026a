package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

func TestAStoryKnowsWhoHeldWhatForLongestAndWhereItBegan(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	var story Story
	for tick := game.Tick(2000); tick < 2100; tick++ {
		v := game.View{Tick: tick, Points: []game.PointView{{Owner: -1}, {Owner: 0}, {Owner: 1}}}
		if tick < 2010 {
			v.Points[0].Owner = 0
		}
		story.Add(&v, s)
	}
	point, held := story.Longest(0)
	require.Equal(t, 1, point)
	require.Equal(t, game.Tick(99), held)
	point, _ = story.Longest(1)
	require.Equal(t, 2, point)
	require.Equal(t, game.Tick(2000), story.Since(), "what came before was not seen")
}
