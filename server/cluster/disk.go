package cluster

import (
	"slices"

	"muster/server/cluster/limit"
	"muster/server/cluster/plan"
)

// disk is what is the matter with a node's.
type disk struct {
	full bool
	sync limit.Sync
}

// disks tells what is the matter with each node's disk now, where that has changed: what all faults that last make of
// it, also of a node that was away when they began.
func (s *Supervisor) disks() {
	for _, n := range s.nodes {
		now := s.diskOf(n)
		if now.full != n.disk.full {
			what := Empty
			if now.full {
				what = Fill
			}
			s.issue(Do{What: what, Node: n.name})
		}
		if now.sync != n.disk.sync {
			s.issue(Do{What: Sync, Node: n.name, Sync: now.sync})
		}
		n.disk = now
	}
}

func (s *Supervisor) diskOf(n *node) (d disk) {
	for _, l := range s.lasting {
		if !slices.Contains(s.meant(l.Nodes), n) {
			continue
		}
		switch l.Kind {
		case plan.FullDisk:
			d.full = true
		case plan.SlowSync:
			d.sync.Delay = max(d.sync.Delay, l.Delay)
		case plan.FailingSync:
			d.sync.Fails = true
		}
	}
	return d
}
