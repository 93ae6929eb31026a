package simulate

import "time"

// Faults counts what was broken in a run.
type Faults struct {
	Crashes, PowerCuts, Pauses, Partitions, StoreCrashes, Lost, DiskFaults  int
	TakeOvers, Fenced, HandOvers, Appends, Doubled, Unknown, Links, Repeats int
	Checkpoints, Unborne                                                    int
	// times a store came back without what it compares with
	Forgot int
	// matches that were ended and given up while an owner was cut off
	GivenUp int
	// publications, and those that left with the next tick's
	Held, Missed int
	// of standbys: alarms, true and false; those that came to no bid; bids, and those that won; folds that were void
	Alarms, NoBids, Bids, Inherited, Reloads int
	// times the match was put to bed, and woken; folds that began with a Chapter; chains that were written again
	Slept, Woken, Chapters, Kept int
}

// Sum is how many faults were put in, without those that followed from them.
func (f *Faults) Sum() int {
	return f.Crashes + f.PowerCuts + f.Pauses + f.Partitions + f.StoreCrashes + f.DiskFaults + f.Doubled + f.HandOvers +
		f.Links + f.Forgot
}

// Add adds up.
func (f *Faults) Add(o *Faults) {
	for _, c := range [][2]*int{
		{&f.Crashes, &o.Crashes},
		{&f.PowerCuts, &o.PowerCuts},
		{&f.Pauses, &o.Pauses},
		{&f.Partitions, &o.Partitions},
		{&f.StoreCrashes, &o.StoreCrashes},
		{&f.Lost, &o.Lost},
		{&f.DiskFaults, &o.DiskFaults},
		{&f.TakeOvers, &o.TakeOvers},
		{&f.Fenced, &o.Fenced},
		{&f.HandOvers, &o.HandOvers},
		{&f.Appends, &o.Appends},
		{&f.Doubled, &o.Doubled},
		{&f.Unknown, &o.Unknown},
		{&f.Links, &o.Links},
		{&f.Repeats, &o.Repeats},
		{&f.Checkpoints, &o.Checkpoints},
		{&f.Unborne, &o.Unborne},
		{&f.Forgot, &o.Forgot},
		{&f.GivenUp, &o.GivenUp},
		{&f.Held, &o.Held},
		{&f.Missed, &o.Missed},
		{&f.Alarms, &o.Alarms},
		{&f.NoBids, &o.NoBids},
		{&f.Bids, &o.Bids},
		{&f.Inherited, &o.Inherited},
		{&f.Reloads, &o.Reloads},
		{&f.Slept, &o.Slept},
		{&f.Woken, &o.Woken},
		{&f.Chapters, &o.Chapters},
		{&f.Kept, &o.Kept},
	} {
		*c[0] += *c[1]
	}
}

// injectFault breaks something, now and then something worse.
func (s *sim) injectFault() {
	if s.calm {
		return
	}
	s.after(s.ms(200, 4000), s.injectFault)
	n := s.nodes[s.rng.IntN(nodes)]
	if s.chance(2) {
		n = s.owner(n)
	}
	switch s.rng.IntN(12) {
	case 0:
		s.faults.Crashes++
		n.die()
		if s.kind == embedded {
			s.store.kill()
		}
	case 1, 2:
		s.faults.Pauses++
		s.note("paused", n.id, 0, 0)
		n.paused = max(n.paused, s.now+s.ms(10, 4000))
	case 3, 4:
		s.partition()
	case 5:
		s.faults.StoreCrashes++
		s.breakStore()
	case 6:
		s.faults.PowerCuts++
		s.cutPower()
	case 7:
		s.faults.DiskFaults++
		s.note("disk ill", 0, 0, 0)
		s.store.ill()
	case 8:
		s.note("asked", n.id, 0, 0)
		switch { // for no reason
		case s.kind == embedded:
		case n.stands.b != nil && s.chance(2):
			n.raise()
		default:
			n.candidate()
		}
	case 9, 10:
		if n.zone != nil {
			n.handOver()
		}
	default:
		s.disturbClients(n)
	}
}

func (s *sim) cutPower() {
	if s.calm {
		return
	}
	s.note("power cut", 0, 0, 0)
	s.store.powerCut()
	if s.kind == embedded {
		s.nodes[0].die()
	}
}

func (s *sim) breakStore() {
	s.note("store killed", 0, 0, 0)
	s.store.kill()
	if s.kind == embedded {
		s.nodes[0].die()
	}
}

// owner is the node that publishes, or the one given.
func (s *sim) owner(n *node) *node {
	for _, other := range s.nodes {
		if other.zone != nil && s.check.lives[other.id] == other.zone && s.check.newestOf[other.id] >= s.check.newest {
			return other
		}
	}
	return n
}

// partition cuts the network between two places for a while.
func (s *sim) partition() {
	s.faults.Partitions++
	a, b := s.rng.IntN(nodes), nodes+s.rng.IntN(players+1)
	s.note("parted", a, uint64(b), 0)
	until := s.now + s.ms(50, 5000)
	s.check.net.cut[a][b] = max(s.check.net.cut[a][b], until)
}

// disturbClients troubles the clients: one leaves and comes back, or answers get lost: all of a node's, or those to one
// order.
func (s *sim) disturbClients(n *node) {
	p := s.players[s.rng.IntN(players)]
	switch s.rng.IntN(4) {
	case 0:
		n.muted = s.now + s.ms(1000, 8000)
		return
	case 1:
		p.deafTo, p.deaf = uint32(len(s.check.orders[p.seat].given)+1), s.now+s.ms(1000, 12000)
		return
	}
	if c := p.conn; c != nil && c.open && p.live {
		s.note("leaves", int(p.seat), 0, 0)
		c.send(&c.up, func() {
			c.node.deliver(0, c.leave)
			c.open = false
		})
		s.after(s.ms(50, 3000), func() { p.lost(c, errLeft) })
	}
}

// heal mends everything: from here on nothing may fail.
func (s *sim) heal() {
	s.calm = true
	s.note("calm", 0, 0, 0)
	s.check.net = network{}
	s.store.heal()
	if !s.sleepy { // there a turn may be planned for longer, and who was replaced learns it when somebody plans there
		s.after(calmFor, s.tryStandby)
	}
	for _, p := range s.players {
		p.deaf = 0
	}
	for _, n := range s.nodes {
		n.paused = min(n.paused, s.now+time.Millisecond)
		n.muted = 0
		if !n.up {
			n.rise()
		}
	}
}
