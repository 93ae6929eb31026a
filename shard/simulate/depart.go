package simulate

import "muster/shard"

// decided holds a publication until its moment. It is checked here: whether it may leave does not change any more.
func (n *node) decided(z *shard.Zone, a shard.Action) {
	s := n.sim
	s.check.published(n, a.Publish, sums(a.Publish))
	n.known.Begin(z)
	s.faults.Held++
	if n.leaves.Hold(a, s.clock(), n.grid.Delay(s.clock())) {
		s.faults.Missed++
	}
	n.depart(z)
}

// depart lets out what is due, and looks again when the next is.
func (n *node) depart(z *shard.Zone) {
	for _, a := range n.leaves.Leave(n.sim.clock()) {
		n.publish(z, a.Publish)
	}
	if at, ok := n.leaves.Next(); ok {
		n.toZone(at.Sub(n.sim.clock()), n.depart)
	}
}

// flushDepartures stops the zone when all has left that it decided before, as Host does.
func (n *node) flushDepartures(z *shard.Zone, why error) {
	at, ok := n.leaves.Next()
	if !ok {
		n.stopped(why)
		return
	}
	n.toZone(at.Sub(n.sim.clock()), func(z *shard.Zone) {
		n.depart(z)
		n.flushDepartures(z, why)
	})
}

func sums(p *shard.Publication) (all [3]uint64) {
	for i, v := range p.Views {
		all[i] = sum(v)
	}
	return all
}
