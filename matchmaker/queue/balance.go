package queue

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/shards"
	"muster/shard/registry"
	"muster/wallclock"
)

// balance has matches leave shards that are strained. It is driven by rounds; what it does is matching.Balancer's
// decision.
type balance struct {
	common
	failover *failover

	mu     sync.Mutex
	policy *matching.Balancer
	logged map[string]matching.Overload // by strained shard: what the log knows
}

// byItself is who did in the audit log what nobody wanted in person.
const byItself = "the queue"

// begin is for a matchmaker that leads from now on: what it knew when it led before is old.
func (b *balance) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.policy, b.logged = &matching.Balancer{}, map[string]matching.Overload{}
}

// end is for one that leads no more: another one tells of strained shards.
func (b *balance) end() { b.metrics.strained.Reset() }

// round looks for strained shards, and has matches leave them.
func (b *balance) round(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	there, err := b.shards.All(ctx)
	if err != nil {
		return err
	}
	homes, err := b.store.Placements(ctx)
	if err != nil {
		return err
	}
	for i := range there {
		there[i].Unsteady = there[i].Unsteady || b.ledger.avoids(there[i].ID, now)
	}
	var matches []matching.Hosted
	for _, h := range homes {
		held := h.Any() || b.ledger.misses(h.Match) || !b.ledger.free(h.Match, now)
		matches = append(matches, matching.Hosted{Match: h.Match, Shard: h.Shard, Held: held})
	}
	b.mu.Lock()
	moves, strained := b.policy.Round(now, shards.Candidates(there), matches)
	policy := b.policy
	b.mu.Unlock()
	b.report(strained)
	for _, m := range moves {
		from, to := named(there, m.From), named(there, m.To)
		b.ledger.start(m.Match, busy, func() {
			kept := b.move(ctx, m, from, to)
			b.mu.Lock()
			defer b.mu.Unlock()
			policy.Done(m.Match, kept)
		})
	}
	return nil
}

func named(there []registry.Shard, id string) registry.Shard {
	return there[slices.IndexFunc(there, func(s registry.Shard) bool { return s.ID == id })]
}

// report has log and metrics know which shards are strained, the log once each.
func (b *balance) report(strained []matching.Overload) {
	now, stuck := map[string]matching.Overload{}, 0
	for _, o := range strained {
		before, known := b.logged[o.Shard]
		if !known {
			b.log.Warn("shard strained", "shard", o.Shard, "why", o.Why)
		}
		if o.Stuck != "" {
			stuck++
			if before.Stuck == "" {
				b.log.Warn("no match can be moved off a strained shard", "shard", o.Shard, "stuck", o.Stuck)
			}
		}
		now[o.Shard] = o
	}
	for id := range b.logged {
		if _, is := now[id]; !is {
			b.log.Info("shard no longer strained", "shard", id)
		}
	}
	b.logged = now
	b.metrics.strained.WithLabelValues("moves").Set(float64(len(strained) - stuck))
	b.metrics.strained.WithLabelValues("none").Set(float64(stuck))
}

// move has a match go from one shard to another, and everybody know why. It reports whether its shard kept it.
func (b *balance) move(ctx context.Context, m matching.Move, from, to registry.Shard) (kept bool) {
	within, cancel := context.WithTimeout(ctx, balanceWithin)
	defer cancel()
	_, err := b.shards.Client(from).HandOver(within, m.Match, m.To)
	if err != nil && ctx.Err() != nil {
		return false // what comes of it the next leader finds out
	}
	came := outcome(err)
	b.metrics.balance.WithLabelValues(string(m.Cause), came).Inc()
	log := b.log.With("match", m.Match, "from", m.From, "to", m.To)
	why := fmt.Sprintf("shard %s is strained: %s", m.From, m.Why)
	switch came {
	case moveDone:
		log.Info("a match left a strained shard", "why", why)
		b.note(context.WithoutCancel(ctx), m, to, why)
	case moveGone:
		log.Info("a match to be moved off a strained shard is already gone", "why", why, "err", err)
	default:
		log.Warn("cannot move a match off a strained shard", "why", why, "err", err)
		return true
	}
	return false
}

// note writes down that a match has been moved, also where this matchmaker has ceased to lead meanwhile.
func (b *balance) note(ctx context.Context, m matching.Move, to registry.Shard, why string) {
	ctx, cancel := context.WithTimeout(ctx, noteWithin)
	defer cancel()
	a := api.Audit{
		At: wallclock.Now(), By: byItself, What: "move match", Whom: m.Match,
		Detail: m.From + " to " + m.To + ": " + why,
	}
	if err := b.store.WriteAudit(ctx, a); err != nil {
		b.log.Warn("cannot write a move to the audit log", "match", m.Match, "err", err)
	}
	if err := b.failover.goesOn(ctx, takeover{Match: m.Match, From: m.From, To: m.To}, &to); err != nil {
		b.log.Warn("the match has moved; a later round finds it", "match", m.Match, "to", m.To, "err", err)
	}
}

// What came of a move, as it is counted.
const (
	moveDone    = "done"
	moveGone    = "gone" // it has ended, or lives elsewhere by now
	moveRefused = "refused"
	moveFailed  = "failed" // nobody answered
)

// outcome names what came of a move.
func outcome(err error) string {
	switch api.StatusOf(err) {
	case http.StatusNotFound, http.StatusGone:
		return moveGone
	case http.StatusConflict, http.StatusPreconditionFailed:
		return moveRefused
	}
	if err != nil {
		return moveFailed
	}
	return moveDone
}
