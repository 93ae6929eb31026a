package simulate

import (
	"errors"
	"time"

	"muster/game"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/replay"
)

var errLeft = errors.New("the player went away for a while")

// check knows everything that anybody was ever told, and what must hold of it.
type check struct {
	net       network
	views     [][3]uint64 // sums of what was published of each tick, by audience; 0 for nothing
	newest    game.Tick   // published
	where     int         // who published it
	lastShown time.Duration
	lastAsked time.Duration
	ticks     int
	answered  int
	acked     map[journal.Hash]struct{} // records that were said to be durable
	newestOf  [nodes]game.Tick          // last published by the node's zone of now
	lives     [nodes]*shard.Zone
	orders    [players]ledger
	turns     turnLedger
	grew      func() // when something became durable
}

// ledger is what one player ordered and was told, by number from 1.
type ledger struct {
	given   []game.Order
	answers []game.Answer // Tick 0 for none yet
	seen    game.Tick
	moved   time.Duration // when it last saw something new
}

func (c *check) begin() { c.acked = map[journal.Hash]struct{}{} }

// durable: somebody may be told from now on that the record is safe.
func (c *check) durable(h journal.Hash) {
	if _, known := c.acked[h]; !known {
		c.acked[h] = struct{}{}
		c.grew()
	}
}

// reopened: everything that was acknowledged is in the log that a restart finds.
func (c *check) reopened(s *sim, recs []journal.Record) {
	found := 0
	for i := range recs {
		if _, ok := c.acked[recs[i].Hash]; ok {
			found++
		}
	}
	s.require(found == len(c.acked), "%d records were acknowledged, and the reopened log has %d of them",
		len(c.acked), found)
	for i := range recs {
		c.durable(recs[i].Hash) // what survived is durable, though nobody was told
	}
}

// gate remembers a record with orders: nothing at or behind its tick may be shown before it is durable.
func (n *node) gate(a *shard.Append) {
	r, err := replay.DecodeRecord(a.Payload())
	if err == nil && r.Kind == replay.Tick && (!r.Input.Empty() || len(r.Input.Talk) > 0) {
		n.gating = append(n.gating, gated{r.Tick, a.Hash()})
	}
}

// published is invariants 1 and 4, and that one owner's ticks go up.
func (c *check) published(n *node, p *shard.Publication, shown [3]uint64) {
	s := n.sim
	s.note("publish", n.id, uint64(p.Tick), shown[2])
	if c.lives[n.id] != n.zone {
		c.lives[n.id], c.newestOf[n.id] = n.zone, 0
	} else {
		s.require(p.Tick >= c.newestOf[n.id], "node %d published tick %d behind tick %d",
			n.id, p.Tick, c.newestOf[n.id])
	}
	c.newestOf[n.id] = p.Tick
	c.slotted(n, p)
	_, ok := c.acked[p.Head]
	s.require(ok, "node %d published tick %d on record %d, which is not durable", n.id, p.Tick, p.Number)
	for len(n.gating) > 0 {
		if _, ok := c.acked[n.gating[0].hash]; !ok {
			break
		}
		n.gating = n.gating[1:]
	}
	s.require(len(n.gating) == 0 || p.Tick < n.gating[0].tick,
		"node %d published tick %d, and orders of a tick before are not durable", n.id, p.Tick)
	for int(p.Tick) >= len(c.views) {
		c.views = append(c.views, [3]uint64{})
	}
	if was := &c.views[p.Tick]; *was == [3]uint64{} {
		*was = shown
		c.ticks++
	} else {
		s.require(*was == shown, "two different views of tick %d were published", p.Tick)
		s.faults.Repeats++
	}
	if p.Tick > c.newest || p.Slot && p.Tick == c.newest {
		c.newest, c.lastShown, c.where = p.Tick, s.now, n.id
	}
	for _, a := range p.Answers {
		c.true(s, a)
	}
}

// true is half of invariant 2: no order has two answers. foldAll is the other half.
func (c *check) true(s *sim, a game.Answer) {
	if a.Leader != game.Player || a.Tick == 0 {
		return
	}
	l := &c.orders[a.Seat]
	s.require(a.Seq >= 1 && int(a.Seq) <= len(l.given), "seat %d was answered order %d, and gave %d",
		a.Seat, a.Seq, len(l.given))
	was := &l.answers[a.Seq-1]
	if was.Tick == 0 {
		*was = a
		return
	}
	s.require(*was == a, "seat %d was answered order %d with tick %d and with tick %d", a.Seat, a.Seq, was.Tick, a.Tick)
}

