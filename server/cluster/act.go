package cluster

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"muster/server/cluster/limit"
	"muster/server/cluster/plan"
)

// actDue ends what has lasted long enough, and does what the plan asks for by now.
func (s *Supervisor) actDue() {
	if s.ending.begun {
		return
	}
	s.relieve(func(l lasting) bool { return l.until <= s.now })
	at := s.now - s.upAt
	for s.up && len(s.due) > 0 && s.due[0].At <= at {
		e := s.due[0]
		s.due = s.due[1:]
		if err := s.act("plan", e); err != nil {
			s.note(cannot(e, err))
		}
	}
	if s.up && s.plan.For > 0 && at >= s.plan.For {
		s.ending.begin("")
	}
}

// cannot is what is noted of an event of a plan that nobody could do.
func cannot(e plan.Event, err error) plan.Entry {
	return plan.Entry{
		Who: "plan", Node: selected(e.Nodes), Kind: string(e.Kind), What: "cannot be done: " + err.Error(),
	}
}

// isAsked does what somebody asks for, and answers.
func (s *Supervisor) isAsked(x *Seen) {
	err := errors.New("the cluster is ending")
	switch {
	case s.ending.begun:
	case x.Follow != nil:
		err = s.follow(x.Who, *x.Follow)
	case x.Quit:
		err = s.quit(x.Who)
	default:
		e := plan.Event{At: s.now - s.upAt, Action: x.Action}
		if x.For > 0 {
			e.Until = e.At + x.For
		}
		err = s.act(x.Who, e)
	}
	d := Do{What: Answer, Ask: x.Ask}
	if err != nil {
		d.Why = err.Error()
	}
	s.issue(d)
}

// act does what an event asks for.
func (s *Supervisor) act(who string, e plan.Event) error {
	switch e.Kind {
	case plan.Net, plan.Cut:
		return s.disturb(who, e)
	case plan.Heal:
		if e.Fault > 0 {
			return s.lift(who, e.Fault)
		}
		return s.heal(who, e.Nodes)
	case plan.ScaleTo:
		return s.scaleTo(who, e.Shards)
	case plan.MoreBots:
		return s.moreBots(who, e.Bots)
	case plan.Upgrade:
		return s.upgrade(who, e.Nodes)
	}
	return s.hurt(who, e)
}

// hurt does to each node that is meant what the event asks for.
func (s *Supervisor) hurt(who string, e plan.Event) error {
	hit := s.meant(e.Nodes)
	if len(hit) == 0 {
		return fmt.Errorf("there is no %s to %s", selected(e.Nodes), e.Kind)
	}
	for _, n := range hit {
		if clockless := n.kind == plan.Journal || n.kind == plan.Database; clockless && e.Kind == plan.Skew {
			return noClock(n.name)
		}
	}
	for _, n := range hit {
		did, err := s.hurtOne(n, e)
		if err != nil {
			return err
		}
		line := plan.Entry{Who: who, Node: n.name, Kind: string(e.Kind), What: did}
		if e.Until > e.At {
			line.Took = e.Until - e.At
		}
		s.note(line)
	}
	switch e.Kind {
	case plan.Stop, plan.Slow, plan.FullDisk, plan.SlowSync, plan.FailingSync, plan.Skew:
		s.lasts(e)
		s.disks()
	}
	return nil
}

// hurtOne does it to one, and says in words what that was.
func (s *Supervisor) hurtOne(n *node, e plan.Event) (did string, err error) {
	switch e.Kind {
	case plan.Kill, plan.Stop, plan.Continue, plan.Restart:
		if !n.runs() {
			return fmt.Sprintf("%s: it does not run", e.Kind), nil
		}
	}
	switch e.Kind {
	case plan.Kill:
		if e.Until > e.At {
			n.held = s.upAt + e.Until
		}
		s.issue(Do{What: Kill, Node: n.name})
		return "killed", nil
	case plan.Gone:
		s.lose(n)
		return "killed, and never comes back", nil
	case plan.Stop:
		n.still = true
		s.issue(Do{What: Freeze, Node: n.name})
		return "stands still", nil
	case plan.Continue:
		s.thaw(n)
		return "goes on", nil
	case plan.Restart:
		s.restart(n)
		return "told to end, to be started again", nil
	case plan.Skew:
		s.setClock(n, e.Offset)
		return fmt.Sprintf("started again with a clock that is off by %v", e.Offset), nil
	case plan.FullDisk:
		return "its disk is full", nil
	case plan.SlowSync:
		return fmt.Sprintf("its syncs take %v longer", e.Delay), nil
	case plan.FailingSync:
		return "its syncs fail", nil
	case plan.Slow:
		n.slow = e.CPU
		s.limit(n)
		return fmt.Sprintf("has %g cores left", e.CPU), nil
	}
	return "", canDo(e.Kind)
}

