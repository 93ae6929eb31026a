package simulate

import (
	"errors"
	"time"

	"muster/game"
	"muster/server/table"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/replay"
)

// node is a shard's process: it drives a Zone as shard.Host does, and a Table as the server does.
type node struct {
	sim    *sim
	id     int
	period time.Duration // of its own clock, which is not right
	life   int           // of the process: what an older one was told leads nowhere
	up     bool
	paused time.Duration // until

	zone   *shard.Zone // nil for a node that runs no match
	known  shard.Known
	grid   shard.Grid
	leaves shard.Departures
	table  *table.Table
	latest *shard.Publication
	shown  [3]uint64 // sums of latest's views
	conns  []*conn
	handTo int // who takes over once the zone is handed over
	stands standing
	skew   time.Duration // how far its time of day is off, in a match by turns
	gating []gated       // content records sent: no view at or behind one leaves before it is durable
	muted  time.Duration
	waking bool // it takes over a match that sleeps
}

type gated struct {
	tick game.Tick
	hash journal.Hash
}

func newNode(s *sim, id int) *node {
	n := &node{sim: s, id: id, up: true, period: s.between(49_000, 51_000) * time.Microsecond}
	n.stands = newStanding(n.stands.sent)
	if s.turns {
		n.skew = s.ms(0, 3000) - mostSkew
	}
	return n
}

// deliver gives the process an input, not before it wakes from a pause, and only to the same life of it.
func (n *node) deliver(d time.Duration, input func()) {
	life := n.life
	var arrive func()
	arrive = func() {
		switch {
		case n.life != life || !n.up:
		case n.paused > n.sim.now:
			n.sim.after(n.paused-n.sim.now, arrive)
		default:
			input()
		}
	}
	n.sim.after(d, arrive)
}

// toZone gives an input to the zone that there is now, if it is still there, and does what it wants.
func (n *node) toZone(d time.Duration, input func(z *shard.Zone)) {
	z := n.zone
	n.deliver(d, func() {
		if z != nil && n.zone == z {
			input(z)
			n.perform(z)
		}
	})
}

// candidate asks the node to take the match over: it reads the journal, folds it and offers to go on.
func (n *node) candidate() {
	if !n.up || n.zone != nil || n.sim.over {
		return
	}
	n.stands.b = nil
	n.resume(len(n.sim.kept))
}

// resume tries the newest of so many checkpoints, and else the one before.
func (n *node) resume(kept int) {
	s := n.sim
	f := &replay.Fold{}
	if kept > 0 {
		f = unpack(s.kept[kept-1])
	}
	n.read(max(f.Number, 1), func(recs []journal.Record, durable uint64) {
		switch {
		case n.zone != nil, s.over && len(recs) == 0: // it was given up, and is nobody's to begin anew
		case kept > 0 && shard.CheckpointConflict(f, recs, durable) != "":
			s.faults.Unborne++
			n.resume(kept - 1)
		case n.sleepsOn(recs):
		case f.Number == 0:
			n.own(f, s.fromChapter(recs))
		default:
			n.own(f, recs)
		}
	})
}

// own makes the zone that will try to own the match.
func (n *node) own(f *replay.Fold, recs []journal.Record) {
	s := n.sim
	s.faults.TakeOvers++
	s.note("candidate", n.id, f.Number, uint64(len(recs)))
	name, z := nameOf(n.id), (*shard.Zone)(nil)
	if f.Number == 0 && len(recs) == 0 {
		z = shard.BeginZone(match, name, s.nonce, s.setup, 1)
	} else {
		z = shard.ResumeFrom(match, name, s.nonce, f, recs)
	}
	n.drive(z)
}

// drive runs a zone that will try to own the match.
func (n *node) drive(z *shard.Zone) {
	s := n.sim
	n.zone = z
	n.known, n.latest, n.gating, n.leaves = shard.Known{}, nil, nil, shard.Departures{}
	n.table = table.New(match, s.setup, n, n)
	n.perform(z)
	n.ticks(z)
}

// keepCheckpoint puts a checkpoint beside the journal, where the last three are.
func (s *sim) keepCheckpoint(c *replay.Checkpoint) {
	s.faults.Checkpoints++
	if s.kept = append(s.kept, c); len(s.kept) > 3 {
		s.kept = s.kept[1:]
	}
	if s.chance(6) && !s.calm { // an awkward moment
		s.faults.PowerCuts++
		s.after(s.ms(0, 5), func() { s.cutPower() })
	}
}

// unpack is replay.Unpack without the bytes, which take longer than all the rest of a run.
func unpack(c *replay.Checkpoint) *replay.Fold {
	w, err := game.Restore(c.Setup, c.Saved)
	if err != nil {
		panic(err) // it was saved by game
	}
	return &replay.Fold{
		Setup: c.Setup, World: w, Number: c.Number, Head: c.Head, Closed: c.Closed, Lease: c.Lease,
		Epoch: c.Epoch, Owner: c.Owner, Nonce: c.Nonce,
	}
}

// read reads the journal over the network, and again while nothing comes back, as Host does.
func (n *node) read(from uint64, then func([]journal.Record, uint64)) {
	answered := false
	life := n.life
	n.sim.travel(n.id, storePlace, func() {
		recs, durable, err := n.sim.store.read(from)
		n.sim.travel(n.id, storePlace, func() {
			n.deliver(0, func() {
				if n.life == life && !answered && err == nil {
					answered = true
					then(recs, durable)
				}
			})
		})
	})
	n.deliver(300*time.Millisecond, func() {
		if !answered {
			answered = true
			n.read(from, then)
		}
	})
}