func (c *check) given(p *player, seq uint32, o game.Order) {
	l := &c.orders[p.seat]
	p.sim.require(int(seq) == len(l.given)+1, "a client gave number %d behind %d", seq, len(l.given))
	l.given, l.answers = append(l.given, o), append(l.answers, game.Answer{})
}

// told: a client was told what became of an order of its own, once.
func (c *check) told(p *player, a game.Answer) {
	p.sim.note("answered", int(p.seat), uint64(a.Seq), uint64(a.Tick))
	c.answered++
	c.true(p.sim, a)
}

// seen is invariant 3: what a client shows goes forward and is what was published.
func (c *check) seen(p *player, t game.Tick, a game.Audience, shown uint64) {
	l := &c.orders[p.seat]
	p.sim.require(t > l.seen || t == 0 && l.moved == 0, "player %d was shown tick %d behind tick %d", p.seat, t, l.seen)
	l.seen, l.moved = t, p.sim.now
	p.sim.require(int(t) < len(c.views) && c.views[t][a] == shown,
		"player %d was shown a tick %d that nobody published", p.seat, t)
}

// nobodyRuns is what is left of invariant 7 when the match has ended: whoever believed to own it knows better by now.
func (c *check) nobodyRuns(s *sim) {
	for _, n := range s.nodes {
		s.require(n.zone == nil, "node %d still runs a match that has ended, and nothing fails", n.id)
	}
}

// settled is invariant 7: after ten quiet seconds everybody plays, and every order is answered.
func (c *check) settled(s *sim) {
	if s.over {
		c.nobodyRuns(s)
		return
	}
	if s.turns {
		c.turnsGoOn(s)
	}
	s.require(s.now-c.lastShown < time.Second, "nothing was published since %v, and nothing fails", c.lastShown)
	for i := range c.orders {
		l := &c.orders[i]
		s.require(s.now-l.moved < 2*time.Second, "player %d was shown nothing since %v, and nothing fails", i, l.moved)
		open := s.players[i].orderQueue.Unanswered()
		s.require(open == 0, "player %d has %d orders of %d unanswered, and nothing fails", i, open, len(l.given))
	}
}

// foldAll is invariants 2, 5 and 6: whoever folds what is durable agrees with everything that anybody was told.
func (c *check) foldAll(s *sim) {
	var v game.View
	next := [players]int{}
	f := &replay.Fold{Watch: func(w *game.World, _ *game.Input) {
		t := w.Tick()
		if int(t) < len(c.views) && c.views[t] != [3]uint64{} {
			v = game.View{Units: v.Units[:0], Squads: v.Squads[:0]}
			w.View(game.All, &v)
			s.require(sum(&v) == c.views[t][2], "tick %d was published otherwise than it folds", t)
		}
		c.foldAnswers(s, w, &next)
	}}
	f.Planned = func(w *game.World, in *game.Input) {
		c.foldAnswers(s, w, &next)
		c.foldPlan(s, w, in)
	}
	epoch := uint32(0)
	for _, rec := range s.store.all() {
		err := f.Apply(rec)
		s.require(err == nil, "the fold refuses what is durable: %v", err)
		s.require(f.Epoch >= epoch, "an epoch went back")
		epoch = f.Epoch
	}
	s.require(f.World != nil, "nothing was ever durable")
	s.require(c.newest <= f.Lease, "tick %d was published, and what is durable leases up to %d", c.newest, f.Lease)
	for f.World.Tick() < c.newest {
		f.World.Step(&game.Input{})
		f.Watch(f.World, nil)
	}
	for seat, n := range next {
		for ; n < len(c.orders[seat].answers); n++ {
			a := &c.orders[seat].answers[n]
			s.require(a.Tick == 0,
				"seat %d was told that order %d took effect at tick %d, and the journal does not have it",
				seat, n+1, a.Tick)
		}
	}
}

// foldAnswers compares the orders that a step took with what their players were told.
func (c *check) foldAnswers(s *sim, w *game.World, next *[players]int) {
	for seat := range next {
		for uint32(next[seat]) < w.LastSeq(uint8(seat), game.Player) && next[seat] < len(c.orders[seat].answers) {
			told := &c.orders[seat].answers[next[seat]]
			next[seat]++
			folded, ok := w.Answer(uint8(seat), game.Player, uint32(next[seat]))
			s.require(told.Tick == 0 || ok && folded == *told,
				"seat %d was told tick %d for order %d, and it folds to tick %d",
				seat, told.Tick, next[seat], folded.Tick)
		}
	}
}
