package simulate

import (
	"errors"
	"time"

	"muster/shard/journal"
)

type storeKind int

const (
	chain    storeKind = iota // a remote store that keeps what it took in memory for a while
	files                     // segment files behind a network
	embedded                  // segment files in the one node's own process
	storeKinds
)

func newStore(s *sim) store {
	if s.kind == chain {
		return &chainStore{sim: s, up: true}
	}
	l := &logStore{sim: s, disk: newDisk(s)}
	l.other.number, l.other.gone = 1, map[int]bool{}
	l.past()
	l.start()
	return l
}

var errDown = errors.New("the store does not answer")

// chainStore is a remote store: what is in it becomes durable after a while, the oldest first, and a crash loses a
// suffix of what is not. Now and then it comes back as NATS JetStream did: it keeps the records and has forgotten what
// appends are compared with. It then refuses them all, until somebody mends it.
type chainStore struct {
	sim     *sim
	recs    []journal.Record
	done    []func(error) // of those that are not durable yet, by record
	durable int
	life    int
	up      bool
	sick    bool
	blank   bool             // has forgotten what appends are compared with
	past    []journal.Record // that were given up
}

func (c *chainStore) head() journal.Hash {
	if len(c.recs) == 0 {
		return journal.Hash{}
	}
	return c.recs[len(c.recs)-1].Hash
}

func (c *chainStore) append(r journal.Sealed, number uint64, done func(error)) {
	fits := c.head() == r.Prev() && !c.blank
	switch {
	case !c.up:
		done(errDown)
		return
	case !fits:
		done(journal.ErrConflict)
		return
	}
	c.recs = append(c.recs, journal.Record{Number: uint64(len(c.recs) + 1), Hash: r.Hash(), Payload: r.Payload()})
	c.done = append(c.done, done)
	life, n := c.life, len(c.recs)
	delay := c.sim.ms(int(c.sim.quickest/time.Millisecond), int(c.sim.slowest/time.Millisecond))
	if c.sick {
		delay += time.Second
	}
	c.sim.after(delay, func() {
		if c.life == life {
			c.sync(n)
		}
	})
}

// sync makes the first n records durable and tells it.
func (c *chainStore) sync(n int) {
	for c.durable < n {
		c.sim.check.durable(c.recs[c.durable].Hash)
		c.durable++
	}
	for len(c.recs)-len(c.done) < n {
		done := c.done[0]
		c.done = c.done[1:]
		done(nil)
	}
}

func (c *chainStore) read(from uint64) ([]journal.Record, uint64, error) {
	if !c.up {
		return nil, 0, errDown
	}
	recs := c.recs
	if c.sim.chance(8) && !c.sim.calm { // a stale replica
		recs = recs[:max(len(recs)-c.sim.rng.IntN(3), 0)]
	}
	first := min(int(max(from, 1))-1, len(recs))
	return append([]journal.Record(nil), recs[first:]...), uint64(min(c.durable, len(recs))), nil
}

func (c *chainStore) kill() { c.powerCut() }

// powerCut loses a suffix of what is not durable. What survives is durable when the store is back.
func (c *chainStore) powerCut() {
	keep := c.durable + c.sim.rng.IntN(len(c.recs)-c.durable+1)
	c.sim.note("store lost", keep, uint64(len(c.recs)), 0)
	c.sim.faults.Lost += len(c.recs) - keep
	c.life++
	c.recs, c.done, c.up, c.blank = c.recs[:keep:keep], nil, false, false
	c.sim.after(c.sim.ms(5, 300), func() { c.up = true; c.sync2(len(c.recs)) })
	c.forget()
}

// forget has the store come back without what appends are compared with, now and then.
func (c *chainStore) forget() {
	if !c.sim.chance(3) || c.sim.calm {
		return
	}
	c.sim.note("store forgot", len(c.recs), 0, 0)
	c.sim.faults.Forgot++
	c.blank = true
	life := c.life
	c.sim.after(c.sim.ms(500, 6000), func() {
		if c.life == life {
			c.blank = false
		}
	})
}

// sync2 makes durable what survived a crash, of which nobody waits.
func (c *chainStore) sync2(n int) {
	for c.durable < n {
		c.sim.check.durable(c.recs[c.durable].Hash)
		c.durable++
	}
}

func (c *chainStore) ill() {
	c.sick = true
	c.sim.after(c.sim.ms(500, 3000), func() { c.sick = false })
}
func (c *chainStore) heal() { c.sick, c.blank = false, false }

// giveUp forgets the match as a store does that has room to make: as if nobody had ever written to it.
func (c *chainStore) giveUp() {
	c.sim.note("given up", 0, uint64(len(c.recs)), 0)
	c.past, c.recs, c.done, c.durable = c.recs[:c.durable], nil, nil, 0
	c.life++
}

func (c *chainStore) all() []journal.Record { return append(c.past, c.recs[:c.durable]...) }