// ticks lets the zone tick by the node's clock.
func (n *node) ticks(z *shard.Zone) {
	wait := n.period
	if n.slots(z) {
		wait *= slotTicks
	}
	n.deliver(wait, func() {
		if n.zone == z {
			before := z.Stepped()
			n.tick(z)
			if now := z.Stepped(); now != before {
				n.leaves.Ticked(now, n.sim.clock(), n.period)
			}
			n.perform(z)
			n.ticks(z)
		}
	})
}

// perform does what the zone wants.
func (n *node) perform(z *shard.Zone) {
	for n.zone == z {
		actions := z.Actions()
		if len(actions) == 0 {
			return
		}
		for _, a := range actions {
			switch {
			case a.Append != nil:
				n.append(z, a.Append)
			case a.Read != nil:
				n.toZone(a.Read.After, func(z *shard.Zone) {
					n.read(a.Read.From, func(recs []journal.Record, durable uint64) {
						if n.zone == z {
							z.ReadBack(recs, durable)
							n.perform(z)
						}
					})
				})
			case a.Publish != nil:
				n.decided(z, a)
			case a.Keep != nil:
				n.sim.keepCheckpoint(a.Keep)
			case a.Stop != nil:
				n.flushDepartures(z, a.Stop)
			}
		}
	}
}

// append sends a record to the store: it may arrive late, twice or never, and so may what became of it.
func (n *node) append(z *shard.Zone, a *shard.Append) {
	s := n.sim
	s.note("append", n.id, a.Number, number(a.Hash()))
	s.faults.Appends++
	n.gate(a)
	told, began := false, s.now
	tell := func(err error) {
		n.toZone(0, func(z *shard.Zone) {
			if told {
				return
			}
			told = true
			if err != nil {
				z.Failed(a.Hash())
				return
			}
			n.grid.Took(s.clock(), s.now-began)
			z.Acked(a.Hash())
		})
	}
	copies := 1
	if s.chance(30) && !s.calm {
		copies = 2
		s.faults.Doubled++
	}
	for range copies {
		s.travel(n.id, storePlace, func() {
			s.store.append(a.Sealed, a.Number, func(err error) {
				s.travel(n.id, storePlace, func() { tell(err) })
			})
		})
	}
	n.deliver(2*s.slowest+100*time.Millisecond, func() {
		if !told {
			s.faults.Unknown++
			tell(errDown)
		}
	})
}

// publish lets a publication out to the table, whose sessions send it on.
func (n *node) publish(z *shard.Zone, p *shard.Publication) {
	n.shown = sums(p)
	n.known.Learn(p)
	first := n.latest == nil
	n.latest = p
	if first {
		n.bidEnds(z, true)
	}
	n.table.NotifyViews()
	n.table.Publish(p)
	if n.sim.turns {
		n.sim.check.sawTurn(n.sim, p)
		n.commandTurns(z, p)
		return
	}
	for seat := range players {
		// A commander thinks at once of what it sees first.
		if n.table.Leader(seat) == game.AI && (first && n.sim.chance(2) || n.sim.chance(60)) {
			z.Enqueue(game.Order{
				Seat: uint8(seat), Leader: game.AI, Kind: game.Move, X: uint16(16 * (1 + n.sim.rng.IntN(6))), Y: 16 * 4,
			})
		}
	}
}

// stopped is the end of a zone in this process.
func (n *node) stopped(why error) {
	s := n.sim
	s.note("stopped", n.id, uint64(len(why.Error())), 0)
	z := n.zone
	defer n.bidEnds(z, false)
	n.zone, n.table, n.latest = nil, nil, nil
	for _, c := range n.conns {
		c.goodbye(wire.Quarantined)
	}
	n.conns = nil
	switch {
	case errors.Is(why, shard.ErrFenced):
		s.faults.Fenced++
	case errors.Is(why, shard.ErrHandedOver):
		s.faults.HandOvers++
		n.follows()
	case errors.Is(why, shard.ErrAsleep):
		n.asleep()
	case errors.Is(why, shard.ErrEnded):
		s.ended()
	case errors.Is(why, shard.ErrGaveUp), errors.Is(why, shard.ErrEmpty):
	default:
		s.require(false, "node %d: a zone broke: %v", n.id, why)
	}
}

// die ends the process with all it had; links to it break when the other end notices.
func (n *node) die() {
	if !n.up {
		return
	}
	n.sim.note("dies", n.id, 0, 0)
	n.hangUp()
	n.life++
	n.stands = newStanding(n.stands.sent)
	n.up, n.zone, n.table, n.latest, n.conns, n.paused, n.grid = false, nil, nil, nil, nil, 0, shard.Grid{}
	life := n.life
	n.sim.after(n.sim.ms(20, 4000), func() {
		if n.life == life {
			n.rise()
		}
	})
}

func (n *node) rise() {
	n.up = true
	n.life++
	n.stands.woke = n.sim.now
	n.pulse()
	if n.sim.kind == embedded && n.id == 0 {
		n.candidate() // a restarted shard resumes what its directory holds
	}
}

// The node is its table's Zone and Door.

func (n *node) Seat(c game.SeatChange)            { n.zone.Change(c) }
func (n *node) Start()                            { n.zone.Start() }
func (n *node) Enqueue(o game.Order) game.Refusal { return n.zone.Enqueue(o) }
func (n *node) Say(t game.Talk) game.Refusal      { return n.zone.Say(t) }
func (n *node) Packed() []byte                    { return nil }
func (n *node) Late() game.Tick                   { return 0 }

func (n *node) Player(seat uint8, ticket game.TicketID) (game.Leader, uint32, bool) {
	return n.known.Player(seat, ticket)
}

// Token stands for a sealed resume token: it names its seat.
func (n *node) Token(g *table.Participant, p *shard.Publication) []byte {
	return append([]byte{byte(g.Seat)}, p.Head[:]...)
}
