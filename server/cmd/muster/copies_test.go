package main

import (
	"crypto/ed25519"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal/etcd"
	"muster/shard/registry"
	"muster/shard/replay"
	"muster/shard/sources"
)

// A finished match on a shared journal: its records stay until the queue has its result and both shards have its
// replay; then they go without waiting for --journal-age, and the replay is there when the shard that ran it is gone.
func TestRecordsOnASharedJournalGoWhenTwoShardsHaveTheReplay(t *testing.T) {
	t.Parallel()
	var open atomic.Bool
	var reports atomic.Int32
	queue := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reports.Add(1)
		if !open.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer queue.Close()
	s, data := newStage(t), blink(t, 2)
	s.share(t)
	require.NoError(t, s.reg.PutMatchmaker(t.Context(), registry.Matchmaker{
		ID: "queue", URL: queue.URL, PublicKey: s.key.Public().(ed25519.PublicKey),
	}))
	one, log := s.start(t, "one", nil, "--assets", data)
	s.start(t, "two", nil, "--assets", data)
	s.begin(t, "m1", "blink")
	held, err := sources.OpenShared(t.Context(), s.journal, etcd.Access{}, true)
	require.NoError(t, err)
	defer held.Close()
	require.Eventually(t, func() bool {
		return strings.Contains(log.String(), "the queue has not taken its result")
	}, patience, 20*time.Millisecond, "%s", log)
	require.Positive(t, reports.Load())
	zones, err := held.Zones()
	require.NoError(t, err)
	require.Equal(t, []string{"m1"}, zones, "nobody knows its result")
	require.NoFileExists(t, filepath.Join(s.dir, "two", "replays", "m1.muster"))

	open.Store(true)
	began := time.Now()
	require.Eventually(t, func() bool {
		zones, err := held.Zones()
		return err == nil && len(zones) == 0
	}, patience, 50*time.Millisecond, "%s", log)
	t.Logf("the records went %v after the result was told", time.Since(began).Round(100*time.Millisecond))
	was, err := os.ReadFile(filepath.Join(s.dir, "one", "replays", "m1.muster"))
	require.NoError(t, err)
	is, err := os.ReadFile(filepath.Join(s.dir, "two", "replays", "m1.muster"))
	require.NoError(t, err)
	require.Equal(t, was, is)

	require.NoError(t, one.Process.Kill())
	body, _, err := s.control(t, "two").Replay(t.Context(), "m1")
	require.NoError(t, err)
	defer body.Close()
	b, err := io.ReadAll(body)
	require.NoError(t, err)
	f, err := replay.Import(b, replay.Own)
	require.NoError(t, err)
	r, err := replay.Verify("m1", f.Records)
	require.NoError(t, err)
	require.True(t, r.Ended)
}
