package observe

import (
	"maps"
	"slices"
	"time"
)

// Change is what became otherwise from one State to the next, as it is kept. What moves all the time is not in it.
type Change struct {
	At      int64      `json:"at"`              // in milliseconds since 1970
	Whole   bool       `json:"whole,omitempty"` // it is all there is: what was before does not count
	Nodes   []Node     `json:"nodes,omitempty"`
	Matches []Match    `json:"matches,omitempty"`
	Links   []Link     `json:"links,omitempty"`
	NoNodes []string   `json:"no_nodes,omitempty"` // that are gone
	Ended   []string   `json:"ended,omitempty"`    // matches that are
	NoLinks [][]string `json:"no_links,omitempty"` // links, by both ends
	Events  []Event    `json:"events,omitempty"`   // new ones, and those that say more now
}

// None reports whether nothing became otherwise.
func (c *Change) None() bool {
	return !c.Whole && len(c.Nodes)+len(c.Matches)+len(c.Links)+len(c.NoNodes)+len(c.Ended)+len(c.NoLinks)+
		len(c.Events) == 0
}

// Between is what became otherwise; all of after is new where before is nil.
func Between(before, after *State) *Change {
	c := &Change{At: after.At.UnixMilli(), Whole: before == nil}
	if before == nil {
		before = &State{}
	}
	var noLinks []Link
	c.Nodes, c.NoNodes = differs(before.Nodes, after.Nodes, func(n *Node) string { return n.ID }, Node.kept)
	c.Matches, c.Ended = differs(before.Matches, after.Matches, func(m *Match) string { return m.ID }, Match.kept)
	c.Links, noLinks = differs(before.Links, after.Links, func(l *Link) Link { return Link{A: l.A, B: l.B} }, Link.kept)
	for _, l := range noLinks {
		c.NoLinks = append(c.NoLinks, []string{l.A, l.B})
	}
	known := map[int64]*Event{}
	for i := range before.Events {
		known[before.Events[i].Number] = &before.Events[i]
	}
	for _, e := range after.Events {
		if k := known[e.Number]; k == nil || k.N != e.N || k.For != e.For {
			c.Events = append(c.Events, e)
		}
	}
	return c
}

// differs finds what is new or other in after, by its id, and what of before is gone.
func differs[T, K comparable](before, after []T, id func(*T) K, kept func(T) T) (other []T, gone []K) {
	was := make(map[K]T, len(before))
	for i := range before {
		was[id(&before[i])] = kept(before[i])
	}
	for i := range after {
		of, now := id(&after[i]), kept(after[i])
		if b, there := was[of]; !there || b != now {
			other = append(other, now)
		}
		delete(was, of)
	}
	for i := range before { // in their order
		if _, left := was[id(&before[i])]; left {
			gone = append(gone, id(&before[i]))
		}
	}
	return other, gone
}

func (n Node) kept() Node {
	n.Load, n.Players, n.Waiting, n.Busy, n.TickP99, n.Answers, n.Missed = 0, 0, 0, 0, 0, 0, 0
	return n
}

func (m Match) kept() Match { m.Lag = 0; return m }

func (l Link) kept() Link { l.RTT, l.Late, l.Silent = 0, 0, 0; return l }

// replay is a State that changes are applied to.
type replay struct {
	at      int64
	nodes   map[string]Node
	matches map[string]Match
	links   map[Link]Link
	events  []Event
}

func (r *replay) apply(c *Change) {
	if c.Whole || r.nodes == nil {
		r.nodes, r.matches, r.links = map[string]Node{}, map[string]Match{}, map[Link]Link{}
	}
	r.at = c.At
	for _, n := range c.Nodes {
		r.nodes[n.ID] = n
	}
	for _, id := range c.NoNodes {
		delete(r.nodes, id)
	}
	for _, m := range c.Matches {
		r.matches[m.ID] = m
	}
	for _, id := range c.Ended {
		delete(r.matches, id)
	}
	for _, l := range c.Links {
		r.links[Link{A: l.A, B: l.B}] = l
	}
	for _, ends := range c.NoLinks {
		if len(ends) == 2 {
			delete(r.links, Link{A: ends[0], B: ends[1]})
		}
	}
	for _, e := range c.Events {
		r.note(e)
	}
}

// note takes in an event, or more of one that is there.
func (r *replay) note(e Event) {
	for i := len(r.events) - 1; i >= 0; i-- {
		if r.events[i].Number == e.Number {
			r.events[i] = e
			return
		}
	}
	r.events = append(r.events, e)
	r.events = r.events[max(0, len(r.events)-maxEvents):]
}

// state is what the changes came to; nil if there were none.
func (r *replay) state() *State {
	if r.nodes == nil {
		return nil
	}
	s := &State{
		At: time.UnixMilli(r.at), Nodes: slices.Collect(maps.Values(r.nodes)), Events: r.events,
		Matches: slices.Collect(maps.Values(r.matches)), Links: slices.Collect(maps.Values(r.links)),
	}
	s.sort()
	for i := range s.Matches { // a history has the rest
		if n := s.Node(s.Matches[i].Owner); n != nil {
			n.Load++
		}
	}
	return s
}
