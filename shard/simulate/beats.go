package simulate

import (
	"fmt"

	"muster/shard"
	"muster/shard/heartbeat"
)

func nameOf(id int) string { return fmt.Sprint("node", id) }

// key names a process to its watchers: one that was started again is another.
func (n *node) key() string { return fmt.Sprint("node", n.id, "/", n.life) }

// owns reports whether the node believes that the match is its own.
func (n *node) owns() bool { return n.zone != nil && n.latest != nil }

// pulse is the node's own tick for all that: it beats, listens and declares.
func (n *node) pulse() {
	if n.sim.kind == embedded {
		return // its journal is one process's own
	}
	n.deliver(heartbeat.Every, func() {
		st := &n.stands
		st.beats++
		st.awake += min(n.sim.now-st.woke, 2*heartbeat.Every)
		st.woke = n.sim.now
		st.watch.Tick(n.sim.clock())
		for _, p := range n.sim.nodes {
			if p != n {
				n.beat(p)
			}
		}
		n.listen()
		n.declare()
		n.pulse()
	})
}

// beat has a peer hear of this process. Beats come in order, over one connection, and a part of the network that is
// parted loses them.
func (n *node) beat(p *node) {
	key := n.key()
	n.inOrder(p, func() {
		p.stands.watch.Beat(key)
		p.stands.heard[key], p.stands.closed[key] = p.stands.awake, false
	})
}

// hangUp is what a process's end does to its connections.
func (n *node) hangUp() {
	key := n.key()
	for _, p := range n.sim.nodes {
		if p != n {
			n.inOrder(p, func() {
				p.stands.watch.Closed(key)
				p.stands.closed[key] = true
			})
		}
	}
}

func (n *node) inOrder(p *node, arrive func()) {
	s, last := n.sim, &n.stands.sent[p.id]
	if s.parted(min(n.id, p.id), max(n.id, p.id)) {
		return
	}
	delay := s.ms(0, 4)
	if s.chance(200) && !s.calm {
		delay += s.ms(0, 400)
	}
	*last = max(*last, s.now+delay)
	p.deliver(*last-s.now, arrive)
}

// listen bids when the owner is silent, and forgets what a living owner does not ask for any more.
func (n *node) listen() {
	s, st := n.sim, &n.stands
	if st.b == nil || n.zone != nil {
		return
	}
	if st.beats%declares == 0 {
		n.follow() // what said that something grew may have been lost
	}
	if st.watch.Alive(st.ownerKey) && s.now-st.asked > forgetAfter {
		st.b = nil
		return
	}
	at := st.b.Standing()
	if at.Ready && at.Owner == nameOf(st.owner) && st.watch.Overdue(match, st.ownerKey) {
		heard := st.awake - st.heard[st.ownerKey]
		s.require(st.closed[st.ownerKey] || heard+heartbeat.Every >= heartbeat.LeastPatience,
			"node %d raises an alarm, and was awake for %v since it heard the owner", n.id, heard)
		n.raise()
	}
}

// declare has one of those who are alive stand by, while the match is ours.
func (n *node) declare() {
	st := &n.stands
	if !n.owns() {
		st.chosen, st.ready = nobody, false
		return
	}
	gone := st.chosen == nobody || !st.watch.Alive(n.sim.nodes[st.chosen].key())
	if st.beats%declares != 0 && !gone {
		return
	}
	var alive []heartbeat.Candidate
	for _, p := range n.sim.nodes {
		if p != n && st.watch.Alive(p.key()) {
			alive = append(alive, heartbeat.Candidate{ID: nameOf(p.id), Capacity: 1})
		}
	}
	id, ok := heartbeat.Choose(match, "", alive)
	if st.chosen = nobody; !ok {
		st.ready = false
		return
	}
	for _, p := range n.sim.nodes {
		switch {
		case p == n:
		case nameOf(p.id) == id:
			st.chosen = p.id
			n.askFor(p)
		default:
			key := n.key()
			n.sim.hop(n.id, p.id, func() { p.deliver(0, func() { p.standDown(key) }) })
		}
	}
}

// askFor asks a node to stand by, and hears whether it is ready.
func (n *node) askFor(p *node) {
	s, key, z, epoch := n.sim, n.key(), n.zone, n.latest.Epoch
	s.hop(n.id, p.id, func() {
		p.deliver(0, func() {
			ready := p.standBy(n.id, key, epoch)
			s.hop(p.id, n.id, func() {
				n.deliver(0, func() {
					if n.zone == z && n.stands.chosen == p.id {
						n.stands.ready = ready
					}
				})
			})
		})
	})
}

// hop carries a call between two nodes.
func (s *sim) hop(a, b int, arrive func()) { s.travel(min(a, b), max(a, b), arrive) }

func (n *node) standBy(owner int, key string, epoch uint32) (ready bool) {
	s, st := n.sim, &n.stands
	if n.zone != nil {
		return false // it runs here, as far as this node knows
	}
	if st.b == nil {
		s.note("stands by", n.id, uint64(owner), 0)
		st.b = shard.NewStandby(match, nameOf(n.id), s.nonce, epoch)
		n.load(st.b, len(s.kept))
	}
	if st.b.For(epoch) != nil {
		return false
	}
	st.owner, st.ownerKey, st.asked, st.epoch = owner, key, s.now, epoch
	return st.b.Standing().Ready
}

// standDown: the owner has chosen another.
func (n *node) standDown(key string) {
	if n.stands.ownerKey == key && n.stands.bid == nil {
		n.stands.b = nil
	}
}
