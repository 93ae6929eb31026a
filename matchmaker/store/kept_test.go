package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Why a match stands still outlives the process that was told: another one on the same database knows it, until the
// match is seen to run. Nobody new is sent there meanwhile.
func TestWhyAMatchStandsStillIsKept(t *testing.T) {
	both(t, "kept", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b")
		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		require.NoError(t, s.Leave(ctx, "m", "b", noon))
		is := func(want Kept, joinable int) {
			other := open()
			placements, err := other.Placements(ctx)
			require.NoError(t, err)
			require.Equal(t, []Placement{{"m", "s1", want}}, placements)
			m, err := other.Match(ctx, "m")
			require.NoError(t, err)
			require.Equal(t, want, m.Kept)
			free, err := other.WithRoom(ctx, 9)
			require.NoError(t, err)
			require.Len(t, free, joinable)
		}
		until := noon.Add(time.Hour)
		is(Kept{}, 1)
		require.NoError(t, s.Park(ctx, "m"))
		is(Kept{Parked: true}, 0)
		require.NoError(t, s.Quarantine(ctx, "m", until))
		is(Kept{true, until}, 0)
		require.NoError(t, s.Found(ctx, "m"))
		is(Kept{}, 1)
		require.NoError(t, s.Quarantine(ctx, "m", until))
		is(Kept{Waits: until}, 0)
		require.NoError(t, s.Confirm(ctx, "m", nil, 1, noon))
		is(Kept{}, 1)
	})
}
