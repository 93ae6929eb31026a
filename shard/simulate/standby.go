package simulate

import (
	"time"

	"muster/shard"
	"muster/shard/heartbeat"
	"muster/shard/journal"
	"muster/shard/replay"
)

// standing is what a node has for standing by: it hears the others' beats, stands by for one of them, and has one of
// them stand by for itself. It drives a shard.Standby as shard's shell does, and a heartbeat.Watch as a server does.
type standing struct {
	watch heartbeat.Watch
	beats int                  // ticks of its own
	sent  [nodes]time.Duration // when the last beat to each arrives
	awake time.Duration        // how long this process has run, pauses left out
	woke  time.Duration        // when it was last counted
	// by process: how long this one had been awake when it heard it, and whether its connection broke since
	heard  map[string]time.Duration
	closed map[string]bool

	b        *shard.Standby // nil when it stands by for nobody
	owner    int            // who asked for it, and which life of it
	ownerKey string
	asked    time.Duration // when that was last
	epoch    uint32        // in which it owned the match
	bid      *shard.Zone   // of b
	loaded   bool          // it follows
	reading  bool          // what has grown is being read
	again    bool          // and has grown once more

	chosen int  // owner: who stands by for us
	ready  bool // and has said that it would bid at once
}

const (
	nobody      = -1
	declares    = 20               // beats from one declaration to the next
	forgetAfter = 10 * time.Second // without a declaration
	tailWithin  = 500 * time.Millisecond
	lookBack    = 64          // records before the last one folded that are read again with the tail
	takeBack    = time.Second // after a hand-over that nobody followed
)

func newStanding(sent [nodes]time.Duration) standing {
	return standing{chosen: nobody, sent: sent, heard: map[string]time.Duration{}, closed: map[string]bool{}}
}

// load gives a standby the newest checkpoint that the journal bears out, and what is behind it.
func (n *node) load(b *shard.Standby, kept int) {
	n.stands.loaded = false
	f := &replay.Fold{}
	if kept > 0 {
		f = unpack(n.sim.kept[kept-1])
	}
	n.read(max(f.Number, 1), func(recs []journal.Record, durable uint64) {
		switch {
		case n.stands.b != b:
		case kept > 0 && shard.CheckpointConflict(f, recs, durable) != "":
			n.load(b, kept-1)
		default:
			n.stands.loaded = true
			n.wants(b, b.Load(f, recs))
		}
	})
}

// wants does what a standby wants next.
func (n *node) wants(b *shard.Standby, next shard.Next) {
	switch {
	case n.stands.b != b:
	case next == shard.Look:
		n.raise()
	case next == shard.Reload:
		n.sim.faults.Reloads++
		n.deliver(time.Second, func() {
			if n.stands.b == b {
				n.load(b, len(n.sim.kept))
			}
		})
	case next == shard.Leave:
		why := b.Standing().Err
		n.sim.require(why == shard.ErrEnded, "node %d stands by no more: %v", n.id, why)
	default:
		n.follow()
	}
}

// grown: something is durable that was not before; whoever follows hears of it.
func (s *sim) grown() {
	for _, n := range s.nodes {
		if n.stands.b != nil {
			s.travel(n.id, storePlace, func() { n.deliver(0, n.follow) })
		}
	}
}

// follow folds what has become durable, as Store.Follow yields it.
func (n *node) follow() {
	st := &n.stands
	b := st.b
	if b == nil || st.reading || !st.loaded {
		st.again = b != nil
		return
	}
	st.reading, st.again = true, false
	from := b.Standing().Number + 1
	n.askOnce(from, func(recs []journal.Record, durable uint64, err error) {
		st.reading = false
		if st.b != b || err != nil {
			return
		}
		for len(recs) > 0 && recs[len(recs)-1].Number > durable {
			recs = recs[:len(recs)-1]
		}
		if len(recs) > 0 {
			n.wants(b, b.Grow(recs))
		}
		if st.again {
			n.follow()
		}
	})
}

// askOnce reads the journal once, and not for long.
func (n *node) askOnce(from uint64, then func(recs []journal.Record, durable uint64, err error)) {
	answered := false
	answer := func(recs []journal.Record, durable uint64, err error) {
		if !answered {
			answered = true
			then(recs, durable, err)
		}
	}
	n.sim.travel(n.id, storePlace, func() {
		recs, durable, err := n.sim.store.read(from)
		n.sim.travel(n.id, storePlace, func() { n.deliver(0, func() { answer(recs, durable, err) }) })
	})
	n.deliver(tailWithin, func() { answer(nil, 0, errDown) })
}

// raise has the standby bid: there is reason to, or the alarm is false.
func (n *node) raise() {
	s, st := n.sim, &n.stands
	b := st.b
	from, err := b.Alarm()
	if err != nil {
		return
	}
	s.note("alarm", n.id, from, 0)
	s.faults.Alarms++
	against := b.Standing().Epoch
	s.require(against == st.epoch, "node %d bids for the place of epoch %d, and was asked by the owner of epoch %d",
		n.id, against, st.epoch)
	n.askOnce(max(from, lookBack+1)-lookBack, func(recs []journal.Record, _ uint64, err error) {
		if st.b != b {
			return
		}
		if err == nil && n.zone != nil {
			err = shard.ErrRuns
		}
		z, why := b.Tail(recs, shard.Pardon{}, err)
		if z == nil {
			s.faults.NoBids++
			st.watch.Failed(match)
			s.note("no bid", n.id, uint64(len(why.Error())), 0)
			n.wants(b, b.Grow(nil))
			return
		}
		s.require(err == nil, "node %d bids, and the store does not answer: %v", n.id, err)
		s.require(newestEpoch(recs) <= against, "node %d bids for the place of epoch %d, and has read of epoch %d",
			n.id, against, newestEpoch(recs))
		s.faults.Bids++
		s.note("bids", n.id, uint64(len(recs)), 0)
		st.bid = z
		n.drive(z)
	})
}

func newestEpoch(recs []journal.Record) (epoch uint32) {
	for _, rec := range recs {
		if r, err := replay.DecodeRecord(rec.Payload); err == nil && r.Kind == replay.TakeOver {
			epoch = max(epoch, r.Epoch)
		}
	}
	return epoch
}

// bidEnds says what became of a standby's bid.
func (n *node) bidEnds(z *shard.Zone, won bool) {
	st := &n.stands
	if z != st.bid {
		return
	}
	b := st.b
	st.bid = nil
	if won {
		n.sim.faults.Inherited++
		st.b = nil
		return
	}
	st.watch.Failed(match)
	if b != nil {
		n.wants(b, b.Lost(z))
	}
}
