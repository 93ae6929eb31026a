package plan

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Schedule is everything that the plan does, in the order of time. The same plan gives the same events: chance comes
// from its seeds alone.
func (p Plan) Schedule() (events []Event) {
	for _, f := range p.Faults {
		if f.Random != nil {
			continue
		}
		e := Event{At: f.At, Action: f.Action}
		if f.For > 0 {
			e.Until = f.At + f.For
		}
		events = append(events, e)
	}
	for _, s := range p.Scale {
		events = append(events, Event{At: s.At, Action: Action{Kind: ScaleTo, Shards: s.Shards}})
	}
	for i, f := range p.Faults { // last, since they are done to what the others leave
		if f.Random != nil {
			events = append(events, p.byChance(f, uint64(i), events)...)
		}
	}
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	return events
}

// byChance makes one fault for each Every of its time, somewhere within it. The number of the fault in the file is part
// of the seed, so that two with one seed do not go together.
func (p Plan) byChance(f Fault, number uint64, others []Event) (events []Event) {
	chance := rand.NewPCG(f.Random.Seed, number)
	for i := range f.times(p.For) {
		moment, kind, node := chance.Uint64(), chance.Uint64(), chance.Uint64() // always three: each is its own
		at := f.At + time.Duration(i)*f.Random.Every
		at += time.Duration(moment % uint64(f.Random.Every)).Truncate(time.Millisecond)
		from := p.left(f.Random.Of, at, others)
		if len(from) == 0 {
			continue
		}
		k := f.Random.Kinds[kind%uint64(len(f.Random.Kinds))]
		e := Event{At: at, Action: f.Random.one(k, Selector(from[node%uint64(len(from))]))}
		if lasting := cmp.Or(f.Random.Lasting, f.Random.Every/2); k.Lasts() && (k != Kill || f.Random.Lasting > 0) {
			e.Until = at + lasting
		}
		events = append(events, e)
	}
	return events
}

// left are the nodes that a selector means at a moment, without those that are gone for good.
func (p Plan) left(of Selector, at time.Duration, events []Event) (nodes []string) {
	for _, node := range p.nodesAt(at) {
		gone := slices.ContainsFunc(events, func(e Event) bool {
			return e.Kind == Gone && e.At <= at && e.Nodes[0].Has(node)
		})
		if of.Has(node) && !gone {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// times is how many faults by chance there are.
func (f Fault) times(end time.Duration) int {
	lasts := f.For
	if lasts == 0 {
		lasts = end - f.At
	}
	if f.Random.Every <= 0 || lasts <= 0 {
		return 0
	}
	return int(min(lasts/f.Random.Every, maxEvents+1))
}

// one is one of the faults, done to a node. What is between two sides is between it and all others.
func (r Random) one(k ActionKind, node Selector) Action {
	a := Action{Kind: k, Nodes: []Selector{node}}
	switch k {
	case Cut:
		a.Nodes, a.Trouble = append(a.Nodes, All), Trouble{Cut: true}
	case Net:
		a.Nodes, a.Trouble = append(a.Nodes, All), r.Like.Trouble
	case Slow:
		a.CPU = r.Like.CPU
	case SlowSync:
		a.Delay = r.Like.Delay
	case Skew:
		a.Offset = r.Like.Offset
	}
	return a
}

// events is how many events there are, at most.
func (p Plan) events() (n int) {
	for _, f := range p.Faults {
		if f.Random == nil {
			n++
		} else {
			n += f.times(p.For)
		}
	}
	return n + len(p.Scale)
}

// shardsAt is how many shards there are at a moment. With an autoscaler nobody knows, and it is the most.
func (p Plan) shardsAt(at time.Duration) int {
	if p.Autoscale != nil {
		return p.Autoscale.Max
	}
	shards := p.Nodes.Shards
	for _, s := range p.scaled() {
		if s.At <= at {
			shards = s.Shards
		}
	}
	return shards
}

// scaled is how many shards there are from which moment on, in the order of time, whether scale or a fault says so.
func (p Plan) scaled() []Scale {
	var all []Scale
	for _, f := range p.Faults {
		if f.Action.Kind == ScaleTo {
			all = append(all, Scale{f.At, f.Action.Shards})
		}
	}
	all = append(all, p.Scale...) // of two at one time the later one counts, as in Schedule
	slices.SortStableFunc(all, func(a, b Scale) int { return cmp.Compare(a.At, b.At) })
	return all
}

// nodesAt lists the nodes of a moment, without those that are gone for good by then.
func (p Plan) nodesAt(at time.Duration) []string {
	return slices.DeleteFunc(p.At(p.shardsAt(at)), func(node string) bool {
		return slices.ContainsFunc(p.Faults, func(f Fault) bool {
			return f.Action.Kind == Gone && f.At < at && f.Action.Nodes[0].Has(node)
		})
	})
}

// MostShards is how many shards there are at most.
func (p Plan) MostShards() int {
	most := max(p.Nodes.Shards, p.shardsAt(0))
	for _, s := range p.scaled() {
		most = max(most, s.Shards)
	}
	return most
}

// ever lists all nodes that there are at some time, or those of some kinds.
func (p Plan) ever(kinds ...Kind) (nodes []string) {
	for _, node := range p.At(p.MostShards()) {
		if len(kinds) == 0 || slices.Contains(kinds, KindOf(node)) {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// Players is how many bots come in all.
func (p Plan) Players() int {
	n := p.Load.Bots
	for _, f := range p.Faults {
		n += f.Action.Bots
	}
	return n
}

// replaceable selects the kinds of which there are several, so that one may go.
func (p Plan) replaceable(at time.Duration) Selector {
	var kinds []string
	for _, k := range []struct {
		kind  Kind
		count int
	}{{Shards, p.shardsAt(at)}, {Journal, p.Nodes.Journal}, {Matchmakers, p.Nodes.Matchmakers}} {
		if k.count > 1 {
			kinds = append(kinds, string(k.kind))
		}
	}
	if len(kinds) == 0 {
		return All
	}
	return Selector(strings.Join(kinds, ","))
}
