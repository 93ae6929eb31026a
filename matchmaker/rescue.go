package matchmaker

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
)

// rescue sees to the matches whose shard is gone: it has others take them over, or voids them.
func (m *Matchmaker) rescue(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return err // who is gone is not known
	}
	homes, err := m.store.Homes(ctx) // one that no shard has confirmed goes back in line by itself
	if err != nil {
		return err
	}
	if homes, err = m.follow(ctx, homes, shards, now); err != nil {
		return err
	}
	homes = slices.DeleteFunc(homes, func(h store.Home) bool { return now.Before(h.Waits) })
	for i := range shards {
		shards[i].Unsteady = shards[i].Unsteady || m.round.avoids(shards[i].ID, now)
	}
	for _, r := range m.away.decide(homes, shards, now) {
		m.tenders.tend(r.Match, busy, func() {
			if err := m.save(ctx, r, shards); err != nil && ctx.Err() == nil {
				m.log.Error("cannot save a match whose shard is gone; the next round tries again", "match", r.Match, "shard", r.From, "err", err)
			}
		})
	}
	return nil
}

// save does what was decided about a match, unless somebody has taken it over meanwhile: then that is noted. Whatever fails
// is decided anew in the next round, for as long as the match has no home.
func (m *Matchmaker) save(ctx context.Context, r rescue, shards []registry.Shard) error {
	head, seen, err := m.cfg.Registry.FindHead(ctx, r.Match)
	if err != nil {
		return fmt.Errorf("look for the head of match %s: %w", r.Match, err)
	}
	is := func(id string) func(s registry.Shard) bool { return func(s registry.Shard) bool { return s.ID == id } }
	if seen && head.Shard != r.From && slices.ContainsFunc(shards, is(head.Shard)) {
		if len(m.borneOut(ctx, []rescue{{r.Match, r.From, head.Shard}}, shards)) > 0 {
			return m.moved(ctx, r, head.Shard)
		}
	}
	to := slices.IndexFunc(shards, is(r.To))
	if to < 0 {
		m.log.Warn("a match is void: its shard stayed away", "match", r.Match, "shard", r.From)
		return m.voidMatch(ctx, r.Match, api.ShardGone)
	}
	return m.takeOver(ctx, r, shards[to], slices.ContainsFunc(shards, is(r.From)))
}

// takeOver has a shard take a match over. What its own shard may still run, since that is there, is never void for it.
func (m *Matchmaker) takeOver(ctx context.Context, r rescue, to registry.Shard, there bool) error {
	c := m.client(to)
	err := c.TakeOver(ctx, r.Match)
	switch status := api.StatusOf(err); {
	case status == http.StatusGone: // it ended before its shard went, which had not reported it: this one does, for it
		return m.moved(ctx, r, to.ID)
	case status == http.StatusPreconditionFailed, status == http.StatusConflict && there:
		m.log.Warn("a shard cannot take a match over; another one may", "match", r.Match, "shard", to.ID, "err", err)
		m.tenders.refuse(r.Match, run(&to))
		return nil
	case status == http.StatusNotFound && !there:
		return m.voidMatch(ctx, r.Match, api.GivenUp)
	case status == http.StatusConflict:
		return m.miss(ctx, r.Match, err)
	}
	if err != nil {
		m.round.avoid(to.ID, time.Now().Add(shardAvoided))
		return err
	}
	m.log.Info("a match was taken over", "match", r.Match, "from", r.From, "to", to.ID)
	if err := m.moved(ctx, r, to.ID); err != nil {
		return err
	}
	if err := m.brief(ctx, r.Match, &to, c); err != nil {
		m.log.Warn("cannot tell a shard at once who was removed from the match that it took over; the next round does", "match", r.Match, "shard", to.ID, "err", err)
	}
	return nil
}

// brief tells a shard at once of the match that it has taken over: until it has heard who was removed, whoever was may come
// back with a resume token. Where that fails, the next round tells it.
func (m *Matchmaker) brief(ctx context.Context, match string, to *registry.Shard, c speaker) error {
	r, err := m.store.Match(ctx, match)
	if err != nil || !r.Runs() {
		return err
	}
	return m.reopen(ctx, &r, to, c)
}

// moved notes where a match lives now. That shard must hear who sits there, who is muted and who was removed.
func (m *Matchmaker) moved(ctx context.Context, r rescue, to string) error {
	if err := m.store.Moved(ctx, r.Match, to); err != nil && !errors.Is(err, store.ErrConflict) { // it has ended, or is void
		return err
	}
	m.look()
	return nil
}
