package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMeasureCodec(t *testing.T) {
	views, err := Recorded("../../server/wire/testdata/views-seed2.mvt.gz")
	require.NoError(t, err)
	views = views[:120]
	r, err := Codec("seed 2", views)
	require.NoError(t, err)
	require.NoError(t, r.Err())
	require.Less(t, r.Delta1, r.Delta10)
	require.Less(t, r.Delta10, r.FullBytes)
	for name, pass := range map[string]func(){"encode": encoding(views), "decode": decoding(views)} {
		allocs := testing.AllocsPerRun(20, pass)
		t.Logf("%s: %g allocations for %d views", name, allocs, len(views))
		require.LessOrEqual(t, allocs, float64(len(views)/5), "one allocation serves many views")
	}
	_, err = Codec("nothing", nil)
	require.ErrorContains(t, err, "nothing: measure codec: 0 views are too few")
}
