package cluster

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"muster/server/cluster/plan"
)

// courseStage is how far a course has come.
type courseStage string

// What a course goes through.
const (
	gathering courseStage = "gathering" // its players come in, and shards that are missing
	following courseStage = "running"   // its times count
	dispersed courseStage = "leaving"   // what it began is undone, and its players leave
	verifying courseStage = "verifying" // what they were answered is held against the journal
	over      courseStage = "over"
)

// course is a plan that a cluster follows which was there before. What the plan does is done to the nodes that there
// are, with players of its own, and what it began is undone when it is over: another one may follow.
type course struct {
	plan   plan.Plan
	who    string
	stage  courseStage
	began  time.Duration // its times count from there
	steps  []plan.Event  // all that the plan does, by its own times
	done   int           // of them
	crowds []string      // nodes that came for it, and leave with it
	lost   []string      // nodes that it took away for good
	shards int           // that there were before
	why    string        // of an end before its time
}

// follow has the cluster follow a plan.
func (s *Supervisor) follow(who string, p plan.Plan) error {
	if err := s.fits(p); err != nil {
		return err
	}
	c := &course{plan: p, who: who, stage: gathering, steps: withLinks(p), shards: s.shards}
	s.course = c
	s.note(plan.Entry{Who: who, Kind: "plan", What: fmt.Sprintf("begins the plan %s", p.File)})
	if want := p.Nodes.Shards; want > s.shards {
		if err := s.scaleTo("plan", want); err != nil {
			return err
		}
	}
	for n := range p.Nodes.Commanders {
		name := plan.Commanders.Node(n + 1)
		if at := s.find(name); at != nil && at.stays() {
			continue
		}
		s.come(name)
		s.find(name).like = p.Load
		c.crowds = append(c.crowds, name)
	}
	if p.Load.Bots > 0 {
		return s.crowdFor(c, p.Load.Bots)
	}
	return nil
}

// crowdFor has players of a course come.
func (s *Supervisor) crowdFor(c *course, bots int) error {
	if err := s.moreBots("plan", bots); err != nil {
		return err
	}
	n := s.nodes[len(s.nodes)-1]
	n.like = c.plan.Load
	c.crowds = append(c.crowds, n.name)
	return nil
}

// fits says why a cluster cannot follow a plan.
func (s *Supervisor) fits(p plan.Plan) error {
	switch {
	case !s.up:
		return errors.New("the cluster is not up yet")
	case s.course != nil && s.course.stage != over:
		return fmt.Errorf("the cluster follows %s already: one plan at a time", s.course.plan.File)
	case s.plan.For > 0 || len(s.due) > 0:
		return errors.New("the cluster was started with a plan of its own, and follows that")
	case len(p.Limits) > 0 || len(p.Weights) > 0:
		return errors.New("limits and weights of a plan count from the start of its nodes: " +
			"start a cluster with it (muster cluster FILE)")
	}
	for kind, want := range map[plan.Kind]int{plan.Journal: p.Nodes.Journal, plan.Matchmakers: p.Nodes.Matchmakers} {
		if have := len(s.meant([]plan.Selector{plan.Selector(kind)})); have < want {
			return fmt.Errorf("the plan wants %d %s, and the cluster has %d: start one with the plan "+
				"(muster cluster FILE)", want, kind, have)
		}
	}
	return nil
}

// withLinks is all that a plan does; the trouble of its links is something that it does from the beginning.
func withLinks(p plan.Plan) (all []plan.Event) {
	for _, l := range p.Links {
		a := plan.Action{
			Kind: plan.Net, Nodes: []plan.Selector{l.From, l.To}, OneWay: true, Trouble: l.Trouble,
		}
		all = append(all, plan.Event{Action: a})
	}
	return append(all, p.Schedule()...)
}

// quit ends the plan that the cluster follows.
func (s *Supervisor) quit(who string) error {
	c := s.course
	if c == nil || c.stage != gathering && c.stage != following {
		return errors.New("the cluster follows no plan that could be ended")
	}
	s.disperse("ended by " + who)
	return nil
}

