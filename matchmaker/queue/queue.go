// Package queue decides who plays and has shards know it: rounds of matching, and whatever keeps matches and shards of
// one mind. It speaks no HTTP to players: what they want is in the store, and what becomes of it
// they hear by the notifier.
//
// A round (round.go) of the matchmaker that leads reads who waits, the matches and the shards, has package matching
// decide, a pure function, and writes the plan down (plan.go): tickets as placed, matches as opening, or both as
// proposed where players are asked first. sync.go has the shard know it and writes down that it does: ticket assigned,
// match open. What a shard does not run that it should is looked for (missing.go), taken over by another one
// (failover.go), or voided; what strains its shard goes to another one (balance.go).
//
// Each step starts from what the store says, so that a queue killed at any instant goes on where it was, and a step
// done twice is done once.
package queue

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/modes"
	"muster/matchmaker/notifier"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// Config is what a Queue needs, all of it.
type Config struct {
	Store    *store.Store
	Notify   *notifier.Notifier
	Shards   *shards.Directory
	Registry registry.Registry
	Offer    *modes.Offer
	Leader   Leader
	Matches  int // at most so many at once; 0 for no limit but the shards' own
	Log      *slog.Logger
	Tickets  *prometheus.CounterVec // by outcome
	Metrics  prometheus.Registerer  // may be nil

	Leads func(ctx context.Context) // runs beside the rounds while this matchmaker leads; may be nil
}

// Queue is the queue of one process.
type Queue struct {
	common
	leader   Leader
	leading  atomic.Bool
	matches  int
	leads    func(ctx context.Context)
	syncer   *syncer
	failover *failover
	balance  *balance
	presence *presence

	// Of the leader's rounds alone:
	incarnations map[string]string // of the shards that were there last, by shard
	sweep        sweep
}

// common is what all parts of a queue share.
type common struct {
	store    *store.Store
	notify   *notifier.Notifier
	shards   *shards.Directory
	registry registry.Registry
	offer    *modes.Offer
	log      *slog.Logger
	tickets  *prometheus.CounterVec
	metrics  *metrics
	ledger   *ledger
}

// New makes a queue. Nothing happens before Run.
func New(cfg Config) *Queue {
	c := common{
		store: cfg.Store, notify: cfg.Notify, shards: cfg.Shards, registry: cfg.Registry, offer: cfg.Offer,
		log: cfg.Log, tickets: cfg.Tickets, metrics: newMetrics(cfg.Metrics), ledger: newLedger(),
	}
	q := &Queue{common: c, leader: cfg.Leader, matches: cfg.Matches, leads: cfg.Leads, syncer: &syncer{c}}
	q.failover = &failover{common: c, syncer: q.syncer, absences: absences{lacks: c.ledger.lacks}}
	q.balance = &balance{common: c, failover: q.failover}
	q.presence = &presence{common: c, syncer: q.syncer}
	return q
}

// Run matches tickets whenever this matchmaker leads, until ctx ends.
func (q *Queue) Run(ctx context.Context) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	defer q.shards.Close()
	busy.Go(func() { q.watchStore(ctx) })
	busy.Go(func() { q.measure(ctx) })
	busy.Go(func() { q.attend(ctx) })
	for ctx.Err() == nil {
		leading, err := q.leader.Lead(ctx)
		if err != nil {
			break
		}
		q.log.Info("this matchmaker leads")
		if q.leads != nil {
			busy.Go(func() { q.leads(leading) })
		}
		q.leading.Store(true)
		err = q.rounds(leading, &busy)
		q.leading.Store(false)
		if err != nil {
			return err
		}
	}
	return nil
}

// measure records in the metrics how large the database is, every now and then until ctx ends.
func (q *Queue) measure(ctx context.Context) {
	every := time.NewTicker(measureEvery)
	defer every.Stop()
	for {
		if err := q.measureOnce(ctx); err != nil && ctx.Err() == nil {
			q.log.Debug("the next look tries again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
