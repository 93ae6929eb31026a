// Package matchmaker is the matchmaker of one process, whole: its REST API (package rest) and its queue (package queue)
// on one database (package store) and one notifier. It wires them, and keeps the registry knowing
// where the matchmaker is.
//
// The way of a ticket: rest writes it down as waiting (rest/tickets.go); a round of the matchmaker that leads
// (queue/round.go) reads who waits, the matches and the shards, has package matching decide, a pure function, and
// writes the plan down; the queue has the shard know it (queue/sync.go) and writes down that it does; and that wakes
// the long poll of the player, who gets a join ticket (rest/matches.go).
package matchmaker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"muster/clientip"
	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/modes"
	"muster/matchmaker/notices"
	"muster/matchmaker/notifier"
	"muster/matchmaker/queue"
	"muster/matchmaker/rest"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// Config is what a Matchmaker needs.
type Config struct {
	ID        string
	URL       string // http://host:port where shards report results; told to the registry
	Admin     string // URL of the operators' listener; told to the registry; may be empty
	DataDir   string // signing key, and the database unless Store names another
	Store     string // URL of the database: postgres://..., or sqlite:FILE; empty for sqlite in DataDir
	Leader    Leader // nil for Alone
	Registry  registry.Registry
	Scenarios []api.ScenarioInfo // the first is the default
	Matches   int                // at most so many at once; 0 for no limit but the shards' own
	Modes     []Mode             // the first is the default; empty for modes.Default
	Levels    []matching.Level   // of AI commanders; empty for DefaultLevels
	// URL of a match's replay, with {match} in it; empty for this API, which has it from the shard
	Replays string
	Origins []string // of web pages that may call the API; "*" for all
	Log     *slog.Logger
	Logbook api.Logbook           // of the process; nil where nobody reads its log
	Metrics prometheus.Registerer // may be nil
	Cluster Cluster               // that muster cluster started it in; nil for none
	Proxies *clientip.Proxies     // whose word about whom a request comes from counts; nil for nobody's
	Notices Notices               // that tell players of turns; its Link and what an operator chooses
	// SHA-256 of the certificate that shards find at URL; nil, or of nothing, where they know it by its name
	CertHash func() []byte

	// requests a second of one address; 0 for the usual limit. All else that an address may do grows with it
	AddressRate float64
}

// Notices are the messages that tell players of turns, as the operator configures them.
type Notices = notices.Config

// Mode is a way to play, as the operator configures it.
type Mode = modes.Mode

// Cluster is the way to what sees to a cluster on one machine.
type Cluster = rest.Cluster

// DefaultLevels are the AI commanders that fill empty seats unless an operator says otherwise.
func DefaultLevels() []matching.Level { return modes.DefaultLevels() }

// Leader decides which of several matchmakers matches; all of them serve.
type Leader = queue.Leader

// Alone is the Leader where there is but one matchmaker.
type Alone = queue.Alone

// Matchmaker is the matchmaker of one process.
type Matchmaker struct {
	cfg   Config
	log   *slog.Logger
	key   *shards.Key
	store *store.Store
	rest  *rest.Server
	queue *queue.Queue

	shards *shards.Directory
}

// Open opens the database and the keys. DataDir is made if it is missing.
func Open(ctx context.Context, cfg Config) (*Matchmaker, error) {
	m, err := open(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open matchmaker: %w", err)
	}
	return m, nil
}

