package cluster

import (
	"time"

	"muster/server/cluster/plan"
	"muster/server/spawn"
)

// state is what a node is going through.
type state int

const (
	waiting  state = iota // what it needs is not ready; it never ran
	starting              // it runs, and takes no work yet
	ready                 // it takes work
	dead                  // it is started again, at its time
	gone                  // nothing starts it again but to heal it
	leaving               // it was told to end, and does not come back
	left                  // it has
)

// node is what the supervisor knows of one.
type node struct {
	name  string
	kind  plan.Kind
	state state
	still bool          // it stands still; only while it runs
	known bool          // it was ready once
	began time.Duration // when its process was started last
	died  time.Duration // when it was ready for the last time; what it takes to come back counts from there
	again time.Duration // of dead: when it is started
	held  time.Duration // not started again before
	asked bool          // it was told to end and is started again at once
	wait  spawn.Backoff
	slow  float64       // cores that a fault leaves it; 0 for none
	back  bool          // of leaving: it is wanted again
	bots  int           // players in it, of those that came later
	like  plan.Load     // what they play, and how well commanders do; nothing for as the cluster's plan has it
	ahead time.Duration // of its clock, while a fault has that wrong
	limit plan.Limit    // as it was told last
	disk  disk          // as it was told last
	force time.Duration // of one that was told to end: when it is killed
}

func (n *node) runs() bool {
	return n.state == starting || n.state == ready || n.state == leaving
}

// stays reports whether it is one of the cluster's, whatever it is going through.
func (n *node) stays() bool { return n.state != leaving && n.state != left }

// needs are the kinds of which every node must be ready before one of a kind is started for the first time. Who is
// started again waits for nobody: on many machines nobody would see to that.
func needs(k plan.Kind) []plan.Kind {
	switch k {
	case plan.Matchmakers:
		return []plan.Kind{plan.Directory, plan.Database}
	case plan.Shards:
		return []plan.Kind{plan.Directory, plan.Journal}
	case plan.Commanders, plan.Bots:
		return []plan.Kind{plan.Matchmakers, plan.Shards}
	}
	return nil
}

// stage is when nodes of a kind end: the highest first, so that nobody loses what he needs.
func stage(k plan.Kind) int {
	switch k {
	case plan.Commanders, plan.Bots:
		return 3
	case plan.Shards:
		return 2
	case plan.Matchmakers:
		return 1
	}
	return 0
}
