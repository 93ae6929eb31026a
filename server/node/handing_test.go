package node

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A shard that drains and is stopped meanwhile hands its matches over once, and stops when its drain is over.
func TestMatchesAreHandedOverOnceAndForAsLongAsTheDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h handing
		runs := 0
		forAsLong := func(ctx context.Context) {
			runs++
			<-ctx.Done()
		}
		began := time.Now()
		go h.run(t.Context(), forAsLong)
		synctest.Wait()
		ctx, cancel := context.WithDeadline(t.Context(), handOverBy(began, 30*time.Second))
		defer cancel()
		h.run(ctx, forAsLong)
		require.Equal(t, 30*time.Second, time.Since(began))
		require.Equal(t, 1, runs)

		h.run(t.Context(), forAsLong)
		require.Equal(t, 2, runs, "later it is tried again")
		require.Equal(t, 30*time.Second+handOverWithin, time.Since(began))
	})
	now := time.Now()
	require.Equal(t, handOverAtLeast, handOverBy(now, 0).Sub(now), "without a drain players are sent on all the same")
}
