package queue

import (
	"context"
	"time"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

// movedByHand are the matches that live on another shard than the database says, because an operator had it take them
// over. They are known by their heads, which the shard that really runs a match publishes. Like absences it is driven
// by rounds and has no clock.
type movedByHand struct {
	looked time.Time
	seen   map[string]sighting // by match
	found  []takeover          // as of the last look: From is what the database said, To where the match lives
}

// sighting is where a match was seen that should be elsewhere, and since when.
type sighting struct {
	shard string
	since time.Time
}

// update finds the matches whose heads come from elsewhere, and did so for long enough: when we had a shard take a
// match over, the database knows it before that shard tells its first head.
func (s *movedByHand) update(placements []store.Placement, heads []registry.Head, now time.Time) {
	at := map[string]string{}
	for _, h := range heads {
		at[h.Match] = h.Shard
	}
	seen := map[string]sighting{}
	s.looked, s.found = now, nil
	for _, m := range placements {
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
			s.found = append(s.found, takeover{Match: m.Match, From: m.Shard, To: to})
		}
	}
	s.seen = seen
}

// follow notes where matches live that were taken over by hand, and returns placements with where they are. One whose
// new shard is gone too is only reported: it is to be taken over from there. A registry that does not answer is no
// reason to stop matching.
func (f *failover) follow(
	ctx context.Context, placements []store.Placement, shards []registry.Shard, now time.Time,
) ([]store.Placement, error) {
	if now.Sub(f.movedByHand.looked) >= headsEvery {
		asking, cancel := context.WithTimeout(ctx, headsPatience)
		defer cancel()
		heads, err := f.registry.Heads(asking)
		if err != nil {
			f.log.Warn("cannot find out whether other shards took matches over", "err", err)
		}
		f.absences.learn(placements, heads)
		f.movedByHand.update(placements, heads, now)
		f.movedByHand.found = f.borneOut(ctx, f.movedByHand.found, shards)
	}
	found := map[string]takeover{}
	for _, r := range f.movedByHand.found {
		found[r.Match] = r
	}
	here := map[string]bool{}
	for _, s := range shards {
		here[s.ID] = true
	}
	for i, h := range placements {
		r, ok := found[h.Match]
		if !ok || r.From != h.Shard {
			continue
		}
		placements[i].Shard = r.To
		if !here[r.To] {
			continue
		}
		f.log.Info("match now runs on another shard", "match", r.Match, "from", r.From, "to", r.To)
		if err := f.moved(ctx, r, r.To); err != nil {
			return nil, err
		}
	}
	return placements, nil
}
