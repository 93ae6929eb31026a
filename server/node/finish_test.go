package node

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/shard"
	"muster/shard/journal"
)

// A shard that only finishes matches ends when the last of them has ended and its records were given up, and not
// before; any other goes on without a match.
func TestAShardThatFinishesMatchesEndsWithTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := shard.Open(t.Context(), shard.Config{ID: "shard-1", Store: journal.NewMemory()})
		require.NoError(t, err)
		defer s.Close()
		setup, err := assets.Embedded().Setup("duel")
		require.NoError(t, err)
		h, err := s.Begin(t.Context(), "m1", setup, 5)
		require.NoError(t, err)
		p := &Node{cfg: Config{Finish: true, Matches: 16, Log: slog.New(slog.DiscardHandler)}, shard: s}
		require.Zero(t, p.capacity())
		require.Equal(t, finishing, p.full())
		ended := make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go func() { ended <- p.finish(ctx) }()
		time.Sleep(10 * finishEvery)
		require.Empty(t, ended, "it runs")
		h.Abandon()
		<-h.Done()
		time.Sleep(10 * finishEvery)
		require.Empty(t, ended, "its records are there")
		require.NoError(t, s.GiveUp("m1"))
		require.NoError(t, <-ended)

		p.cfg.Finish = false
		require.Equal(t, 16, p.capacity())
		require.Empty(t, p.full())
		go func() { ended <- p.finish(ctx) }()
		time.Sleep(10 * finishEvery)
		require.Empty(t, ended)
	})
}
