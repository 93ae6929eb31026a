package matchmaker

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"time"

	"muster/shard/registry"
)

// round is what rounds of matching remember. All of it can be lost: the database holds what counts.
type round struct {
	mu      sync.Mutex
	why     map[string]string    // by ticket: why it still waits, as of the last round
	avoided map[string]time.Time // by shard: gets nothing new until then
}

func newRound() round { return round{why: map[string]string{}, avoided: map[string]time.Time{}} }

func (r *round) explain(why map[string]string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.why = why
}

func (r *round) reason(ticket string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.why[ticket]
}

func (r *round) avoid(shard string, until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.avoided[shard] = until
}

func (r *round) avoids(shard string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return now.Before(r.avoided[shard])
}

// rounds matches whenever something changed, and once a second for retries and time limits.
func (m *Matchmaker) rounds(ctx context.Context, busy *sync.WaitGroup) error {
	changed := m.cfg.Registry.Watch(ctx)
	every := time.NewTicker(roundEvery)
	defer every.Stop()
	for {
		if err := m.once(ctx, time.Now(), busy); err != nil && ctx.Err() == nil {
			m.log.Error("round of matching failed; the next one tries again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-m.wake:
		case <-every.C:
		case <-changed:
			m.bells.ringAll() // a shard that came back may be what a ticket waits for
		}
	}
}

// once is one round: drop who is gone, match who waits, have shards told what they do not know.
func (m *Matchmaker) once(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	if err := m.dropUnattended(ctx, now); err != nil {
		return fmt.Errorf("drop unattended tickets: %w", err)
	}
	if err := m.matchWaiting(ctx, now); err != nil {
		return fmt.Errorf("match: %w", err)
	}
	records, err := m.store.records(ctx)
	if err != nil {
		return fmt.Errorf("look for what shards must be told: %w", err)
	}
	m.metrics.matches.Set(float64(len(records)))
	m.tenders.keep(records)
	for _, r := range records {
		if r.Untold || !m.tenders.knows(r.ID) {
			m.tenders.tend(r.ID, busy, func() { m.tend(ctx, r.ID) })
		}
	}
	return nil
}

// matchWaiting reads the queue, has it matched, and writes the plan down.
func (m *Matchmaker) matchWaiting(ctx context.Context, now time.Time) error {
	line, err := m.store.line(ctx)
	if err != nil {
		return err
	}
	m.metrics.waiting.Set(float64(len(line)))
	if len(line) == 0 {
		m.round.explain(nil)
		return nil
	}
	records, err := m.store.records(ctx)
	if err != nil {
		return err
	}
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return err
	}
	p := match(m.queue(line, records, shards, now))
	m.round.explain(p.Why)
	for _, t := range line {
		m.bells.see(t.Ticket, now)
	}
	if len(p.Placed) == 0 {
		return nil
	}
	return m.store.carryOut(ctx, p, newSeed, now)
}

// queue is what matching looks at, as things stand.
func (m *Matchmaker) queue(line []waiting, records []record, shards []registry.Shard, now time.Time) queue {
	q := queue{Scenarios: m.cfg.Scenarios, Tickets: line, Room: math.MaxInt, NewID: func() string { return newID("m") }}
	if m.cfg.Matches > 0 {
		q.Room = m.cfg.Matches - len(records)
	}
	loads := map[string]int{}
	for _, r := range records {
		loads[r.Shard]++
	}
	here := map[string]bool{}
	for _, s := range shards {
		if m.round.avoids(s.ID, now) {
			continue
		}
		here[s.ID] = true
		if !s.Draining {
			q.Shards = append(q.Shards, shardLoad{ID: s.ID, Load: max(s.Load, loads[s.ID]), Capacity: s.Capacity})
		}
	}
	for _, r := range records {
		if here[r.Shard] {
			q.Matches = append(q.Matches, r.running())
		}
	}
	return q
}

// newSeed is a match's secret seed.
func newSeed() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint64(b[:])
}

// dropUnattended ends tickets that nobody asked for in a while, with the seats they may have got.
func (m *Matchmaker) dropUnattended(ctx context.Context, now time.Time) error {
	for _, id := range m.bells.unattended(now.Add(-pollPatience)) {
		dropped, err := m.store.dropTicket(ctx, id, ticketExpired, "nobody asked for it any more")
		if err != nil {
			return err
		}
		if dropped {
			m.metrics.tickets.WithLabelValues("expired").Inc()
		}
	}
	return nil
}

// announce keeps this matchmaker in the registry.
func (m *Matchmaker) announce(ctx context.Context) {
	every := time.NewTicker(announceEvery)
	defer every.Stop()
	for {
		me := registry.Matchmaker{ID: m.cfg.ID, URL: m.cfg.URL, PublicKey: m.keys.public}
		if err := m.cfg.Registry.PutMatchmaker(ctx, me); err != nil && ctx.Err() == nil {
			m.log.Warn("cannot tell the registry of this matchmaker", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
