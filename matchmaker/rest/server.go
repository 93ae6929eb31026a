// Package rest is the matchmaker's REST API: accounts, tickets, parties, matches and moderation, as api.Client calls
// them. What it is asked for goes into the store; the queue finds it there, and what becomes of a ticket comes back by
// the notifier, which ends its long polls.
package rest

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"muster/clientip"
	"muster/matchmaker/api"
	"muster/matchmaker/modes"
	"muster/matchmaker/notices"
	"muster/matchmaker/notifier"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
	"muster/wallclock"
)

// Config is what a Server needs.
type Config struct {
	ID       string // the matchmaker's
	Store    *store.Store
	Notify   *notifier.Notifier
	Shards   *shards.Directory
	Registry registry.Registry
	Offer    *modes.Offer
	// URL of a match's replay, with {match} in it; empty for this API, which has it from the shard
	Replays string
	Origins []string          // of web pages that may call the API; "*" for all
	Proxies *clientip.Proxies // whose word about whom a request comes from counts; nil for nobody's
	// requests a second of one address; 0 for the usual limit. All else that an address may do grows with it
	AddressRate float64
	Log         *slog.Logger
	Logbook     api.Logbook            // of the process; nil where nobody reads its log
	Tickets     *prometheus.CounterVec // by outcome
	Metrics     prometheus.Registerer  // may be nil
	Notices     *notices.Notices       // that tell players of turns; nil for none
	Cluster     Cluster                // of which this is a node; nil where muster cluster did not start it

	hashing uint32 // KiB that a password's hash takes; 0 for the usual. Tests of this package need no more than a few
}

// crowding is how many times as much as usual one address may do.
func (c *Config) crowding() float64 { return max(1, c.AddressRate/addressRate) }

// Server answers the API's requests.
type Server struct {
	*core
	accounts   *accounts
	people     *people
	tickets    *tickets
	parties    *parties
	matches    *matches
	records    *records
	moderation *moderation
	nodes      *nodes
	queue      *queueState
	cluster    *cluster
	logs       *logs
	told       *told

	callers     callerCache
	perAccount  *limiters[string]       // of accounts
	perAddress  *limiters[netip.Prefix] // of any kind
	requests    requests
	strange     sync.Once     // a proxy that is not trusted was told of
	refuseAfter time.Duration // how long whoever asks too much waits for the refusal
	handler     http.Handler
	end         func() // closes core.closing
}

// Open makes a server and its first signing key.
func Open(ctx context.Context, cfg Config) (*Server, error) {
	c := &core{
		cfg: cfg, store: cfg.Store, notify: cfg.Notify, shards: cfg.Shards, registry: cfg.Registry, offer: cfg.Offer,
		log: cfg.Log, access: newAccess(cfg.Store, cfg.Log), closing: make(chan struct{}),
	}
	if c.cfg.Notices == nil {
		none, err := notices.Open(ctx, notices.Config{Store: cfg.Store, Log: cfg.Log})
		if err != nil {
			return nil, err
		}
		c.cfg.Notices = none
	}
	if err := c.access.rotate(ctx, wallclock.Now()); err != nil {
		return nil, err
	}
	s := &Server{
		core: c, callers: newCallerCache(), perAccount: newLimiters[string](accountRate, accountBurst),
		perAddress: newPerAddress(cfg.AddressRate), requests: newRequests(cfg.Metrics), refuseAfter: refusedAfter,
		end: sync.OnceFunc(func() {
			close(c.closing)
		}),
	}
	more := cfg.crowding()
	s.accounts = &accounts{
		core: c, hasher: newHasher(cmp.Or(cfg.hashing, argonMemory)), tries: newAttempts(),
		guests: newLimiters[netip.Prefix](rate.Limit(guestRate*more), int(guestBurst*more)),
	}
	s.people = &people{s.accounts}
	s.matches = &matches{core: c, sending: make(chan struct{}, maxSending)}
	s.tickets = &tickets{
		core: c, matches: s.matches, polls: newPlaces(int(maxPollsFrom * more)), estimates: newEstimates(),
	}
	s.parties = &parties{core: c}
	s.records = &records{core: c}
	s.moderation = &moderation{
		core: c, reports: newLimiters[netip.Prefix](rate.Limit(reportRate*more), int(reportBurst*more)),
	}
	s.nodes = &nodes{core: c}
	s.queue = &queueState{
		core: c, estimates: s.tickets.estimates, trying: make(chan struct{}, 1), busy: make(chan struct{}, 1),
	}
	s.cluster = &cluster{s.nodes}
	s.told = &told{core: c, asks: newLimiters[netip.Prefix](rate.Limit(askRate*more), int(askBurst*more))}
	s.accounts.told = s.told
	s.logs = &logs{core: c, asking: make(chan struct{}, maxReadingLogs), within: logWithin}
	s.handler = s.routes()
	return s, nil
}

// Handler is the API: /v1/..., /openapi.json, /docs. It needs a server without a WriteTimeout: it sets deadlines of its
// own, since long polls last.
func (s *Server) Handler() http.Handler { return s.handler }

// Guard puts a page beside the API behind the limits and deadlines that the API has.
func (s *Server) Guard(page http.Handler) http.Handler {
	return s.located(s.refuseLate(s.limit(bound(page))))
}

// Run keeps keys fresh and estimates true until ctx ends. Then long polls and streams of events end too, answered:
// their callers ask again, whoever serves by then.
func (s *Server) Run(ctx context.Context) {
	context.AfterFunc(ctx, s.End)
	var busy sync.WaitGroup
	defer busy.Wait()
	busy.Go(func() {
		eachTime(ctx, estimateEvery, func() { s.tickets.estimates.read(ctx, s.store, s.offer) })
	})
	eachTime(ctx, rotateEvery, func() {
		if err := s.access.rotate(ctx, wallclock.Now()); err != nil && ctx.Err() == nil {
			s.log.Warn("cannot renew the signing key", "err", err)
		}
	})
}

// End ends long polls and streams of events: Run does so by itself.
func (s *Server) End() { s.end() }

// eachTime calls f now and then until ctx ends.
func eachTime(ctx context.Context, d time.Duration, f func()) {
	every := time.NewTicker(d)
	defer every.Stop()
	for {
		f()
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
