// Package matchmaker is the queue: tickets in, assignments out. It keeps accounts, tickets and matches in a database and
// opens matches on shards.
//
// The way of a ticket: it is written down as waiting (ticket.go); a round (round.go) reads the line, the matches and the
// shards, has match (match.go) decide, a pure function, and writes the plan down, tickets as placed, matches as opening;
// tend (tend.go) tells the shard and writes down that it knows, ticket assigned, match open; and that wakes the long poll
// of the player, who gets a join ticket (rest.go). Each step starts from what the database says, so that a queue killed
// at any instant goes on where it was, and a step done twice is done once.
package matchmaker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// Config is what a Matchmaker needs.
type Config struct {
	ID        string
	URL       string // http://host:port where shards report results; told to the registry
	DataDir   string // database and signing key
	Registry  registry.Registry
	Scenarios []api.ScenarioInfo // the first is the default
	Matches   int                // at most so many at once; 0 for no limit but the shards' own
	Log       *slog.Logger
	Metrics   prometheus.Registerer // may be nil
}

// Matchmaker is the queue of one process.
type Matchmaker struct {
	cfg     Config
	log     *slog.Logger
	keys    *keys
	store   *store
	metrics *metrics
	handler http.Handler
	bells   *bells
	wake    chan struct{} // holds a value when a round should look again
	closing chan struct{} // closed by Close: long polls end
	tenders tenders
	round   round
}

// Open opens the database and the keys. DataDir is made if it is missing.
func Open(ctx context.Context, cfg Config) (*Matchmaker, error) {
	if len(cfg.Scenarios) == 0 {
		return nil, errors.New("open matchmaker: there are no scenarios to offer")
	}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("open matchmaker: %w", err)
	}
	keys, err := openKeys(cfg.DataDir)
	if err != nil {
		return nil, fmt.Errorf("open matchmaker: %w", err)
	}
	store, err := openStore(ctx, cfg.DataDir)
	if err != nil {
		return nil, fmt.Errorf("open matchmaker: %w", err)
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	m := &Matchmaker{
		cfg: cfg, log: cfg.Log, keys: keys, store: store, bells: newBells(), metrics: newMetrics(cfg.Metrics),
		wake: make(chan struct{}, 1), closing: make(chan struct{}), tenders: newTenders(), round: newRound(),
	}
	m.handler = m.routes()
	return m, nil
}

// Handler is the REST API: /v1/..., /openapi.json, /docs. It needs a server without a WriteTimeout: it sets deadlines of
// its own, since long polls last.
func (m *Matchmaker) Handler() http.Handler { return m.handler }

// Run matches tickets until ctx ends.
func (m *Matchmaker) Run(ctx context.Context) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	defer m.tenders.close()
	busy.Go(func() { m.announce(ctx) })
	return m.rounds(ctx, &busy)
}

// Close ends the long polls and closes the database. Run must have returned, or its ctx have ended.
func (m *Matchmaker) Close() error {
	close(m.closing)
	if err := m.store.close(); err != nil {
		return fmt.Errorf("close matchmaker: %w", err)
	}
	return nil
}

// Status is what a status page shows.
type Status struct {
	Matches []api.Match // that run, oldest first
	Waiting int         // players in line
	Seated  int         // players who hold a seat
}

// Status tells how the queue does.
func (m *Matchmaker) Status(ctx context.Context) (Status, error) {
	var s Status
	var err error
	if s.Matches, err = m.listed(ctx); err == nil {
		s.Waiting, s.Seated, err = m.store.counts(ctx)
	}
	if err != nil {
		err = fmt.Errorf("status of matchmaker: %w", err)
	}
	return s, err
}

// look asks for another round soon.
func (m *Matchmaker) look() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}
