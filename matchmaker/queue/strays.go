package queue

import (
	"context"
	"time"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

// strays are matches that live on another shard than the database says: an operator had it take them over by hand. They
// are known by their heads, which the shard that really runs a match tells. Like away it is driven by
// rounds and has no clock.
type strays struct {
	looked time.Time
	seen   map[string]sighting // by match
	found  []rescue            // as of the last look: From is what the database said, To where the match lives
}

// sighting is where a match was seen that should be elsewhere, and since when.
type sighting struct {
	shard string
	since time.Time
}

// look finds the matches whose heads come from elsewhere, and did so for long enough: when we had a shard take a match
// over, the database knows it before that shard tells its first head.
func (s *strays) look(homes []store.Placement, heads []registry.Head, now time.Time) {
	at := map[string]string{}
	for _, h := range heads {
		at[h.Match] = h.Shard
	}
	seen := map[string]sighting{}
	s.looked, s.found = now, nil
	for _, m := range homes {
		to := at[m.Match]
		if to == "" || to == m.Shard {
			continue
		}
		v, known := s.seen[m.Match]
		if !known || v.shard != to {
			v = sighting{to, now}
		}
		seen[m.Match] = v
		if now.Sub(v.since) >= headSettles {
			s.found = append(s.found, rescue{Match: m.Match, From: m.Shard, To: to})
		}
	}
	s.seen = seen
}

// follow notes where matches live that were taken over by hand, and returns homes with where they are. One whose new
// shard is gone too is only told of: it is to be rescued from there. A registry that does not answer is no
// reason to stop matching.
func (f *failover) follow(
	ctx context.Context, homes []store.Placement, shards []registry.Shard, now time.Time,
) ([]store.Placement, error) {
	if now.Sub(f.strays.looked) >= headsEvery {
		asking, cancel := context.WithTimeout(ctx, headsPatience)
		defer cancel()
		heads, err := f.registry.Heads(asking)
		if err != nil {
			f.log.Warn("cannot tell whether matches were taken over by hand", "err", err)
		}
		f.away.learn(homes, heads)
		f.strays.look(homes, heads, now)
		f.strays.found = f.borneOut(ctx, f.strays.found, shards)
	}
	found := map[string]rescue{}
	for _, r := range f.strays.found {
		found[r.Match] = r
	}
	here := map[string]bool{}
	for _, s := range shards {
		here[s.ID] = true
	}
	for i, h := range homes {
		r, ok := found[h.Match]
		if !ok || r.From != h.Shard {
			continue
		}
		homes[i].Shard = r.To
		if !here[r.To] {
			continue
		}
		f.log.Info("a match was taken over by hand", "match", r.Match, "from", r.From, "to", r.To)
		if err := f.moved(ctx, r, r.To); err != nil {
			return nil, err
		}
	}
	return homes, nil
}
