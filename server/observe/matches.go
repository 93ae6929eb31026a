package observe

import (
	"maps"
	"slices"
	"time"

	"muster/server/node"
)

// running is a match with what is remembered of it.
type running struct {
	Match
	seen  time.Time // by its owner
	alone time.Time // since when nobody stands by; zero if somebody does
}

// claim is what a shard says of a match.
type claim struct {
	*node.Zone
	by string
}

// change is what became of matches: those of one kind, between the same shards, are one event.
type change struct{ what, node, other string }

// seeMatches takes in which shard runs which match.
func (o *Observer) seeMatches(s *Snapshot) {
	claims := map[string]claim{}
	for _, k := range o.sorted() {
		a := s.Answers[k.ID]
		if a.Zones == nil || k.Kind != Shards {
			continue
		}
		for i := range a.Zones.Zones {
			z := &a.Zones.Zones[i]
			if before, both := claims[z.Match]; !both || z.Epoch > before.Epoch {
				claims[z.Match] = claim{z, k.ID}
			}
		}
		o.seeStopped(k, a.Zones)
	}
	changes := map[change]*Event{}
	for _, match := range slices.Sorted(maps.Keys(claims)) {
		o.seeMatch(match, claims[match], changes)
	}
	o.seeNobodys(claims, s)
	for _, c := range slices.SortedFunc(maps.Keys(changes), func(a, b change) int {
		return compareIDs(a.what+a.node+a.other, b.what+b.node+b.other)
	}) {
		o.note(*changes[c])
	}
	o.seePaused(claims)
}

func (o *Observer) seeMatch(match string, c claim, changes map[change]*Event) {
	m := o.matches[match]
	if m == nil {
		m = &running{Match: Match{ID: match, Owner: c.by}}
		o.matches[match] = m
	}
	if m.Owner != c.by {
		if c.Epoch < m.Epoch { // an owner that was replaced and does not know it yet
			return
		}
		moved(match, m.Owner, c, changes)
	}
	m.Match = Match{
		ID: match, Scenario: c.Scenario, Owner: c.by, Standby: c.Standby, Epoch: c.Epoch, Ready: c.Ready,
		Paused: c.Paused, Lag: c.Lag,
	}
	m.seen = o.now
}

// moved says how a match came from one shard to another.
func moved(match, from string, c claim, changes map[change]*Event) {
	what := Moved
	switch c.Cause {
	case "silence":
		what = TookSilent
	case "closed":
		what = TookClosed
	case "queue":
		what = TookAsked
	}
	of := change{what, c.by, from}
	e := changes[of]
	if e == nil {
		e = &Event{What: what, Node: c.by, Other: from}
		changes[of] = e
	}
	e.N++
	e.For = max(e.For, c.Silent)
	e.Matches = append(e.Matches, match)
}

// seeNobodys looks after matches that no shard showed: they have ended, are between two shards, or their shard does not
// answer.
func (o *Observer) seeNobodys(claims map[string]claim, s *Snapshot) {
	lost := map[string][]string{}
	for id, m := range o.matches {
		if _, runs := claims[id]; runs {
			continue
		}
		a, k := s.Answers[m.Owner], o.nodes[m.Owner]
		switch {
		case a.Zones != nil || k == nil || k.Health == Left:
			if m.Away = true; o.now.Sub(m.seen) >= transit {
				delete(o.matches, id)
			}
		case !k.Health.Lives() && o.now.Sub(time.UnixMilli(k.Since)) >= nowhereAfter && !k.nowhere:
			lost[m.Owner] = append(lost[m.Owner], id)
		}
	}
	for _, k := range o.sorted() {
		if all := lost[k.ID]; all != nil {
			k.nowhere = true
			o.note(Event{What: Nowhere, Node: k.ID, N: len(all), Matches: all})
		}
	}
}

// seeStopped notes matches that a shard has quarantined.
func (o *Observer) seeStopped(k *known, z *node.Zones) {
	e := Event{What: Quarantined, Node: k.ID}
	for _, q := range z.Quarantined {
		if !o.stopped[q.Match] {
			o.stopped[q.Match] = true
			e.N, e.Why, e.Matches = e.N+1, q.Why, append(e.Matches, q.Match)
		}
	}
	if e.N > 0 {
		o.note(e)
	}
}

// seePaused notes shards whose journal takes no records.
func (o *Observer) seePaused(claims map[string]claim) {
	paused := map[string]int{}
	for _, c := range claims {
		if c.Paused {
			paused[c.by]++
		}
	}
	for _, k := range o.sorted() {
		is, was := paused[k.ID] > 0, o.broken["journal "+k.ID]
		o.broken["journal "+k.ID] = is
		switch {
		case is && !was:
			o.note(Event{What: Pauses, Node: k.ID, N: paused[k.ID]})
		case was && !is && k.Health == Up:
			o.note(Event{What: GoesOn, Node: k.ID})
		}
	}
}

// seeStandbys notes shards with matches that nobody stands by for, where others could.
func (o *Observer) seeStandbys() {
	without, whose := map[string][]string{}, 0
	for _, k := range o.nodes {
		if k.Kind == Shards && k.Stands && k.Health == Up {
			whose++
		}
	}
	for id, m := range o.matches {
		if m.Standby != "" || m.Away {
			m.alone = time.Time{}
			continue
		}
		if m.alone.IsZero() {
			m.alone = o.now
		}
		if o.now.Sub(m.alone) >= aloneFor {
			without[m.Owner] = append(without[m.Owner], id)
		}
	}
	for _, k := range o.sorted() {
		if k.Kind != Shards || k.Health != Up || !k.Stands {
			continue
		}
		all, was := without[k.ID], o.alone[k.ID]
		o.alone[k.ID] = len(all)
		switch {
		case len(all) > was:
			o.note(Event{What: StandbyLost, Node: k.ID, N: len(all), Matches: all, Why: alone(whose)})
		case was > 0 && len(all) == 0:
			o.note(Event{What: StandbyBack, Node: k.ID})
		}
	}
}

func alone(shards int) string {
	if shards < 2 {
		return "no other shard is there"
	}
	return ""
}
