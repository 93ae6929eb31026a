package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/matching"
)

// A benchmark that does not run measures nothing, and nobody notices before the day when a figure is wanted.
func TestTheMeasuredQueueSeatsItsLoad(t *testing.T) {
	dir := t.TempDir()
	c := MatchConfig{Store: "sqlite:" + filepath.Join(dir, "queue.db")}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	at, done, err := c.queue(ctx, dir)
	require.NoError(t, err)
	var said bytes.Buffer
	require.NoError(t, Queuers(ctx, QueuersConfig{At: at, Rate: 8, Duration: time.Second}, &said))
	stop()
	require.NoError(t, <-done)
	lines := json.NewDecoder(&said)
	var ready struct{}
	var r MatchReport
	require.NoError(t, lines.Decode(&ready))
	require.NoError(t, lines.Decode(&r))
	require.Zero(t, r.Failed)
	require.Positive(t, r.TicketsPerS)
}

func BenchmarkTenThousand(b *testing.B) {
	q := Thousands(10)
	b.ResetTimer()
	for range b.N {
		matching.Match(q)
	}
}