// followOn does what the plan asks for by now.
func (s *Supervisor) followOn() {
	c := s.course
	if c == nil || s.ending.begun {
		return
	}
	if c.stage == gathering && !s.gathers() {
		c.stage, c.began = following, s.now
		s.note(plan.Entry{Who: "plan", Kind: "plan", What: "all have come: its times count from now"})
	}
	for c.stage == following && c.done < len(c.steps) && c.began+c.steps[c.done].At <= s.now {
		c.done++
		s.doStep(c, c.steps[c.done-1])
	}
	if c.stage == following && c.plan.For > 0 && s.now >= c.began+c.plan.For {
		s.disperse("")
	}
	if c.stage == dispersed && !s.any(func(n *node) bool { return n.runs() && slices.Contains(c.crowds, n.name) }) {
		s.hold(c)
	}
}

// gathers reports whether who comes for the plan is still on the way.
func (s *Supervisor) gathers() bool {
	return s.changing() || s.any(func(n *node) bool {
		return slices.Contains(s.course.crowds, n.name) && n.state != ready && n.stays()
	})
}

// doStep does one thing that the plan asks for.
func (s *Supervisor) doStep(c *course, e plan.Event) {
	e.At += c.began - s.upAt
	if e.Until > 0 {
		e.Until += c.began - s.upAt
	}
	var err error
	before := s.faults
	switch e.Kind {
	case plan.MoreBots:
		err = s.crowdFor(c, e.Bots)
	case plan.Gone:
		for _, n := range s.meant(e.Nodes) {
			c.lost = append(c.lost, n.name)
		}
		fallthrough
	default:
		err = s.act("plan", e)
	}
	for i := range s.lasting {
		s.lasting[i].course = s.lasting[i].course || s.lasting[i].number > before
	}
	if err != nil {
		s.note(cannot(e, err))
	}
}

// disperse undoes what the plan began, and has its players leave.
func (s *Supervisor) disperse(why string) {
	c := s.course
	s.unfinishedYet()
	c.stage, c.why, s.rolling = dispersed, why, nil
	s.relieve(func(l lasting) bool { return l.course })
	for _, name := range c.lost {
		if n := s.find(name); n != nil && n.stays() {
			n.held = 0
			if n.state == gone {
				n.state, n.again = dead, s.now
			}
		}
	}
	for _, name := range c.crowds {
		s.leave(name)
	}
	if s.shards != c.shards {
		_ = s.scaleTo("plan", c.shards) // at least one, as there was
	}
}

// hold has what the players were answered be held against the journal, if there is something to hold.
func (s *Supervisor) hold(c *course) {
	if c.why == "" && len(c.crowds) > 0 {
		c.stage = verifying
		s.issue(Do{What: Verify, Crowds: c.crowds})
		return
	}
	s.isOver(c)
}

func (s *Supervisor) isOver(c *course) {
	c.stage = over
	what := fmt.Sprintf("the plan %s is over", c.plan.File)
	if c.why != "" {
		what += ": " + c.why
	}
	s.note(plan.Entry{Who: "supervisor", Kind: "plan", What: what})
}

// isVerified takes in that the answers were held against the journal: those of a course, or of everybody at the end.
func (s *Supervisor) isVerified(x *Seen) {
	if x.Crowds == nil {
		s.ending.verified = true
		return
	}
	if c := s.course; c != nil && c.stage == verifying {
		s.isOver(c)
	}
}

// nextStep is when the plan that is followed asks for something.
func (s *Supervisor) nextStep() time.Duration {
	next, c := time.Duration(forever), s.course
	if c == nil || c.stage != following {
		return next
	}
	if c.done < len(c.steps) {
		next = c.began + c.steps[c.done].At
	}
	if c.plan.For > 0 {
		next = min(next, c.began+c.plan.For)
	}
	return next
}

// policy is by what the number of shards changes by itself; nil for nothing.
func (s *Supervisor) policy() *plan.Autoscale {
	if c := s.course; c != nil && c.stage == following && c.plan.Autoscale != nil {
		return c.plan.Autoscale
	}
	return s.plan.Autoscale
}
