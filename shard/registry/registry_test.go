package registry

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// The suite that every implementation is held to.
func conform(t *testing.T, open func(t *testing.T, ttl time.Duration) Registry) {
	story := func(name string, tell func(t *testing.T, ctx context.Context, r Registry)) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { tell(t, t.Context(), open(t, 10*time.Second)) })
		})
	}
	story("shards are listed by id until they fall silent", func(t *testing.T, ctx context.Context, r Registry) {
		require.NoError(t, r.PutShard(ctx, Shard{ID: "b", Load: 1}))
		require.NoError(t, r.PutShard(ctx, Shard{ID: "a"}))
		time.Sleep(6 * time.Second)
		require.NoError(t, r.PutShard(ctx, Shard{ID: "b", Load: 2}))
		all, err := r.Shards(ctx)
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Equal(t, "a", all[0].ID)
		require.Equal(t, 2, all[1].Load)
		time.Sleep(6 * time.Second)
		all, _ = r.Shards(ctx)
		require.Len(t, all, 1)
		require.NoError(t, r.RemoveShard(ctx, "b"))
		all, _ = r.Shards(ctx)
		require.Empty(t, all)
	})
	story("matchmakers are listed until they fall silent", func(t *testing.T, ctx context.Context, r Registry) {
		require.NoError(t, r.PutMatchmaker(ctx, Matchmaker{ID: "m", URL: "u"}))
		all, err := r.Matchmakers(ctx)
		require.NoError(t, err)
		require.Equal(t, []Matchmaker{{ID: "m", URL: "u"}}, all)
		time.Sleep(11 * time.Second)
		all, _ = r.Matchmakers(ctx)
		require.Empty(t, all)
	})
	story("the last head is kept", func(t *testing.T, ctx context.Context, r Registry) {
		_, ok, err := r.FindHead(ctx, "m")
		require.NoError(t, err)
		require.False(t, ok)
		require.NoError(t, r.PutHead(ctx, Head{Match: "m", Number: 1}))
		require.NoError(t, r.PutHead(ctx, Head{Match: "m", Number: 2}))
		h, ok, _ := r.FindHead(ctx, "m")
		require.True(t, ok)
		require.EqualValues(t, 2, h.Number)
	})
	story("a watcher is woken and never waited for", func(t *testing.T, ctx context.Context, r Registry) {
		w := r.Watch(ctx)
		for range 3 {
			require.NoError(t, r.PutShard(ctx, Shard{ID: "a"}))
		}
		<-w
		select {
		case <-w:
			require.Fail(t, "one waking is enough for many changes")
		default:
		}
	})
}

func TestMemory(t *testing.T) {
	conform(t, func(_ *testing.T, ttl time.Duration) Registry { return NewMemory(ttl) })
}
