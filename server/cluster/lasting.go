package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"muster/server/cluster/plan"
)

// lasting is a fault that goes on until its time, or until it is healed.
type lasting struct {
	plan.Event
	number int           // for whoever would lift this one alone
	course bool          // a plan that is followed began it, and takes it along
	until  time.Duration // by the supervisor's time; forever without one
}

// lasts remembers an event that is to be undone.
func (s *Supervisor) lasts(e plan.Event) {
	until := time.Duration(forever)
	if e.Until > e.At {
		until = s.upAt + e.Until
	}
	s.faults++
	s.lasting = append(s.lasting, lasting{Event: e, number: s.faults, until: until})
}

// relieve ends the faults that over picks.
func (s *Supervisor) relieve(over func(lasting) bool) {
	var ended []lasting
	s.lasting = slices.DeleteFunc(s.lasting, func(l lasting) bool {
		if over(l) {
			ended = append(ended, l)
			return true
		}
		return false
	})
	slices.SortStableFunc(ended, func(a, b lasting) int { return cmp.Compare(a.until, b.until) })
	links := false
	for _, l := range ended {
		switch l.Kind {
		case plan.Stop:
			for _, n := range s.meant(l.Nodes) {
				if !s.stopped(n) { // by another one
					s.thaw(n)
				}
			}
		case plan.FullDisk, plan.SlowSync, plan.FailingSync:
			s.disks()
		case plan.Skew:
			for _, n := range s.meant(l.Nodes) {
				if ahead := s.skewed(n); ahead != n.ahead {
					s.setClock(n, ahead)
				}
			}
		case plan.Slow:
			for _, n := range s.meant(l.Nodes) {
				n.slow = s.slowest(n)
				s.limit(n)
			}
		default:
			links = true
		}
		s.note(plan.Entry{
			Who: "supervisor", Node: selected(l.Nodes), Kind: string(plan.Heal), What: string(l.Kind) + " is over",
		})
	}
	if links {
		s.link()
	}
}

// stopped reports whether a fault that lasts has a node stand still.
func (s *Supervisor) stopped(n *node) bool {
	return slices.ContainsFunc(s.lasting, func(l lasting) bool {
		return l.Kind == plan.Stop && slices.Contains(s.meant(l.Nodes), n)
	})
}

// forgetStops forgets the faults by which nobody stands still any more: who was told to go on does, and who was killed
// meanwhile comes back awake.
func (s *Supervisor) forgetStops() {
	s.lasting = slices.DeleteFunc(s.lasting, func(l lasting) bool {
		return l.Kind == plan.Stop && !slices.ContainsFunc(s.meant(l.Nodes), func(n *node) bool { return n.still })
	})
}

// slowest is what the faults that still last leave a node of its processor: 0 for all of it.
func (s *Supervisor) slowest(n *node) (cpu float64) {
	for _, l := range s.lasting {
		if l.Kind == plan.Slow && slices.Contains(s.meant(l.Nodes), n) && (cpu == 0 || l.CPU < cpu) {
			cpu = l.CPU
		}
	}
	return cpu
}

// skewed is how far the newest fault that still lasts has a node's clock ahead.
func (s *Supervisor) skewed(n *node) (ahead time.Duration) {
	for _, l := range s.lasting {
		if l.Kind == plan.Skew && slices.Contains(s.meant(l.Nodes), n) {
			ahead = l.Offset
		}
	}
	return ahead
}

// heal ends what lasts and touches the nodes that are meant, and brings back those that were to stay away.
func (s *Supervisor) heal(who string, of []plan.Selector) error {
	hit := s.meant(of)
	if len(hit) == 0 {
		return fmt.Errorf("there is no %s to heal", selected(of))
	}
	s.note(plan.Entry{Who: who, Node: selected(of), Kind: string(plan.Heal), What: "healed"})
	s.relieve(func(l lasting) bool {
		return slices.ContainsFunc(s.meant(l.Nodes), func(n *node) bool { return slices.Contains(hit, n) }) ||
			slices.Contains(of, plan.All)
	})
	for _, n := range hit {
		n.held = 0
		if n.state == gone || n.state == dead {
			n.state, n.again = dead, s.now
		}
		s.thaw(n)
	}
	return nil
}

// lift ends one fault, whatever else is the matter with the nodes that it touches.
func (s *Supervisor) lift(who string, number int) error {
	i := slices.IndexFunc(s.lasting, func(l lasting) bool { return l.number == number })
	if i < 0 {
		return fmt.Errorf("no fault %d lasts: it is over, or there was none", number)
	}
	l := s.lasting[i]
	s.note(plan.Entry{
		Who: who, Node: selected(l.Nodes), Kind: string(plan.Heal), What: string(l.Kind) + " is lifted",
	})
	s.relieve(func(l lasting) bool { return l.number == number })
	return nil
}

// disturb lets what passes between nodes suffer.
func (s *Supervisor) disturb(who string, e plan.Event) error {
	if len(e.Nodes) != 2 {
		return fmt.Errorf("%s needs two ends: from and to", e.Kind)
	}
	for _, end := range e.Nodes {
		if end != plan.Selector(plan.Players) && len(s.meant([]plan.Selector{end})) == 0 {
			return fmt.Errorf("there is no %s", end)
		}
	}
	s.lasts(e)
	s.link()
	line := plan.Entry{Who: who, Node: selected(e.Nodes), Kind: string(e.Kind), What: suffers(e)}
	if e.Until > e.At {
		line.Took = e.Until - e.At
	}
	s.note(line)
	return nil
}

// link tells all trouble that there is between nodes: the plan's own, then what was done.
func (s *Supervisor) link() {
	all := slices.Clone(s.plan.Links)
	for _, l := range s.lasting {
		if l.Kind != plan.Net && l.Kind != plan.Cut {
			continue
		}
		t := l.Trouble
		t.Cut = t.Cut || l.Kind == plan.Cut
		all = append(all, plan.Link{From: l.Nodes[0], To: l.Nodes[1], Trouble: t})
		if !l.OneWay {
			all = append(all, plan.Link{From: l.Nodes[1], To: l.Nodes[0], Trouble: t})
		}
	}
	s.issue(Do{What: Link, Links: all})
}

// limit tells what a node may use now.
func (s *Supervisor) limit(n *node) {
	l := s.plan.LimitOf(n.name)
	if n.slow > 0 && (l.CPU == 0 || n.slow < l.CPU) {
		l.CPU = n.slow
	}
	if was := n.limit; n.state == starting && n.began == s.now || l != was {
		n.limit = l
		s.issue(Do{What: Limit, Node: n.name, Limits: l})
	}
}

// suffers says what becomes of what passes.
func suffers(e plan.Event) string {
	t, words := e.Trouble, []string(nil)
	for _, w := range []struct {
		there bool
		text  string
	}{
		{t.Cut || e.Kind == plan.Cut, "nothing passes"},
		{t.Latency > 0, fmt.Sprint(t.Latency, " later")},
		{t.Jitter > 0, fmt.Sprint("up to ", t.Jitter, " more")},
		{t.Loss > 0, fmt.Sprintf("%g %% lost", 100*t.Loss)},
		{t.Dup > 0, fmt.Sprintf("%g %% twice", 100*t.Dup)},
		{t.Reorder > 0, fmt.Sprintf("%g %% out of order", 100*t.Reorder)},
		{t.Rate > 0, fmt.Sprintf("%d bytes a second", t.Rate)},
	} {
		if w.there {
			words = append(words, w.text)
		}
	}
	ways := "both ways"
	if e.OneWay {
		ways = "one way"
	}
	return strings.Join(append(words, ways), ", ")
}
