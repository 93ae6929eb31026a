package observe

import (
	"maps"
	"slices"

	"muster/server/peer"
)

// pair is a link with what is remembered of it.
type pair struct {
	Link
	told  bool // that it is broken
	quiet bool // or it was not told apart: an end of it hears nobody, or many broke at once
	seen  bool // in this look
}

// seeLinks takes in who hears whom.
func (o *Observer) seeLinks(s *Snapshot) {
	for _, p := range o.links {
		p.seen = false
	}
	for _, k := range o.sorted() {
		a := s.Answers[k.ID]
		switch {
		case k.Kind == Matchmakers:
			o.seeMatchmaker(k, &a)
		case a.Zones != nil:
			o.seeShard(k, &a)
		}
	}
	maps.DeleteFunc(o.links, func(of [2]string, p *pair) bool { return !p.seen && !o.waits(of) })
	o.seeParted()
}

// waits reports whether a link that was not seen may be again: an end of it does not answer.
func (o *Observer) waits(of [2]string) bool {
	for _, id := range of {
		if k := o.nodes[id]; k != nil && k.Health != Up && k.Health != Left {
			return true
		}
	}
	return false
}

// between is the link of two nodes, in the order of their names.
func (o *Observer) between(a, b string) *pair {
	of := [2]string{a, b}
	p := o.links[of]
	if p == nil {
		p = &pair{Link: Link{A: a, B: b}}
		o.links[of] = p
	}
	if !p.seen {
		p.seen = true
		p.DeafA, p.DeafB, p.RTT, p.Late, p.Silent = false, false, 0, 0, 0
	}
	return p
}

// seeMatchmaker links a matchmaker to its database.
func (o *Observer) seeMatchmaker(k *known, a *Answer) {
	if a.Queue == nil {
		return
	}
	p := o.between(k.ID, "database")
	p.RTT, p.DeafA = a.Queue.Database, a.Queue.Error != ""
}

// seeShard links a shard to its journal, and to the shards that it hears.
func (o *Observer) seeShard(k *known, a *Answer) {
	if k.Stands {
		o.between(k.ID, "journal").DeafA = o.broken["journal "+k.ID]
	}
	for i := range a.Zones.Peers {
		h := &a.Zones.Peers[i]
		other := o.nodes[h.ID]
		if other == nil || h.Never {
			continue
		}
		deaf := h.Closed || h.Silent >= deafAfter.Milliseconds()
		if compareIDs(k.ID, h.ID) < 0 {
			p := o.between(k.ID, h.ID)
			p.DeafA = deaf
			p.add(h)
		} else {
			p := o.between(h.ID, k.ID)
			p.DeafB = deaf
			p.add(h)
		}
	}
}

// add takes in the figures of one direction.
func (p *pair) add(h *peer.Heard) {
	p.RTT, p.Late = max(p.RTT, h.Call), max(p.Late, h.Late)
	p.Silent = max(p.Silent, h.Silent)
}

// seeParted notes links between nodes that live and do not hear each other. Who hears nobody is told of once.
func (o *Observer) seeParted() {
	links, cut := map[string]int{}, map[string]int{}
	all := slices.SortedFunc(maps.Values(o.links), func(a, b *pair) int { return compareIDs(a.A+a.B, b.A+b.B) })
	for _, p := range all {
		if !o.bothUp(p) {
			continue
		}
		for _, id := range []string{p.A, p.B} {
			links[id]++
			if p.Broken() {
				cut[id]++
			}
		}
	}
	alone := func(id string) bool { return links[id] > 1 && cut[id] == links[id] }
	for _, k := range o.sorted() {
		was := o.broken["alone "+k.ID]
		is := alone(k.ID) && (was || !o.othersAlone(k.ID, alone))
		o.broken["alone "+k.ID] = is
		switch {
		case is && !was:
			o.note(Event{What: Isolated, Node: k.ID, N: cut[k.ID]})
		case was && !is && k.Health == Up:
			o.note(Event{What: HealsAll, Node: k.ID})
		}
	}
	o.tellLinks(all)
}

// othersAlone reports whether most of the others hear nobody either: then it is none of one's own.
func (o *Observer) othersAlone(id string, alone func(string) bool) bool {
	others, n := 0, 0
	for _, k := range o.nodes {
		if k.Kind == Shards && k.ID != id && k.Health == Up {
			others++
			if alone(k.ID) {
				n++
			}
		}
	}
	return others < 2 || 2*n > others
}

// bothUp reports whether it is a link of two shards that answer, and have for a moment: one that has just been started
// is not heard yet.
func (o *Observer) bothUp(p *pair) bool {
	for _, k := range []*known{o.nodes[p.A], o.nodes[p.B]} {
		if k == nil || k.Health != Up || o.now.Sub(k.settled) < settles {
			return false
		}
	}
	return true
}

// tellLinks notes who does not hear whom any more, and who does again. Many at once are one event.
func (o *Observer) tellLinks(all []*pair) {
	var parted, healed []Event
	for _, p := range all {
		isolated := o.broken["alone "+p.A] || o.broken["alone "+p.B]
		switch {
		case !o.bothUp(p):
		case p.Broken() && (!p.told || p.quiet && !isolated):
			p.told, p.quiet = true, isolated
			if !isolated {
				parted = append(parted, p.parted())
			}
		case !p.Broken() && p.told:
			if !p.quiet {
				healed = append(healed, Event{What: Heals, Node: p.A, Other: p.B})
			}
			p.told, p.quiet = false, false
		}
	}
	if len(parted) > maxParted {
		parted = []Event{{What: PartedMany, N: len(parted)}}
	}
	if len(healed) > maxParted {
		healed = []Event{{What: HealsMany, N: len(healed)}}
	}
	for _, e := range append(parted, healed...) {
		o.note(e)
	}
}

// parted says which of two does not hear the other.
func (p *pair) parted() Event {
	e := Event{What: Parted, Node: p.A, Other: p.B, For: p.Silent}
	if p.DeafA == p.DeafB {
		return e
	}
	e.What = Deaf
	if p.DeafB {
		e.Node, e.Other = p.B, p.A
	}
	return e
}