func open(ctx context.Context, cfg Config) (*Matchmaker, error) {
	if len(cfg.Scenarios) == 0 {
		return nil, errors.New("there are no scenarios to offer")
	}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, err
	}
	key, err := shards.OpenKey(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	offer, err := modes.Complete(modes.Offer{Scenarios: cfg.Scenarios, Modes: cfg.Modes, Levels: cfg.Levels})
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, cmp.Or(cfg.Store, "sqlite:"+filepath.Join(cfg.DataDir, "matchmaker.db")))
	if err != nil {
		return nil, err
	}
	if cfg.Leader == nil {
		cfg.Leader = Alone{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if kept := db.Kept(); kept != "" {
		cfg.Log.Info("the queue's database was migrated; a copy in the old form is kept for going back", "copy", kept)
	}
	m := &Matchmaker{cfg: cfg, log: cfg.Log, key: key, store: db}
	if err := m.wire(ctx, offer); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return m, nil
}

// wire makes the API and the queue, who share what is here.
func (m *Matchmaker) wire(ctx context.Context, offer *modes.Offer) (err error) {
	cfg, notify, dir, tickets := m.cfg, notifier.New(), shards.New(m.cfg.ID, m.key, m.cfg.Registry),
		countTickets(m.cfg.Metrics)
	m.shards = dir
	tell := cfg.Notices
	tell.Store, tell.Log, tell.Metrics = m.store, cfg.Log, cfg.Metrics
	if tell.Scenario == nil {
		tell.Scenario = func(_, name string) string { return offer.Title(name) }
	}
	sender, err := notices.Open(ctx, tell)
	if err != nil {
		return err
	}
	m.queue = queue.New(queue.Config{
		Store: m.store, Notify: notify, Shards: dir, Registry: cfg.Registry, Offer: offer, Leader: cfg.Leader,
		Matches: cfg.Matches, Log: cfg.Log, Tickets: tickets, Metrics: cfg.Metrics,
		Leads: sender.Run,
	})
	m.rest, err = rest.Open(ctx, rest.Config{
		ID: cfg.ID, Store: m.store, Notify: notify, Shards: dir, Registry: cfg.Registry, Offer: offer,
		Replays: cfg.Replays, Origins: cfg.Origins, Proxies: cfg.Proxies, AddressRate: cfg.AddressRate, Log: cfg.Log,
		Logbook: cfg.Logbook, Tickets: tickets, Metrics: cfg.Metrics, Cluster: cfg.Cluster,
		Notices: sender,
	})
	return err
}

// countTickets is a figure that both the API and the queue move. Labels come from a closed list only.
func countTickets(to prometheus.Registerer) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "muster_matchmaker_tickets_total",
		Help: "Tickets by outcome: created, assigned, requeued, cancelled, expired.",
	}, []string{"outcome"})
	for _, outcome := range []string{"created", "assigned", "requeued", "cancelled", "expired"} {
		v.WithLabelValues(outcome) // at 0: of what first shows at 1 nobody can say that it grew
	}
	if to != nil {
		to.MustRegister(v)
	}
	return v
}

// Handler is the REST API: /v1/..., /openapi.json, /docs. It needs a server without a WriteTimeout: it sets deadlines
// of its own, since long polls last.
func (m *Matchmaker) Handler() http.Handler { return m.rest.Handler() }

// Guard puts a page beside the API behind the limits and deadlines that the API has.
func (m *Matchmaker) Guard(page http.Handler) http.Handler { return m.rest.Guard(page) }

// AsMachine makes calls of the API within this process those of whoever runs its machine; see rest.AsMachine.
func (m *Matchmaker) AsMachine(ctx context.Context) context.Context { return rest.AsMachine(ctx) }

// Shards are those that are there, and Service is a token for one of them: for what brings browsers to them.
func (m *Matchmaker) Shards(ctx context.Context) ([]registry.Shard, error) { return m.shards.All(ctx) }

// Service is a service token for a shard.
func (m *Matchmaker) Service(shard string) (string, error) { return m.shards.Service(shard) }

// Ticket and Where are for doors of this process that players come in by; see rest.Server.

// Ticket reads a join ticket of this matchmaker's.
func (m *Matchmaker) Ticket(ticket string) (api.JoinClaims, error) { return m.rest.Ticket(ticket) }

// Where reports where the seat of a ticket is now, with another ticket for it.
func (m *Matchmaker) Where(ctx context.Context, c api.JoinClaims) (a api.Assignment, status int, err error) {
	return m.rest.Where(ctx, c)
}

// SoFar is the beginning of a match that runs; see rest.Server.SoFar.
func (m *Matchmaker) SoFar(ctx context.Context, match string) ([]byte, error) {
	return m.rest.SoFar(ctx, match)
}

// NameOperator gives the operator's role to the account with a name; see rest.Server.NameOperator.
func (m *Matchmaker) NameOperator(ctx context.Context, name string) (code string, err error) {
	return m.rest.NameOperator(ctx, name)
}

// Run announces the matchmaker and, whenever it leads, matches tickets, until ctx ends. Then long polls and streams of
// events end too, answered: their callers ask again, whoever serves by then.
func (m *Matchmaker) Run(ctx context.Context) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	busy.Go(func() { m.announce(ctx) })
	busy.Go(func() { m.rest.Run(ctx) })
	return m.queue.Run(ctx)
}

// Close ends the long polls and closes the database. Run must have returned, or its ctx have ended.
func (m *Matchmaker) Close() error {
	m.rest.End()
	if err := m.store.Close(); err != nil {
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

// Status reports how the queue does.
func (m *Matchmaker) Status(ctx context.Context) (Status, error) {
	var s Status
	var err error
	if s.Matches, err = m.rest.Matches(ctx); err == nil {
		s.Waiting, s.Seated, err = m.store.Counts(ctx)
	}
	if err == nil {
		err = m.InPlace()
	}
	if err != nil {
		err = fmt.Errorf("status of matchmaker: %w", err)
	}
	return s, err
}

// Counts tells how many players wait in line, and how many hold a seat.
func (m *Matchmaker) Counts(ctx context.Context) (waiting, seated int, err error) {
	return m.store.Counts(ctx)
}

// InPlace reports whether the database is still where it was opened; nothing is kept while it is not.
func (m *Matchmaker) InPlace() error { return m.store.InPlace() }
