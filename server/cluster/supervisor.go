package cluster

import (
	"cmp"
	"slices"
	"time"

	"muster/server/cluster/plan"
)

// Supervisor says what is to be done with a cluster's nodes. It has no clock and starts nothing: whoever drives it
// calls Step with what was seen, and again at Next.
type Supervisor struct {
	plan  plan.Plan
	now   time.Duration
	nodes []*node // in the order of their start
	do    []Do

	linked    bool // the plan's own trouble of links was told
	up        bool
	upAt      time.Duration // when all of it was ready for the first time: the plan's times count from there
	due       []plan.Event  // of the plan, what is still to come
	lasting   []lasting     // faults that go on
	faults    int           // that lasted so far: the number of the newest
	rolling   []string      // nodes that are still to be restarted, one after another
	crowds    int           // of bots that came later
	shards    int           // that there are to be
	loads     []Load        // as they were counted last; nil before
	scaler    autoscaler
	placing   placing
	takeovers takeovers
	ending    ending
	course    *course // a plan that is followed, or was last; nil for none
	timeline  timeline
	began     time.Time
}

// New is a supervisor of what a plan says, begun at a moment. A database that is a file has no process.
func New(p plan.Plan, began time.Time, databaseRuns bool) *Supervisor {
	s := &Supervisor{
		plan: p, began: began, due: p.Schedule(), shards: p.Nodes.Shards, takeovers: newTakeovers(),
	}
	for _, name := range p.At(p.Nodes.Shards) {
		if plan.KindOf(name) != plan.Database || databaseRuns {
			s.add(name)
		}
	}
	return s
}

func (s *Supervisor) add(name string) *node {
	n := &node{name: name, kind: plan.KindOf(name)}
	s.nodes = append(s.nodes, n)
	return n
}

// Step takes the time and what was seen since the last call, and returns what is to be done, in order.
func (s *Supervisor) Step(now time.Duration, seen ...Seen) []Do {
	s.now, s.do = now, nil
	if !s.linked {
		s.linked = true
		s.link()
	}
	for i := range seen {
		s.receive(&seen[i])
	}
	s.isUp()
	s.actDue()
	s.followOn()
	s.forgetStops()
	s.revive()
	s.roll()
	s.begin()
	s.scale()
	s.place()
	s.end()
	return s.do
}

// Next is when Step must be called though nothing is seen. It never stays at what Step does not do: its caller would
// spin.
func (s *Supervisor) Next() time.Duration {
	next := time.Duration(forever)
	for _, n := range s.nodes {
		if n.state == dead && !s.ending.begun {
			next = min(next, n.again)
		}
		if n.force > 0 && n.runs() {
			next = min(next, n.force)
		}
	}
	if s.ending.begun {
		return next
	}
	if s.up && len(s.due) > 0 {
		next = min(next, s.upAt+s.due[0].At)
	}
	next = min(next, s.nextStep())
	if s.up && s.plan.For > 0 {
		next = min(next, s.upAt+s.plan.For)
	}
	for _, l := range s.lasting {
		next = min(next, l.until)
	}
	if s.changing() { // nothing is placed yet
		return next
	}
	return min(next, s.placing.next(s.now))
}

func (s *Supervisor) find(name string) *node {
	i := slices.IndexFunc(s.nodes, func(n *node) bool { return n.name == name })
	if i < 0 {
		return nil
	}
	return s.nodes[i]
}

func (s *Supervisor) receive(x *Seen) {
	n := s.find(x.Node)
	switch x.What {
	case Ready:
		s.isReady(n)
	case Ended:
		s.hasEnded(n, x)
	case Asked:
		s.isAsked(x)
	case Counted:
		s.counted(x)
	case Hosts:
		s.sees(n, x.Hosted)
	case Moved:
		s.moved(x)
	case Verified:
		s.isVerified(x)
	case MustEnd:
		s.ending.begin(x.Why)
	}
}

func (s *Supervisor) isReady(n *node) {
	if n == nil || n.state != starting {
		return
	}
	n.state, n.known = ready, true
	since := n.began
	if n.died > 0 {
		since = n.died
	}
	s.note(plan.Entry{Seen: true, Who: n.name, Node: n.name, Kind: "ready", What: "is ready", Took: s.now - since})
	n.died = 0
}

// isUp notes when all are ready for the first time, but who was taken away before that.
func (s *Supervisor) isUp() {
	if s.up || s.ending.begun || s.any(func(n *node) bool {
		return n.state != ready && n.state != left && n.state != gone
	}) {
		return
	}
	s.up, s.upAt = true, s.now
	s.note(plan.Entry{Seen: true, Who: "supervisor", Kind: "up", What: "all nodes are ready", Took: s.now})
}

func (s *Supervisor) hasEnded(n *node, x *Seen) {
	if n == nil || !n.runs() {
		return
	}
	if n.state == ready {
		n.died = s.now
	}
	if n.kind == plan.Shards && !s.ending.begun {
		s.orphan(n, cmp.Or(x.At, s.now))
	}
	lived, wanted := s.now-n.began, n.state == leaving
	n.still, n.force = false, 0
	switch {
	case n.back && !s.ending.begun:
		n.state, n.back = waiting, false
	case s.ending.begun || wanted:
		n.state = left
	case n.held >= forever:
		n.state = gone
	case n.asked:
		n.state, n.again, n.asked = dead, s.now, false
	default:
		n.state, n.again = dead, max(s.now+n.wait.Next(lived), n.held)
	}
	s.note(plan.Entry{
		Seen: true, Who: n.name, Node: n.name, Kind: "ended", What: cmp.Or(x.Why, "has ended"), Took: lived,
	})
}

// revive starts again what died, when it is time.
func (s *Supervisor) revive() {
	for _, n := range s.nodes {
		if n.state == dead && n.again <= s.now && !s.ending.begun {
			s.start(n)
		}
		if n.force > 0 && n.force <= s.now && n.runs() {
			n.force = 0
			s.issue(Do{What: Kill, Node: n.name})
		}
	}
}

// begin starts what has never run, once what it needs is ready.
func (s *Supervisor) begin() {
	for _, n := range s.nodes {
		if n.state == waiting && !s.ending.begun && !s.any(func(o *node) bool {
			return !o.known && o.state != gone && o.state != left && slices.Contains(needs(n.kind), o.kind)
		}) {
			s.start(n)
		}
	}
}

func (s *Supervisor) start(n *node) {
	n.state, n.began, n.held = starting, s.now, 0
	s.limit(n)
	s.issue(Do{What: Start, Node: n.name, Bots: n.bots, Ahead: n.ahead, Like: n.like})
	n.disk = disk{}
	s.disks()
}

func (s *Supervisor) any(f func(*node) bool) bool { return slices.ContainsFunc(s.nodes, f) }

func (s *Supervisor) issue(d Do) { s.do = append(s.do, d) }
