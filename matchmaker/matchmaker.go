// Package matchmaker is the queue: tickets in, assignments out. It keeps accounts, tickets and matches in a database and
// opens matches on shards.
//
// The way of a ticket: it is written down as waiting (tickets.go); a round (round.go) of the matchmaker that leads reads
// the line, the matches and the shards, has package matching decide, a pure function, and writes the plan down, tickets as
// placed, matches as opening, or both as proposed where players are asked first; tend (tend.go) tells the shard and writes
// down that it knows, ticket assigned, match open; and that wakes the long poll of the player, who gets a join ticket
// (matches.go). Each step starts from what the database says, so that a queue killed at any instant goes on where it was,
// and a step done twice is done once.
package matchmaker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"muster/clientip"
	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// Config is what a Matchmaker needs.
type Config struct {
	ID        string
	URL       string // http://host:port where shards report results; told to the registry
	DataDir   string // signing key, and the database unless Store names another
	Store     string // URL of the database: postgres://..., or sqlite:FILE; empty for sqlite in DataDir
	Leader    Leader // nil for Alone
	Registry  registry.Registry
	Scenarios []api.ScenarioInfo // the first is the default
	Matches   int                // at most so many at once; 0 for no limit but the shards' own
	Modes     []Mode             // the first is the default; empty for DefaultModes
	Levels    []matching.Level   // of AI commanders; empty for DefaultLevels
	Replays   string             // URL of a match's replay, with {match} in it; empty for this API, which has it from the shard
	Origins   []string           // of web pages that may call the API; "*" for all
	Log       *slog.Logger
	Metrics   prometheus.Registerer // may be nil
	Proxies   *clientip.Proxies     // whose word about whom a request comes from counts; nil for nobody's
	CertHash  func() []byte         // SHA-256 of the certificate that shards find at URL; nil, or of nothing, where they know it by its name

	hashing uint32 // KiB that a password's hash takes; 0 for the usual. Tests of this package need no more than a few

	AddressRate float64 // requests a second of one address; 0 for the usual limit. All else that an address may do grows with it
}

// Matchmaker is the queue of one process.
type Matchmaker struct {
	cfg     Config
	log     *slog.Logger
	keys    *keys
	access  *access
	callers callers
	store   *store.Store
	hasher  *hasher
	paces   *paces[string]       // of accounts
	tries   *attempts            // with passwords
	proof   proof                // of the machine's operator
	guests  *paces[netip.Prefix] // new ones
	reports *paces[netip.Prefix] // complaints
	polls   *places
	asks    *paces[netip.Prefix] // of any kind
	metrics *metrics
	handler http.Handler
	strange sync.Once // a proxy that is not trusted was told of

	refuseAfter time.Duration // how long whoever asks too much waits for the refusal

	bells   *bells
	wake    chan struct{} // holds a value when a round should look again
	closing chan struct{} // closed when Run is told to end: long polls end, and whoever serves them can
	close   func()        // closes it
	sending chan struct{} // a place for each replay on its way
	tenders tenders
	dials   func(registry.Shard) speaker // makes the client of a shard
	round   round
	away    away              // of the leader's rounds alone
	strays  strays            // theirs too
	runs    map[string]string // theirs too: the runs of the shards that were there last, by shard
	absent  time.Time         // theirs too: when shards were last asked who is away
	sweep   sweep             // theirs too

	estimates estimates
}

// crowding is how many times as much as usual one address may do.
func (c *Config) crowding() float64 { return max(1, c.AddressRate/addressRate) }

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
	if err := cfg.complete(); err != nil {
		return nil, fmt.Errorf("open matchmaker: %w", err)
	}
	db, err := store.Open(ctx, cmp.Or(cfg.Store, "sqlite:"+filepath.Join(cfg.DataDir, "matchmaker.db")))
	if err != nil {
		return nil, fmt.Errorf("open matchmaker: %w", err)
	}
	if cfg.Leader == nil {
		cfg.Leader = Alone{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if kept := db.Kept(); kept != "" {
		cfg.Log.Info("the queue's database has a new form; a copy in the old one is kept for going back", "copy", kept)
	}
	m := &Matchmaker{
		cfg: cfg, log: cfg.Log, keys: keys, store: db, access: newAccess(db, cfg.Log), callers: newCallers(), hasher: newHasher(cmp.Or(cfg.hashing, argonMemory)), bells: newBells(),
		paces: newPaces[string](accountRate, accountBurst), tries: newAttempts(), metrics: newMetrics(cfg.Metrics),
		guests:      newPaces[netip.Prefix](rate.Limit(guestRate*cfg.crowding()), int(guestBurst*cfg.crowding())),
		reports:     newPaces[netip.Prefix](rate.Limit(reportRate*cfg.crowding()), int(reportBurst*cfg.crowding())),
		refuseAfter: refusedAfter,
		polls:       newPlaces(int(maxPollsFrom * cfg.crowding())),
		asks:        newAsks(cfg.AddressRate),
		wake:        make(chan struct{}, 1), closing: make(chan struct{}), sending: make(chan struct{}, maxSending), tenders: newTenders(), round: newRound(),
		estimates: estimates{all: map[string]time.Duration{}},
	}
	if err := m.access.rotate(ctx, time.Now()); err != nil {
		return nil, errors.Join(fmt.Errorf("open matchmaker: %w", err), db.Close())
	}
	m.close = sync.OnceFunc(func() { close(m.closing) })
	m.dials, m.away.lacks = m.dial, m.tenders.lacks
	m.handler = m.routes()
	return m, nil
}

// Handler is the REST API: /v1/..., /openapi.json, /docs. It needs a server without a WriteTimeout: it sets deadlines of
// its own, since long polls last.
func (m *Matchmaker) Handler() http.Handler { return m.handler }

// Guard puts a page beside the API behind the limits and deadlines that the API has.
func (m *Matchmaker) Guard(page http.Handler) http.Handler {
	return m.located(m.refuseLate(m.limit(bound(page))))
}

// Run announces the queue and, whenever it leads, matches tickets, until ctx ends. Then long polls and streams of events end
// too, answered: their callers ask again, whoever serves by then.
func (m *Matchmaker) Run(ctx context.Context) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	defer m.tenders.close()
	context.AfterFunc(ctx, m.close)
	busy.Go(func() { m.announce(ctx) })
	busy.Go(func() { m.reckon(ctx) })
	busy.Go(func() { m.overhear(ctx) })
	for ctx.Err() == nil {
		leading, err := m.cfg.Leader.Lead(ctx)
		if err != nil {
			break
		}
		m.log.Info("this matchmaker leads")
		if err := m.rounds(leading, &busy); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the long polls and closes the database. Run must have returned, or its ctx have ended.
func (m *Matchmaker) Close() error {
	m.close()
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

// Status tells how the queue does.
func (m *Matchmaker) Status(ctx context.Context) (Status, error) {
	var s Status
	var err error
	if s.Matches, err = m.listed(ctx); err == nil {
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

// InPlace reports whether the database is still where it was opened; nothing is kept while it is not.
func (m *Matchmaker) InPlace() error { return m.store.InPlace() }

// look asks for another round soon.
func (m *Matchmaker) look() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}
