package league

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
)

// The same rules and seed give the same bouts on one core or on many, and a kind is as good as itself.
func TestBoutsAreTheSameOnAnyNumberOfCores(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	kinds := []string{"rifle", "tank"}
	one, err := Bouts(&s.Rules, kinds, kinds, 60, 8, 1)
	require.NoError(t, err)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, err := Bouts(&s.Rules, kinds, kinds, 60, 8, 1)
	require.NoError(t, err)
	require.Equal(t, one, again)
	require.Len(t, one, 4)
	for _, b := range one {
		require.Equal(t, 8, b.Games)
		require.LessOrEqual(t, b.WinsA+b.WinsB, b.Games)
		require.Positive(t, b.Ticks)
		require.True(t, b.Low <= b.Share && b.Share <= b.High)
	}
	require.Equal(t, []int{6, 1}, []int{one[1].CountA, one[1].CountB}, "six rifles cost 60, a tank 120")
	require.Equal(t, one[1].WinsA, one[2].WinsB, "from either side it is the same fight")
	_, err = Bouts(&s.Rules, []string{"gnome"}, kinds, 60, 8, 1)
	require.ErrorContains(t, err, `there is no kind "gnome"`)
}
