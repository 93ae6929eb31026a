package queue

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
	"muster/wallclock"
)

// failover finds new homes for matches whose shard is gone. It is driven by rounds.
type failover struct {
	common
	syncer      *syncer
	absences    absences
	movedByHand movedByHand
}

// rescueMatches sees to the matches whose shard is missing: it has others take them over, or voids them.
func (f *failover) rescueMatches(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	shards, err := f.shards.All(ctx)
	if err != nil {
		return err // who is gone is not known
	}
	placements, err := f.store.Placements(ctx) // one that no shard has confirmed goes back in line by itself
	if err != nil {
		return err
	}
	if placements, err = f.follow(ctx, placements, shards, now); err != nil {
		return err
	}
	placements = slices.DeleteFunc(placements, func(h store.Placement) bool { return now.Before(h.Waits) })
	for i := range shards {
		shards[i].Unsteady = shards[i].Unsteady || f.ledger.avoids(shards[i].ID, now)
	}
	for _, r := range f.absences.decide(placements, shards, now) {
		shared := f.absences.knows(r.From)
		f.ledger.start(r.Match, busy, func() {
			if err := f.save(ctx, r, shards, shared); err != nil && ctx.Err() == nil {
				f.log.Error("cannot rescue a match whose shard is gone; the next round retries",
					"match", r.Match, "shard", r.From, "err", err)
			}
		})
	}
	return nil
}

// save does what was decided about a match, unless somebody has taken it over meanwhile: then that is noted. Whatever
// fails is decided anew in the next round, for as long as the match has no home.
func (f *failover) save(ctx context.Context, r takeover, shards []registry.Shard, shared bool) error {
	head, seen, err := f.registry.FindHead(ctx, r.Match)
	if err != nil {
		return fmt.Errorf("look for the head of match %s: %w", r.Match, err)
	}
	is := func(id string) func(s registry.Shard) bool { return func(s registry.Shard) bool { return s.ID == id } }
	if seen && head.Shard != r.From && slices.ContainsFunc(shards, is(head.Shard)) {
		if len(f.borneOut(ctx, []takeover{{Match: r.Match, From: r.From, To: head.Shard}}, shards)) > 0 {
			return f.moved(ctx, r, head.Shard)
		}
	}
	to := slices.IndexFunc(shards, is(r.To))
	if to < 0 {
		f.log.Warn("match voided: its shard stayed away", "match", r.Match, "shard", r.From)
		return f.syncer.voidMatch(ctx, r.Match, api.ShardGone)
	}
	return f.takeOver(ctx, r, shards[to], slices.ContainsFunc(shards, is(r.From)), shared)
}

// takeOver has a shard take a match over. What its own shard may still run, since that is there, is never void for it,
// nor what may lie in files of its own.
func (f *failover) takeOver(ctx context.Context, r takeover, to registry.Shard, there, shared bool) error {
	c := f.shards.Client(to)
	err := c.TakeOver(ctx, r.Match)
	switch status := api.StatusOf(err); {
	case status == http.StatusGone: // it ended before its shard went, which had not reported it: this one does, for it
		return f.moved(ctx, r, to.ID)
	case status == http.StatusPreconditionFailed, status == http.StatusConflict && there,
		status == http.StatusNotFound && !there && !shared:
		f.log.Warn("a shard cannot take over a match; trying another", "match", r.Match, "shard", to.ID, "err", err)
		f.ledger.refuse(r.Match, incarnation(&to))
		return nil
	case status == http.StatusNotFound && !there:
		return f.syncer.voidMatch(ctx, r.Match, api.GivenUp)
	case status == http.StatusConflict:
		return f.syncer.miss(ctx, r.Match, err)
	}
	if err != nil {
		f.ledger.avoid(to.ID, wallclock.Now().Add(shardAvoided))
		return err
	}
	f.log.Info("match taken over", "match", r.Match, "from", r.From, "to", to.ID)
	return f.goesOn(ctx, r, &to)
}

// goesOn notes that a match lives on another shard by our doing, and has that hear at once who may be in it.
func (f *failover) goesOn(ctx context.Context, r takeover, to *registry.Shard) error {
	if err := f.moved(ctx, r, to.ID); err != nil {
		return err
	}
	if err := f.syncer.syncTakenOver(ctx, r.Match, to, f.shards.Client(*to)); err != nil {
		f.log.Warn("cannot tell a shard at once who was removed from the match that it took over; the next round does",
			"match", r.Match, "shard", to.ID, "err", err)
	}
	return nil
}

// moved notes where a match lives now. That shard must hear who sits there, who is muted and who was removed.
func (f *failover) moved(ctx context.Context, r takeover, to string) error {
	// ErrConflict: it has ended, or is void
	if err := f.store.Moved(ctx, r.Match, to); err != nil && !errors.Is(err, store.ErrConflict) {
		return err
	}
	f.notify.WakeRound()
	return nil
}
