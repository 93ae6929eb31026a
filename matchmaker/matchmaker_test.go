package matchmaker

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

var duel = api.ScenarioInfo{Name: "duel", Teams: []int{0, 1}}

// The parts are wired: what the API is asked for reaches the queue, which says why it waits, and the status page counts
// it; the registry knows the matchmaker; the figures are there once each.
func TestWhatTheAPIIsAskedForReachesTheQueue(t *testing.T) {
	reg, figures := registry.NewMemory(time.Hour), prometheus.NewRegistry()
	m, err := Open(t.Context(), Config{
		ID: "queue-1", URL: "http://queue", DataDir: t.TempDir(), Registry: reg, Scenarios: []api.ScenarioInfo{duel},
		Metrics: figures,
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	busy.Go(func() { _ = m.Run(ctx) })
	server := httptest.NewServer(m.Handler())
	defer func() {
		cancel()
		busy.Wait()
		server.Close()
		require.NoError(t, m.Close())
	}()
	nobody := api.NewClient(server.URL, http.DefaultClient)
	g, err := nobody.Guest(t.Context(), "")
	require.NoError(t, err)
	c := nobody.In(g, nil)
	ticket, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	require.Equal(t, []api.Reason{{Kind: api.InLine}}, ticket.Reasons)
	id := ticket.ID // an answer that fails has none
	require.Eventually(t, func() bool {
		ticket, err = c.Ticket(t.Context(), id, 0)
		return err == nil && ticket.Reasons[0].Kind == api.NoneThere
	}, time.Minute, 10*time.Millisecond, "a round has looked at it")
	s, err := m.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, s.Waiting)
	var there []registry.Matchmaker
	require.Eventually(t, func() bool {
		there, err = reg.Matchmakers(t.Context())
		return err == nil && len(there) == 1
	}, time.Minute, 10*time.Millisecond, "it has said that it is there")
	require.Equal(t, m.key.Public, ed25519.PublicKey(there[0].PublicKey))
	told, err := figures.Gather()
	require.NoError(t, err)
	var names []string
	for _, f := range told {
		names = append(names, strings.TrimPrefix(f.GetName(), "muster_matchmaker_"))
	}
	require.Equal(t, []string{
		"assign_seconds", "balance_moves_total", "database_bytes", "http_failures_total", "http_requests_total",
		"matches", "round_seconds", "strained_shards", "tickets_total", "tickets_waiting",
		"muster_notices_oldest_seconds", "muster_notices_total", "muster_notices_waiting",
	}, names)
}

// Matchmakers that start at once on one empty directory agree about its key and its tables.
func TestTogetherOnAnEmptyDirectory(t *testing.T) {
	for range 2 {
		dir := t.TempDir()
		var busy sync.WaitGroup
		all, errs := make([]*Matchmaker, 3), make([]error, 3)
		for i := range all {
			busy.Go(func() {
				all[i], errs[i] = Open(t.Context(), Config{
					ID: fmt.Sprint("queue-", i), DataDir: dir, Scenarios: []api.ScenarioInfo{duel},
				})
			})
		}
		busy.Wait()
		for i := range all {
			require.NoError(t, errs[i])
			require.Equal(t, all[0].key.Public, all[i].key.Public)
			require.NoError(t, all[i].Close())
		}
		left, err := fs.Glob(os.DirFS(dir), "*.new")
		require.NoError(t, err)
		require.Empty(t, left)
	}
}

func TestDamagedDirectory(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "matchmaker.key"), []byte("torn"), 0o600))
	_, err := Open(t.Context(), Config{DataDir: dir, Scenarios: []api.ScenarioInfo{duel}})
	require.ErrorContains(t, err, "matchmaker.key")
	_, err = Open(t.Context(), Config{
		DataDir: filepath.Join(dir, "matchmaker.key"), Scenarios: []api.ScenarioInfo{duel},
	})
	require.Error(t, err, "a file is no directory")
	b, err := os.ReadFile(filepath.Join(dir, "matchmaker.key"))
	require.NoError(t, err)
	require.Equal(t, "torn", string(b), "a damaged key is left for its owner to look at")
}
