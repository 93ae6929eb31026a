package cluster

import (
	"cmp"

	"muster/server/cluster/plan"
)

// ending is how far the end of everything has come.
type ending struct {
	begun     bool
	why       string // of an end before the plan's time; empty for one in its time
	noted     bool   // what was unfinished then
	verifying bool
	verified  bool
	finished  bool
}

func (e *ending) begin(why string) {
	if !e.begun {
		e.begun, e.why = true, why
	}
}

// end ends nodes in the reverse order of their start: who needs others first. Before the journal goes, what players
// were answered is held against it.
func (s *Supervisor) end() {
	if !s.ending.begun || s.ending.finished {
		return
	}
	s.unfinished()
	for at := 3; at >= 0; at-- {
		if at == 2 && s.audits() && !s.ending.verified {
			if !s.ending.verifying {
				s.ending.verifying = true
				s.issue(Do{What: Verify})
			}
			return
		}
		if s.endStage(at) {
			return
		}
	}
	s.ending.finished = true
	s.note(plan.Entry{
		Who: "supervisor", Kind: "finished", What: cmp.Or(s.ending.why, "the plan's time is over"),
	})
	s.issue(Do{What: Finished})
}

// What was still to come when everything was to end.
const (
	notBack      = "not back"
	notPlaced    = "not placed"
	notTakenOver = "not taken over"
)

// unfinished notes what was still to come, once: how long it would have taken nobody knows.
func (s *Supervisor) unfinished() {
	if s.ending.noted {
		return
	}
	s.ending.noted = true
	s.unfinishedYet()
}

// unfinishedYet notes what is still to come.
func (s *Supervisor) unfinishedYet() {
	for _, n := range s.nodes {
		if n.died > 0 && (n.state == dead || n.state == starting) {
			s.note(plan.Entry{
				Seen: true, Who: "supervisor", Node: n.name, Kind: notBack, What: "is not ready again",
				Took: s.now - n.died,
			})
		}
	}
	s.stillLost()
	if s.placing.wanted {
		s.note(plan.Entry{
			Seen: true, Who: "supervisor", Kind: notPlaced, What: "matches were still to be moved",
			Took: s.now - s.placing.since,
		})
	}
}

// audits reports whether there are answers to hold against the journal: of a run that lasted as long as it was to.
func (s *Supervisor) audits() bool { return s.ending.why == "" && s.plan.Load.Bots+s.crowds > 0 }

// endStage tells those of a stage to end that have not been told, and reports whether one of them still runs. Nodes of
// the journal end one after another: the one that leads hands its lead to another first, which must be there to take
// it.
func (s *Supervisor) endStage(at int) (busy bool) {
	handing := false
	for _, n := range s.nodes {
		if stage(n.kind) != at {
			continue
		}
		if !n.runs() {
			n.state = left
			continue
		}
		busy = true
		if n.kind == plan.Journal {
			if handing {
				continue
			}
			handing = true
		}
		if n.state != leaving || n.force == 0 {
			s.thaw(n)
			n.state = leaving
			s.askToEnd(n)
		}
	}
	return busy
}
