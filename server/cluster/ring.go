package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"muster/server/cluster/plan"
	"muster/shard/heartbeat"
)

// Place is a match, and the shards that are responsible for it.
type Place struct {
	Match   string `json:"match"`
	Shard   string `json:"shard"`             // where the ring has it
	Standby string `json:"standby,omitempty"` // where it goes when that shard dies
	At      string `json:"at,omitempty"`      // where it is now
}

// Moves reports whether the match is elsewhere than it should be.
func (p Place) Moves() bool { return p.At != "" && p.At != p.Shard }

// Ring says who is responsible for what: by rendezvous hashing with weights, as an owner chooses the standby of a
// match. So a match whose shard dies is where the ring of those that are left has it, and a shard that comes takes
// its own share and nothing else.
func Ring(where map[string]string, shards []heartbeat.Candidate) (all []Place) {
	for match, at := range where {
		p := Place{Match: match, At: at}
		p.Shard, _ = heartbeat.Choose(match, "", shards)
		others := slices.DeleteFunc(slices.Clone(shards), func(c heartbeat.Candidate) bool { return c.ID == p.Shard })
		p.Standby, _ = heartbeat.Choose(match, "", others)
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Shard, b.Shard), cmp.Compare(a.Match, b.Match))
	})
	return all
}

// Members are the shards of the ring: all that are there and are to stay.
func (s *Supervisor) Members() (all []heartbeat.Candidate) {
	for _, n := range s.nodes {
		if n.kind == plan.Shards && n.state == ready {
			all = append(all, heartbeat.Candidate{ID: n.name, Capacity: s.plan.WeightOf(n.name)})
		}
	}
	return all
}

// placing moves matches to where the ring has them, after the number of shards has changed.
type placing struct {
	wanted bool
	since  time.Duration
	where  map[string]string        // by match, as it was seen last
	moving map[string]string        // by match: where to
	rests  map[string]time.Duration // by match: no move before
	asked  bool                     // where matches are was looked at since the change
}

// begin has all matches placed, from now on.
func (p *placing) begin(now time.Duration) {
	*p = placing{wanted: true, since: now, moving: map[string]string{}, rests: map[string]time.Duration{}}
}

func (p *placing) next(now time.Duration) time.Duration {
	if !p.wanted {
		return forever
	}
	next := p.since + settleFor
	for _, t := range p.rests {
		if t > now {
			next = min(next, t)
		}
	}
	return next
}

// Places reports whether the shell must look where matches are.
func (s *Supervisor) Places() bool { return s.placing.wanted }

func (s *Supervisor) moved(x *Seen) {
	p := &s.placing
	delete(p.moving, x.Match)
	if x.Why == "" && p.where != nil {
		p.where[x.Match] = x.Node
		s.note(plan.Entry{Who: "supervisor", Node: x.Node, Kind: "moved", What: "match " + x.Match + " goes on here"})
		return
	}
	if p.rests != nil {
		p.rests[x.Match] = s.now + moveAgain
	}
}

// place moves what is elsewhere than the ring has it, a few at once, until nothing is.
func (s *Supervisor) place() {
	p := &s.placing
	if !p.wanted || s.ending.begun || s.changing() {
		return
	}
	away := 0
	for _, at := range Ring(p.where, s.Members()) {
		if !at.Moves() {
			continue
		}
		away++
		if p.moving[at.Match] == "" && len(p.moving) < maxMoves && p.rests[at.Match] <= s.now {
			p.moving[at.Match] = at.Shard
			s.issue(Do{What: Move, Match: at.Match, Node: at.Shard})
		}
	}
	switch {
	case p.asked && away == 0 && len(p.moving) == 0:
		p.wanted = false
		s.note(plan.Entry{
			Seen: true, Who: "supervisor", Kind: "placed", What: "every match is where the ring has it",
			Took: s.now - p.since,
		})
	case s.now-p.since >= settleFor:
		p.wanted = false
		s.note(plan.Entry{
			Seen: true, Who: "supervisor", Kind: notPlaced, Took: s.now - p.since,
			What: fmt.Sprintf("matches that are elsewhere than the ring has them: %d", away),
		})
	}
}

// changing reports whether shards are still coming or going.
func (s *Supervisor) changing() bool {
	return s.any(func(n *node) bool {
		return n.kind == plan.Shards && (n.state == waiting || n.state == starting || n.state == leaving)
	})
}
