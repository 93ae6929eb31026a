package cluster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"muster/server/cluster/plan"
)

// Hosted is a match that a shard runs.
type Hosted struct {
	Match string
	Since time.Duration // when its first view left there, by the supervisor's time and the shard's clock
}

// takeovers is which shard runs which match, and what becomes of the matches of a shard that ends.
type takeovers struct {
	at   map[string]string // by match: its shard, as it was seen last
	lost map[string]*loss  // by match: its shard has ended, and nobody was seen to go on with it
}

// loss is the end of a shard that ran matches.
type loss struct {
	shard string
	at    time.Duration
	open  int           // matches that do not go on yet
	went  int           // matches that do
	to    []string      // where, each once
	took  time.Duration // the longest
}

// takenOver is what is noted of the matches of a shard that ended.
const takenOver = "taken over"

func newTakeovers() takeovers { return takeovers{map[string]string{}, map[string]*loss{}} }

// Misses reports whether the shell must look which matches still are: one that has ended goes on nowhere.
func (s *Supervisor) Misses() bool { return len(s.takeovers.lost) > 0 }

// Where is at which shard each match was seen last, also where that has ended since. It is what shards tell, so that it
// is known whatever becomes of matchmakers.
func (s *Supervisor) Where() map[string]string {
	where := maps.Clone(s.takeovers.at)
	for match, end := range s.takeovers.lost {
		where[match] = end.shard
	}
	return where
}

// orphan notes that a shard ended at a time, and which matches it ran.
func (s *Supervisor) orphan(n *node, at time.Duration) {
	t := &s.takeovers
	end := &loss{shard: n.name, at: at}
	for match, shard := range t.at {
		if shard != n.name {
			continue
		}
		delete(t.at, match)
		if t.lost[match] == nil {
			t.lost[match] = end
			end.open++
		}
	}
}

// sees notes which matches a shard runs. What was told before the shard ended may come after.
func (s *Supervisor) sees(n *node, all []Hosted) {
	if n == nil || n.kind != plan.Shards || !n.runs() {
		return
	}
	t := &s.takeovers
	maps.DeleteFunc(t.at, func(_, shard string) bool { return shard == n.name })
	for _, r := range all {
		since, end := r.Since-n.ahead, t.lost[r.Match]
		if end != nil && end.shard == n.name && since < end.at {
			continue
		}
		t.at[r.Match] = n.name
		if end != nil {
			end.goesOn(n.name, since)
			s.found(r.Match)
		}
	}
}

// goesOn notes that a match does, at a shard. One that did before the end was moved, and nobody waited for it.
func (end *loss) goesOn(shard string, since time.Duration) {
	if since <= end.at {
		return
	}
	end.went++
	end.took = max(end.took, since-end.at)
	if !slices.Contains(end.to, shard) {
		end.to = append(end.to, shard)
	}
}

// runsNoMore forgets lost matches that the queue does not know as running: they have ended.
func (s *Supervisor) runsNoMore(where map[string]string) {
	for match := range s.takeovers.lost {
		if _, runs := where[match]; !runs {
			s.found(match)
		}
	}
}

// found notes that a match is lost no more, and of the last of a shard's how long the longest took.
func (s *Supervisor) found(match string) {
	end := s.takeovers.lost[match]
	delete(s.takeovers.lost, match)
	if end.open--; end.open > 0 || end.went == 0 {
		return
	}
	slices.Sort(end.to)
	s.note(plan.Entry{
		Seen: true, Who: "supervisor", Node: end.shard, Kind: takenOver, Took: end.took,
		What: fmt.Sprintf("the matches that it ran (%d) go on at %s", end.went, strings.Join(end.to, ", ")),
	})
}

// stillLost notes what matches had not gone on when everything was to end.
func (s *Supervisor) stillLost() {
	ends := map[*loss]bool{}
	for _, end := range s.takeovers.lost {
		ends[end] = true
	}
	for _, end := range slices.SortedFunc(maps.Keys(ends), func(a, b *loss) int { return int(a.at - b.at) }) {
		s.note(plan.Entry{
			Seen: true, Who: "supervisor", Node: end.shard, Kind: notTakenOver, Took: s.now - end.at,
			What: fmt.Sprintf("matches that it ran do not go on: %d", end.open),
		})
	}
}
