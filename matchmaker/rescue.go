package matchmaker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// rescue sees to the matches whose shard is gone: it has others take them over, or voids them.
func (m *Matchmaker) rescue(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return err // who is gone is not known
	}
	homes, err := m.homes(ctx, shards)
	if err != nil {
		return err
	}
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

// homes is where the matches live that run. One that lives elsewhere than it was put, since somebody has taken it over,
// is noted there.
func (m *Matchmaker) homes(ctx context.Context, shards []registry.Shard) (all []home, err error) {
	homes, err := m.store.Homes(ctx) // one that no shard has confirmed goes back in line by itself
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	for _, s := range shards {
		here[s.ID] = true
	}
	for _, r := range homes {
		h := home{Match: r.Match, Shard: r.Shard}
		if !here[r.Shard] {
			head, seen, err := m.cfg.Registry.FindHead(ctx, r.Match)
			if err != nil {
				return nil, fmt.Errorf("look for the head of match %s: %w", r.Match, err)
			}
			if seen && here[head.Shard] {
				h.Shard = head.Shard
				if err := m.store.Moved(ctx, r.Match, head.Shard); err != nil {
					return nil, err
				}
			}
		}
		all = append(all, h)
	}
	return all, nil
}

func (m *Matchmaker) save(ctx context.Context, r rescue, shards []registry.Shard) error {
	if r.To == "" {
		m.log.Warn("a match is void: its shard stayed away", "match", r.Match, "shard", r.From)
		if err := m.store.Void(ctx, r.Match, "its shard stayed away for too long", time.Now()); err != nil {
			return err
		}
		m.bells.ringAll()
		m.look()
		return nil
	}
	for _, s := range shards {
		if s.ID != r.To {
			continue
		}
		c := m.tenders.client(s, func() (string, error) { return api.SignService(m.keys.private, m.cfg.ID, s.ID, time.Now()) })
		if err := c.TakeOver(ctx, r.Match); err != nil {
			m.round.avoid(s.ID, time.Now().Add(shardAvoided))
			return err
		}
		m.log.Info("a match was taken over", "match", r.Match, "from", r.From, "to", r.To)
		if err := m.store.Moved(ctx, r.Match, s.ID); err != nil {
			return err
		}
		m.look() // the shard must hear who sits there, who is muted and who was removed
		return nil
	}
	return nil
}
