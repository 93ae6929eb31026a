package observe

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Observer folds what was seen. It is driven by its caller, who gives the time.
type Observer struct {
	state    *State
	nodes    map[string]*known
	matches  map[string]*running
	links    map[[2]string]*pair
	events   []Event
	number   int64
	alone    map[string]int  // by shard: matches without a standby that were told of
	stopped  map[string]bool // quarantined matches that were told of
	broken   map[string]bool // what of the rest is away: registry, database
	leader   string
	blind    int // see State
	unlisted int // looks in a row that the registry did not answer
	often    map[subject]frequency
	ready    bool // the first look is over: what it saw is no news

	now  time.Time
	last *Snapshot // that the registry answered
}

// New makes an Observer that has seen nothing. Events get numbers behind the given one.
func New(number int64) *Observer {
	return &Observer{
		state: &State{}, nodes: map[string]*known{}, matches: map[string]*running{}, links: map[[2]string]*pair{},
		alone: map[string]int{}, stopped: map[string]bool{}, broken: map[string]bool{}, number: number,
		often: map[subject]frequency{},
	}
}

// State is as of the last look.
func (o *Observer) State() *State { return o.state }

// See takes in a look, and makes of it what is so now.
func (o *Observer) See(now time.Time, s *Snapshot) *State {
	o.now = now
	first := !o.ready && s.Away == ""
	if s.Away == "" {
		o.last = s
	}
	o.seeRegistry(s)
	before, number := len(o.events), o.number
	o.seeNodes(s)
	o.seeMatches(s)
	o.seeLinks(s)
	o.seeStandbys()
	o.forget()
	if first {
		o.events, o.number, o.ready = o.events[:before], number, true
	}
	o.state = o.make()
	return o.state
}

// Note takes in an event that others saw, such as an alert.
func (o *Observer) Note(now time.Time, e Event) *State {
	o.now = now
	o.note(e)
	next := *o.state
	next.Events = slices.Clone(o.events)
	o.state = &next
	return o.state
}

// note adds an event, or more of one that was there a moment ago.
func (o *Observer) note(e Event) {
	e.At, e.Why = o.now.UnixMilli(), clip(e.Why)
	slices.Sort(e.Matches)
	e.Matches = e.Matches[:min(len(e.Matches), maxNamed)]
	for i := len(o.events) - 1; i >= 0 && e.At-o.events[i].At <= mergeWithin.Milliseconds(); i-- {
		if o.events[i].same(&e) {
			o.events[i].add(&e)
			return
		}
	}
	if e = o.damp(e); e.What == "" {
		return
	}
	o.number++
	e.Number = o.number
	o.events = append(o.events, e)
	o.events = o.events[max(0, len(o.events)-maxEvents):]
}

// make makes a State, which nobody changes any more.
func (o *Observer) make() *State {
	s := &State{At: o.now, Blind: o.blind, Events: slices.Clone(o.events)}
	for _, k := range o.nodes {
		s.Nodes = append(s.Nodes, k.Node)
	}
	s.Nodes = append(s.Nodes, o.others()...)
	for _, m := range o.matches {
		s.Matches = append(s.Matches, m.Match)
	}
	for _, p := range o.links {
		s.Links = append(s.Links, p.Link)
	}
	s.sort()
	return s
}

// sort puts everything in its order.
func (s *State) sort() {
	slices.SortFunc(s.Nodes, func(a, b Node) int {
		return cmp.Or(slices.Index(Kinds, a.Kind)-slices.Index(Kinds, b.Kind), compareIDs(a.ID, b.ID))
	})
	slices.SortFunc(s.Matches, func(a, b Match) int { return compareIDs(a.ID, b.ID) })
	slices.SortFunc(s.Links, func(a, b Link) int { return cmp.Or(compareIDs(a.A, b.A), compareIDs(a.B, b.B)) })
}

// compareIDs puts shard-2 before shard-10.
func compareIDs(a, b string) int {
	x, y := digits(a), digits(b)
	if a[:len(a)-x] == b[:len(b)-y] {
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

// digits is how many there are at the end.
func digits(s string) (n int) {
	for n < len(s) && s[len(s)-1-n] >= '0' && s[len(s)-1-n] <= '9' {
		n++
	}
	return n
}

// forget drops nodes that are gone for good, with what ran there.
func (o *Observer) forget() {
	o.calm()
	for id, k := range o.nodes {
		if k.Health == Up || k.listed || o.now.Sub(time.UnixMilli(k.Since)) < goneFor {
			continue
		}
		if k.Health != Left {
			o.note(Event{What: Forgotten, Node: id})
		}
		delete(o.nodes, id)
		delete(o.alone, id)
		maps.DeleteFunc(o.matches, func(_ string, m *running) bool { return m.Owner == id })
		maps.DeleteFunc(o.links, func(of [2]string, _ *pair) bool { return of[0] == id || of[1] == id })
	}
}
