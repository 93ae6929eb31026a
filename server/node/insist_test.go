package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard"
)

// An operator wants a match here whose owner keeps writing. It is tried until it comes, or for a while; what is wrong
// for good is told at once.
func TestAMatchThatAnOperatorWantsIsTriedAgain(t *testing.T) {
	busy := fmt.Errorf("take over match m1: %w: others kept writing", shard.ErrGaveUp)
	tries := 0
	synctest.Test(t, func(t *testing.T) {
		soon := time.Now().Add(time.Minute)
		require.NoError(t, insist(t.Context(), soon, func() error {
			if tries++; tries < 20 {
				return busy
			}
			return nil
		}))
		require.Equal(t, 20, tries)

		began := time.Now()
		for _, wrong := range []error{errors.New("the journal holds no such match"), shard.ErrEmpty} {
			require.ErrorIs(t, insist(t.Context(), soon, func() error { return wrong }), wrong)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		err := insist(ctx, soon, func() error { return busy })
		require.ErrorIs(t, err, shard.ErrGaveUp)
		require.ErrorIs(t, err, context.Canceled)
		require.Zero(t, time.Since(began))
	})
}

// However many matches do not come, the shard tries them for one time together, and one that fails keeps none away.
func TestMatchesThatDoNotComeAreTriedForOneTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &Node{cfg: Config{Log: slog.New(slog.DiscardHandler)}, wanted: []string{"a", "b", "c", "d"}}
		began, tried := time.Now(), map[string]int{}
		p.takeOverWanted(t.Context(), func(_ context.Context, match string) error {
			tried[match]++
			return map[string]error{"a": shard.ErrGaveUp, "b": shard.ErrEmpty, "c": shard.ErrGaveUp}[match]
		})
		require.InDelta(t, takeOverWithin.Seconds(), time.Since(began).Seconds(), 1)
		require.Equal(t, []int{1, 1, 1}, []int{tried["b"], tried["c"], tried["d"]})
	})
}
