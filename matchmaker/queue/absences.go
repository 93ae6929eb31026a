package queue

import (
	"cmp"
	"time"

	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// absences decides what becomes of matches whose shard is missing. Where shards share a journal, another one takes the
// match over. Where each has files of its own, only that shard can resume the match, and if it stays away for too long
// the match is voided. A match goes only to shards with the rules it needs. If its own shard lacks them, since that
// runs another release now, a shard that has them takes it over or it waits: it is never voided for that, nor while its
// shard is stopped for the next release to start. Rounds drive it: it has no clock, and a new leader, which remembers
// nothing, starts waiting afresh.
type absences struct {
	gone   map[string]time.Time         // by shard: since when it has been missing
	leaves map[string]leaving           // by draining shard that hands its matches over itself
	shared map[string]bool              // by shard: whether its journal is shared, as last reported
	spoke  map[string]string            // by shard: the rules it has, as last reported
	needs  map[string]string            // by match: the rules it needs, as its owner published with its head
	lacks  func(match, run string) bool // whether a shard has refused a match for its rules; nil for never
}

// leaving is the progress of a shard that hands its matches over itself.
type leaving struct {
	load  int       // when it was last seen
	since time.Time // when that last fell, or the shard began to drain
}

// takeover is what to do about a match: have shard To take it over from From, or void it if To is empty.
type takeover struct{ Match, From, To string }

// decide says what to do, given the matches that run and the shards that are there.
func (a *absences) decide(matches []store.Placement, shards []registry.Shard, now time.Time) (all []takeover) {
	here, anyShared := a.noteShards(shards)
	a.watchLeaving(shards, now)
	missed := map[string]time.Time{}
	for _, m := range matches {
		s := here[m.Shard]
		if s != nil && !(s.Draining && s.Shared && !a.handsOver(s, now)) && !a.stranded(m, s) {
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
		if !told && now.Sub(since) < shardComes {
			continue
		}
		if r, ok := a.save(m, s != nil, shared, now.Sub(since), shards); ok {
			all = append(all, r)
		}
	}
	a.gone = missed
	return all
}

// noteShards remembers what shards report of their journals and rules.
func (a *absences) noteShards(shards []registry.Shard) (here map[string]*registry.Shard, anyShared bool) {
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

// knows reports whether a shard told this leader that it shares its journal. Of any other's match it proves nothing
// that a shard which was asked to take it over does not find it: it may lie in files.
func (a *absences) knows(shard string) bool { return a.shared[shard] }

// watchLeaving remembers how shards get on that drain and hand their matches over themselves.
func (a *absences) watchLeaving(shards []registry.Shard, now time.Time) {
	leaves := map[string]leaving{}
	for i := range shards {
		if s := &shards[i]; s.Draining && s.HandsOver {
			l, known := a.leaves[s.ID]
			if !known || s.Load < l.load {
				l.since = now
			}
			l.load = s.Load
			leaves[s.ID] = l
		}
	}
	a.leaves = leaves
}

// handsOver reports whether a shard that drains is handing its matches over itself: what is taken from it meanwhile
// players would notice. What it cannot hand over is left a while after the last one that it could.
func (a *absences) handsOver(s *registry.Shard, now time.Time) bool {
	l, leaves := a.leaves[s.ID]
	return leaves && now.Sub(l.since) < handOverTakes
}

// save finds a new home, whose load it counts; else the match waits. It is void when its shard was missed for too long,
// be it that nobody has room or that nobody manages to take it over: its players have long given up by then. One that
// waits for another release waits for its operator, who is about to bring it.
func (a *absences) save(
	m store.Placement, there, shared bool, missed time.Duration, shards []registry.Shard,
) (takeover, bool) {
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
			return takeover{Match: m.Match, From: m.Shard, To: to.ID}, true
		}
	}
	return takeover{Match: m.Match, From: m.Shard}, !there && missed >= patience
}

// learn takes in what owners tell of the rules that their matches need.
func (a *absences) learn(placements []store.Placement, heads []registry.Head) {
	told := map[string]string{}
	for _, h := range heads {
		told[h.Match] = h.Rules
	}
	needs := map[string]string{}
	for _, m := range placements {
		needs[m.Match] = cmp.Or(told[m.Match], a.needs[m.Match])
	}
	a.needs = needs
}

// refused reports whether a shard has said that it lacks the rules of a match.
func (a *absences) refused(match string, s *registry.Shard) bool {
	return a.lacks != nil && a.lacks(match, incarnation(s))
}

// stranded reports whether a match's own shard, which is there, cannot run it: it is of another release now.
func (a *absences) stranded(m store.Placement, s *registry.Shard) bool {
	need := a.needs[m.Match]
	return a.refused(m.Match, s) || need != "" && s.Rules != "" && s.Rules != need
}

// fits reports which shards have the rules of a match: those that say so. Where nobody knows what it needs, any may be
// asked that has not refused it: who lacks them says so, and does no harm.
func (a *absences) fits(m store.Placement) func(*registry.Shard) bool {
	need := cmp.Or(a.needs[m.Match], a.spoke[m.Shard])
	return func(s *registry.Shard) bool { return !a.refused(m.Match, s) && (need == "" || s.Rules == need) }
}

// roomiest is the least loaded shard that can take a match over from another; a strained one only where all are.
func roomiest(but string, shards []registry.Shard, fits func(*registry.Shard) bool) (best *registry.Shard) {
	for i := range shards {
		s := &shards[i]
		if s.ID == but || !s.Shared || !s.TakesOver() || s.Load >= s.Capacity || !fits(s) {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(strained(s), strained(best)), cmp.Compare(s.Load, best.Load)) < 0 {
			best = s
		}
	}
	return best
}

// strained is 1 for a shard that is, else 0.
func strained(s *registry.Shard) int {
	if shards.Place(s).Strain.Strained() {
		return 1
	}
	return 0
}
