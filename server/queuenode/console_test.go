package queuenode

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/shard/registry"
)

// Players are served although the console has no place for its files: it looks, and keeps nothing.
func TestTheConsolesFilesKeepNobodyFromStarting(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "console"), nil, 0o600))         // where its directory would be
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "console.json", "in it"), 0o700)) // where its link would be
	p, err := Listen(Config{
		HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Console: true, Metrics: prometheus.NewRegistry(),
		Matchmaker: matchmaker.Config{
			ID: "me", DataDir: dir, Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}},
			Registry: registry.NewMemory(time.Hour), Log: slog.New(slog.DiscardHandler),
		},
	})
	require.NoError(t, err)
	defer p.Close()
	require.NoError(t, p.Open(t.Context(), nil))
	require.NotNil(t, p.console)
	_, err = p.watcher.Past()
	require.Error(t, err)
	require.Nil(t, p.history)
	_, err = p.ConsoleLink()
	require.Error(t, err)
}
