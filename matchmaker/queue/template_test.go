package queue

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/modes"
	"muster/matchmaker/notifier"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// furnished puts an empty database of the newest form into a directory, unless there is one: making each anew, step by
// step, takes longer than what most tests do with it, under the race detector most of all.
func furnished(t *testing.T, dir string) string {
	file := filepath.Join(dir, "matchmaker.db")
	if _, err := os.Stat(file); err == nil {
		return dir
	}
	b, err := emptyDatabase()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, b, 0o600))
	return dir
}

var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "muster")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "matchmaker.db")
	s, err := store.Open(context.Background(), "sqlite:"+file)
	if err == nil {
		err = s.Close()
	}
	b, bad := os.ReadFile(file)
	return b, errors.Join(err, bad)
})

var duel = api.ScenarioInfo{Name: "duel", Teams: []int{0, 1}}

// open opens a queue on the database in a directory, as package matchmaker wires it, with no API beside it.
func open(t *testing.T, dir, id string, reg registry.Registry, cfg Config, scenarios ...api.ScenarioInfo) *Queue {
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(furnished(t, dir), "matchmaker.db"))
	require.NoError(t, err)
	key, err := shards.OpenKey(dir)
	require.NoError(t, err)
	offer, err := modes.Complete(modes.Offer{Scenarios: scenarios})
	require.NoError(t, err)
	cfg.Store, cfg.Notify, cfg.Shards, cfg.Registry, cfg.Offer, cfg.Leader = db, notifier.New(),
		shards.New(id, key, reg), reg, offer, Alone{}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Tickets = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tickets"}, []string{"outcome"})
	return New(cfg)
}
