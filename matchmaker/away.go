package matchmaker

import (
	"time"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

// away decides what becomes of matches whose shard is not there. Where shards share a journal, another one takes the
// match over; where each has files of its own, only it can go on with them, and when it stays away for too long the match
// is void. It is driven by rounds: it has no clock, and a later leader that remembers nothing waits from the start again.
type away struct {
	gone   map[string]time.Time // by shard: since when it was missed
	shared map[string]bool      // by shard: what it last said of its journal
}

// rescue is what to do about a match: have a shard take it over, or, where To is empty, void it.
type rescue struct{ Match, From, To string }

// decide looks at the matches that run and the shards that are there.
func (a *away) decide(matches []store.Home, shards []registry.Shard, now time.Time) (all []rescue) {
	here, anyShared := a.see(shards)
	missed := map[string]time.Time{}
	for _, m := range matches {
		s := here[m.Shard]
		if s != nil && !(s.Draining && s.Shared) {
			continue
		}
		since, known := a.gone[m.Shard]
		if !known {
			since = now
		}
		if s == nil {
			missed[m.Shard] = since
		}
		shared, told := a.shared[m.Shard]
		if !told {
			shared = anyShared
		}
		if r, ok := a.save(m, s != nil, shared, now.Sub(since), shards); ok {
			all = append(all, r)
		}
	}
	a.gone = missed
	return all
}

// see remembers what shards say of their journals.
func (a *away) see(shards []registry.Shard) (here map[string]*registry.Shard, anyShared bool) {
	if a.shared == nil {
		a.shared = map[string]bool{}
	}
	here = map[string]*registry.Shard{}
	for i := range shards {
		s := &shards[i]
		here[s.ID] = s
		a.shared[s.ID] = s.Shared
		anyShared = anyShared || s.Shared
	}
	return here, anyShared
}

// save finds a new home, whose load it counts; else the match waits. It is void when its shard was missed for too long, be
// it that nobody has room or that nobody manages to take it over: its players have long given up by then.
func (a *away) save(m store.Home, there, shared bool, missed time.Duration, shards []registry.Shard) (rescue, bool) {
	patience := shardReturns
	if shared {
		patience = shardFound
	}
	if shared && (there || missed < patience) {
		if to := roomiest(m.Shard, shards); to != nil {
			to.Load++
			return rescue{Match: m.Match, From: m.Shard, To: to.ID}, true
		}
	}
	return rescue{Match: m.Match, From: m.Shard}, !there && missed >= patience
}

// roomiest is the least loaded shard that can take a match over from another.
func roomiest(but string, shards []registry.Shard) (best *registry.Shard) {
	for i := range shards {
		s := &shards[i]
		if s.ID == but || !s.Shared || !s.TakesMatches() || s.Load >= s.Capacity {
			continue
		}
		if best == nil || s.Load < best.Load {
			best = s
		}
	}
	return best
}