// canDo says why there is no way to do it here, if that is so.
func canDo(k plan.ActionKind) error {
	switch k {
	case plan.SlowSync, plan.FailingSync:
		return limit.CanSync()
	}
	return nil
}

// lose kills a node for good.
func (s *Supervisor) lose(n *node) {
	n.held = forever
	if n.runs() {
		s.issue(Do{What: Kill, Node: n.name})
		return
	}
	n.state = gone
}

func (s *Supervisor) thaw(n *node) {
	if n.still {
		n.still = false
		s.issue(Do{What: Thaw, Node: n.name})
	}
}

// restart has a node end in good order, and come back at once.
func (s *Supervisor) restart(n *node) {
	s.thaw(n)
	n.asked = true
	s.askToEnd(n)
}

func noClock(node string) error {
	return fmt.Errorf("%s cannot be given a wrong clock: shards, matchmakers, a served directory, commanders and "+
		"bots can", node)
}

// setClock has a node start again with a clock that is so far ahead. One that does not run has it when it comes back.
func (s *Supervisor) setClock(n *node, ahead time.Duration) {
	if n.ahead = ahead; n.state == starting || n.state == ready {
		s.restart(n)
	}
}

// askToEnd tells a node to end, and has it killed when it takes too long.
func (s *Supervisor) askToEnd(n *node) {
	within := endWithin
	switch {
	case s.ending.begun && stage(n.kind) < stage(plan.Bots):
		within = allWithin
	case n.kind == plan.Shards:
		within = drainWithin
	}
	n.force = s.now + within
	s.issue(Do{What: End, Node: n.name})
}

// upgrade restarts nodes one after another.
func (s *Supervisor) upgrade(who string, of []plan.Selector) error {
	hit := s.meant(of)
	if len(hit) == 0 {
		return fmt.Errorf("there is no %s to upgrade", selected(of))
	}
	for _, n := range hit {
		s.rolling = append(s.rolling, n.name)
	}
	s.note(plan.Entry{
		Who: who, Node: selected(of), Kind: string(plan.Upgrade),
		What: fmt.Sprintf("%d nodes, one after another", len(hit)),
	})
	return nil
}

// roll restarts the next of the nodes that are upgraded, once all that were are ready again.
func (s *Supervisor) roll() {
	if len(s.rolling) == 0 || s.ending.begun || s.any(func(n *node) bool {
		return n.asked || n.stays() && n.state != ready && n.state != gone
	}) {
		return
	}
	n := s.find(s.rolling[0])
	s.rolling = s.rolling[1:]
	if n != nil && n.state == ready {
		s.note(plan.Entry{Who: "supervisor", Node: n.name, Kind: string(plan.Restart), What: "upgraded"})
		s.restart(n)
	}
}

// moreBots has so many more players come, in a process of their own.
func (s *Supervisor) moreBots(who string, n int) error {
	if n < 1 {
		return errors.New("how many bots? At least 1")
	}
	s.crowds++
	name := fmt.Sprintf("%s-%d", plan.Bots, s.crowds+1)
	s.nodes = append(s.nodes, &node{name: name, kind: plan.Bots, bots: n})
	s.note(plan.Entry{Who: who, Node: name, Kind: string(plan.MoreBots), What: fmt.Sprintf("%d more players come", n)})
	return nil
}

// meant are the nodes that selectors mean, of those that are still part of the cluster.
func (s *Supervisor) meant(all []plan.Selector) (hit []*node) {
	for _, n := range s.nodes {
		if n.stays() && slices.ContainsFunc(all, func(sel plan.Selector) bool { return sel.Has(n.name) }) {
			hit = append(hit, n)
		}
	}
	return hit
}

// selected writes selectors as their author did.
func selected(all []plan.Selector) string {
	words := make([]string, len(all))
	for i, sel := range all {
		words[i] = string(sel)
	}
	return strings.Join(words, ", ")
}
