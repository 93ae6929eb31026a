package simulate

import (
	"time"

	"muster/game"
	"muster/shard"
)

// Every fourth seed plays by turns: the same zones, tables and players, and the same faults. Clocks of nodes differ by
// a second and a half at most. Players plan, change their minds, name turns that are over, and commit or do not.

func byTurns(seed uint64) bool { return seed%4 == 3 }

// mostSkew is how far a node's time of day may be off.
const mostSkew = 1500 * time.Millisecond

// slotTicks is how many ticks a slot takes.
const slotTicks = 5

func (s *sim) fightByTurns() *game.Setup {
	setup := *fight()
	setup.Scenario.Turns = game.Turns{
		Kind: game.TurnKind(1 + s.rng.IntN(2)), Length: game.Tick(1 + s.rng.IntN(30)),
		Planning: uint32(1 + s.rng.IntN(2)), Bank: uint32(s.rng.IntN(3)), TimeUp: game.TimeUp(s.rng.IntN(2)),
	}
	if s.chance(4) {
		setup.Scenario.Turns.Increment = 1
	}
	if s.sleepy { // or there would be no time to sleep in
		setup.Scenario.Turns.Planning += uint32(6 + s.rng.IntN(12))
	}
	return &setup
}

// slots reports whether a zone stands still between slots.
func (n *node) slots(z *shard.Zone) bool { return z.Still() && !z.Waits() }

// tick is one of the node's zone, or a slot, as Host has it.
func (n *node) tick(z *shard.Zone) {
	if !z.Still() {
		z.Tick()
		return
	}
	n.leaves.Slotted(n.sim.clock(), n.period)
	now := uint64(n.sim.clock().Add(n.skew).UnixMilli())
	z.Slot(now)
	n.doze(z, now)
}

// commandTurns has commanders plan for the seats that they lead or stand in for, at times.
func (n *node) commandTurns(z *shard.Zone, p *shard.Publication) {
	for seat := range players {
		if n.table.Leader(seat) != game.AI && p.Rest.StandIns>>seat&1 == 0 || n.sim.chance(2) {
			continue
		}
		o := game.Order{
			Seat: uint8(seat), Leader: game.AI, Kind: game.Move, Flags: game.Planned, Turn: p.Rest.Turn,
			X: uint16(16 * (1 + n.sim.rng.IntN(6))), Y: 16 * 4,
		}
		if n.sim.chance(3) {
			o.Kind, o.Flags = game.NoOrder, game.Planned|game.Commit
		}
		z.Enqueue(o)
	}
}

// planned makes an order one of a plan, or a commitment; now and then one for a turn that is not the next.
func (p *player) planned(o game.Order) game.Order {
	s := p.sim
	o.Flags, o.Turn, o.At = game.Planned, p.turn, uint16(s.rng.IntN(20))
	switch {
	case o.Kind >= game.OrderKinds:
	case s.chance(20):
		o.Turn += uint32(1 + s.rng.IntN(2))
	case s.chance(3):
		o.Kind, o.Flags = game.NoOrder, o.Flags|game.Commit
	case s.chance(6):
		o.Kind = game.NoOrder
	}
	return o
}

// sawTurn notes how things stand: while a turn is planned the same tick is shown again and again.
func (p *player) sawTurn(c *conn, t game.Tick, turn uint32) {
	if l := &p.sim.check.orders[p.seat]; p.conn == c && p.live && t == l.seen {
		p.turn, l.moved = turn, p.sim.now
	}
}

// turnLedger is what was told of turns.
type turnLedger struct {
	last  uint32 // turn that was shown
	now   uint64 // as the journal has it
	began time.Duration
	slots [nodes]struct {
		zone *shard.Zone
		at   time.Duration
	}
	until map[seatTurn]uint64 // deadlines as told
	done  map[seatTurn]uint32 // seats that were told to be done, and by the owner of which epoch
}

type seatTurn struct {
	turn uint32
	seat int
}

// slotted is a picture that a node's zone lets out: never sooner than a slot behind the one before.
func (c *check) slotted(n *node, p *shard.Publication) {
	s, last := n.sim, &c.turns.slots[n.id]
	if !p.Slot {
		return
	}
	s.require(last.zone != n.zone || s.now-last.at >= slotTicks*n.period-time.Millisecond,
		"node %d told how things stand %v after it did so before", n.id, s.now-last.at)
	last.zone, last.at = n.zone, s.now
}

// sawTurn checks what is told of plans: a seat's deadline is one, whoever owns the match, and a commitment stays.
func (c *check) sawTurn(s *sim, p *shard.Publication) {
	l := &c.turns
	if l.until == nil {
		l.until, l.done = map[seatTurn]uint64{}, map[seatTurn]uint32{}
	}
	if p.Rest.Turn > l.last {
		l.last, l.began = p.Rest.Turn, s.now
	}
	for seat := range players {
		v := &p.Views[s.setup.Scenario.Seats[seat].Team].Turn
		at := seatTurn{v.Number, seat}
		clock := &v.Seats[seat]
		if clock.Until > 0 {
			was, known := l.until[at]
			s.require(!known || was == clock.Until, "seat %d was told %d and %d as its deadline in turn %d",
				seat, was, clock.Until, v.Number)
			l.until[at] = clock.Until
		}
		epoch, done := l.done[at]
		switch {
		case clock.State == game.Done && !done:
			l.done[at] = p.Epoch
		case clock.State == game.OutOfTime:
			now := uint64(s.clock().Add(mostSkew).UnixMilli())
			s.require(now >= l.until[at], "seat %d ran out of time in turn %d at %d or before, and was told %d",
				seat, v.Number, now, l.until[at])
		case clock.State == game.Thinking:
			s.require(!done || p.Epoch < epoch, "seat %d had committed turn %d, and plans it again", seat, v.Number)
		}
	}
}

// foldPlan checks that nobody's time was cut short: it is up only behind the deadline that he was told.
func (c *check) foldPlan(s *sim, w *game.World, in *game.Input) {
	c.turns.now = max(c.turns.now, in.Turn.Now)
	var v game.View
	for seat := range players {
		w.View(game.Audience(s.setup.Scenario.Seats[seat].Team), &v)
		until := max(c.turns.until[seatTurn{v.Turn.Number, seat}],
			v.Turn.Opened+1000*uint64(s.setup.Scenario.Turns.Planning))
		s.require(v.Turn.Seats[seat].State != game.OutOfTime || c.turns.now >= until,
			"seat %d ran out of time in turn %d at %d, and was told %d", seat, v.Turn.Number, c.turns.now, until)
	}
}

// turnsGoOn: every seat has a deadline, so that turns follow each other.
func (c *check) turnsGoOn(s *sim) {
	clock := &s.setup.Scenario.Turns
	longest := time.Duration(clock.Planning+clock.Bank+clock.Increment*c.turns.last)*time.Second + 8*time.Second
	s.require(s.now-c.turns.began < longest, "turn %d is planned since %v, and nothing fails",
		c.turns.last, c.turns.began)
}
