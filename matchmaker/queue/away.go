package queue

import (
	"cmp"
	"time"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

// away decides what becomes of matches whose shard is not there. Where shards share a journal, another one takes the
// match over; where each has files of its own, only it can go on with them, and when it stays away for too long the
// match is void. A match goes only to shards with the rules that it needs; where its own shard lacks them, since that
// is of another release now, it is taken over by one that has them or waits, and is never void for it, also not while
// its shard is stopped for the next release to start. It is driven by rounds: it has no
// clock, and a later leader that remembers nothing waits from the start again.
type away struct {
	gone   map[string]time.Time         // by shard: since when it was missed
	shared map[string]bool              // by shard: what it last said of its journal
	spoke  map[string]string            // by shard: the rules that it last said it has
	needs  map[string]string            // by match: the rules that its owner told with its head
	lacks  func(match, run string) bool // whether a shard has refused a match for its rules; nil for no
}

// rescue is what to do about a match: have a shard take it over, or, where To is empty, void it.
type rescue struct{ Match, From, To string }

// decide looks at the matches that run and the shards that are there.
func (a *away) decide(matches []store.Placement, shards []registry.Shard, now time.Time) (all []rescue) {
	here, anyShared := a.see(shards)
	missed := map[string]time.Time{}
	for _, m := range matches {
		s := here[m.Shard]
		if s != nil && !(s.Draining && s.Shared) && !a.stranded(m, s) {
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
		a.shared, a.spoke = map[string]bool{}, map[string]string{}
	}
	here = map[string]*registry.Shard{}
	for i := range shards {
		s := &shards[i]
		here[s.ID] = s
		a.shared[s.ID], a.spoke[s.ID] = s.Shared, s.Rules
		anyShared = anyShared || s.Shared
	}
	return here, anyShared
}

// save finds a new home, whose load it counts; else the match waits. It is void when its shard was missed for too long,
// be it that nobody has room or that nobody manages to take it over: its players have long given up by then. One that
// waits for another release waits for its operator, who is about to bring it.
func (a *away) save(
	m store.Placement, there, shared bool, missed time.Duration, shards []registry.Shard,
) (rescue, bool) {
	patience := shardReturns
	if shared {
		patience = shardFound
	}
	if m.Parked {
		patience = operatorComes
	}
	if shared && (there || missed < patience) {
		if to := roomiest(m.Shard, shards, a.fits(m)); to != nil {
			to.Load++
			return rescue{Match: m.Match, From: m.Shard, To: to.ID}, true
		}
	}
	return rescue{Match: m.Match, From: m.Shard}, !there && missed >= patience
}

// learn takes in what owners tell of the rules that their matches need.
func (a *away) learn(homes []store.Placement, heads []registry.Head) {
	told := map[string]string{}
	for _, h := range heads {
		told[h.Match] = h.Rules
	}
	needs := map[string]string{}
	for _, m := range homes {
		needs[m.Match] = cmp.Or(told[m.Match], a.needs[m.Match])
	}
	a.needs = needs
}

// refused reports whether a shard has said that it lacks the rules of a match.
func (a *away) refused(match string, s *registry.Shard) bool {
	return a.lacks != nil && a.lacks(match, incarnation(s))
}

// stranded reports whether a match's own shard, which is there, cannot run it: it is of another release now.
func (a *away) stranded(m store.Placement, s *registry.Shard) bool {
	need := a.needs[m.Match]
	return a.refused(m.Match, s) || need != "" && s.Rules != "" && s.Rules != need
}

// fits tells which shards have the rules of a match: those that say so. Where nobody knows what it needs, any may be
// asked that has not refused it: who lacks them says so, and does no harm.
func (a *away) fits(m store.Placement) func(*registry.Shard) bool {
	need := cmp.Or(a.needs[m.Match], a.spoke[m.Shard])
	return func(s *registry.Shard) bool { return !a.refused(m.Match, s) && (need == "" || s.Rules == need) }
}

// roomiest is the least loaded shard that can take a match over from another.
func roomiest(but string, shards []registry.Shard, fits func(*registry.Shard) bool) (best *registry.Shard) {
	for i := range shards {
		s := &shards[i]
		if s.ID == but || !s.Shared || !s.TakesOver() || s.Load >= s.Capacity || !fits(s) {
			continue
		}
		if best == nil || s.Load < best.Load {
			best = s
		}
	}
	return best
}
