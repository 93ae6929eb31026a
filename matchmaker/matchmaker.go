// Package matchmaker is the queue: tickets in, assignments out. It keeps accounts, tickets and matches in a database and
// opens matches on shards.
package matchmaker

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// Config is what a Matchmaker needs.
type Config struct {
	ID        string
	DataDir   string // database and signing key
	Registry  registry.Registry
	Scenarios []api.ScenarioInfo // the first is the default
	Matches   int                // at most so many at once; 0 for no limit but the shards' own
	Log       *slog.Logger
	Metrics   prometheus.Registerer // may be nil
}

// Matchmaker is the queue of one process.
type Matchmaker struct{ cfg Config }

// Open opens the database and the keys.
func Open(ctx context.Context, cfg Config) (*Matchmaker, error) { return &Matchmaker{cfg: cfg}, nil }

// Handler is the REST API: /v1/..., /openapi.json, /docs.
func (m *Matchmaker) Handler() http.Handler { return http.NotFoundHandler() }

// Run matches tickets until ctx ends.
func (m *Matchmaker) Run(ctx context.Context) error { <-ctx.Done(); return nil }

// Close closes the database.
func (m *Matchmaker) Close() error { return nil }
