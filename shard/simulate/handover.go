package simulate

import (
	"time"

	"muster/shard/heartbeat"
)

// handOver ends a node's ownership: for whoever stands by, or for any node, which is told.
func (n *node) handOver() {
	s := n.sim
	s.note("hands over", n.id, 0, 0)
	n.handTo = s.rng.IntN(nodes)
	switch {
	case s.kind == embedded:
		n.handTo = 0
	case n.stands.ready && s.chance(2):
		n.handTo = nobody
	}
	n.zone.HandOver()
}

// follows has somebody go on with what was handed over. Who stands by needs no telling: the journal shows it. If it
// has forgotten that, or died, the old owner takes the match over again.
func (n *node) follows() {
	s := n.sim
	if n.handTo != nobody {
		s.nodes[n.handTo].candidate()
		return
	}
	n.deliver(takeBack, func() {
		if s.check.where == n.id {
			n.candidate()
		}
	})
}

// calmFor is how long nothing has failed when everything must stand ready.
const calmFor = 6 * time.Second

// tryStandby is what a standby is for, when nothing else fails: the owner hands over to it or is killed, and the match
// goes on there at once.
func (s *sim) tryStandby() {
	n := s.owner(nil)
	if s.over || s.kind == embedded {
		return
	}
	s.require(n != nil, "nobody owns the match after %v in which nothing fails", calmFor)
	s.require(n.stands.ready, "nobody stands ready for node %d after %v in which nothing fails", n.id, calmFor)
	to := n.stands.chosen
	within := 2*s.slowest + 200*time.Millisecond // the read and the append
	if s.turns {
		within += (time.Duration(s.setup.Scenario.Turns.Length) + 2*slotTicks) * n.period // it is handed over whole
	}
	if s.fate.IntN(2) == 0 {
		n.handTo = nobody
		s.note("hands over", n.id, 0, 0)
		n.zone.HandOver()
		within += 2*s.slowest + 2*n.period // a free append, its own, and the tick
	} else {
		n.die()
		within += 2 * heartbeat.Every
		if p := s.nodes[to].stands.watch.Patience(match); p > heartbeat.LeastPatience {
			within += p // after alarms that were false
		}
	}
	s.check.lastAsked = s.now + within // all others wait
	s.after(within, func() {
		s.require(s.check.where == to && s.nodes[to].owns(),
			"node %d stood ready, and does not go on with the match after %v", to, within)
	})
}
