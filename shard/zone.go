package shard

import (
	"errors"
	"time"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Zone decides who owns a zone, what is written and what may be shown: the rules of the tick lease, and nothing else.
// It has no goroutine, clock or I/O: it gets inputs by its methods and leaves Actions behind. docs/lease.md has the
// rules, by the numbers that comments cite, and explains every name of this file.
//
// Invariants: the world is ahead of what is durable by the ticks up to chainLease at most (rule 10); views of ticks up
// to decided were let out; nothing leaves that limit does not allow (rule 11).
type Zone struct {
	match, owner string
	nonce        func() [16]byte // fresh random bytes

	phase phase
	fold  *replay.Fold // of a candidate: what was read
	bid   *flight      // of a candidate: its Begin or TakeOver, not known durable
	tries int          // at taking the zone over, at most maxTries
	// of a standby's candidate: the nonce of the owner whose place it bids for (rule 31a)
	replaces [16]byte

	leastEpoch uint32 // of our TakeOver, and what is told of it: see Pardon (rule 33)
	epoch      uint32
	mine       [16]byte // nonce of our Begin or TakeOver

	world    *game.World
	inFlight []flight // sent and not known durable, oldest first, at most depth; by turns maxPlans

	// of the last record known durable, and of the last sent
	base, tail               journal.Hash
	baseNumber, tailNumber   uint64    // their numbers
	durableLease, chainLease game.Tick // where the leases end that they give
	decided                  game.Tick // the last tick whose publication was decided
	// the tick that our HandOver or End names: none comes behind it (rule 24); forever until one is sent
	last game.Tick
	// Tick records written: every hashEvery-th carries a hash
	ticks   uint64
	queue   game.Input                          // of the next tick
	queued  [game.MaxSeats][game.Leaders]uint32 // orders in queue
	again   []game.Answer                       // to repeated orders, for the next publication
	pending []*Publication                      // stepped and not published, in the order of ticks
	shown   []int                               // units in the last view of each audience
	// for whom the first tick waits; none once it may come (rule 32)
	wait  replay.Wait
	slots // of a match by turns

	reading  bool // a Read is under way
	absent   int  // reads in a row that did not have what was durable
	resent   bool // something was sent again since the last landed: what fails now may conflict with its own first copy
	abandon  bool // to be ended without a winner
	leaving  bool // to be handed over
	sleeping bool // its Sleep or Chapter was sent, with this alarm
	alarm    uint64
	stalling bool // no tick comes, since records do not become durable

	hashed Hashed // what the last record with a hash says

	chapter  uint64 // the last Chapter, and the turn that was planned then
	toldTurn uint32

	keep     *replay.Checkpoint // made, and its record not known durable yet
	kept     uint64             // the record of the last one made
	keptTick game.Tick          // and its tick

	out     []Action
	stopped error // why the zone does nothing more
}

// phase is what a Zone is going through.
type phase uint8

const (
	candidate phase = iota // its Begin or TakeOver is not known durable: publishes, answers and appends nothing else
	owner                  // may write
	retired                // has ended, was fenced or gave up: does nothing more
)

// flight is a record sent and not known durable.
type flight struct {
	journal.Sealed
	number  uint64
	tick    game.Tick
	lease   game.Tick
	content bool // holds orders, seat changes or talk: gates what may be shown
	last    bool // an End or a HandOver: this owner writes nothing behind it
}

// Action is what a Zone wants done. One of the fields is set.
type Action struct {
	Append  *Append
	Read    *Read
	Publish *Publication
	Keep    *replay.Checkpoint // is durable and may lie beside the journal
	Stall   *Stall
	Stop    error // the zone does nothing more: ErrEnded, ErrHandedOver, ErrFenced, ErrGaveUp, ErrEmpty, or what broke
}

// Stall reports that the zone is paused, since its records do not become durable, or (Over) that it goes on.
type Stall struct{ Over bool }

// Append asks for a record; its outcome comes back by Acked or Failed.
type Append struct {
	journal.Sealed
	Number uint64 // the place that it will have
}

// Read asks for the journal from record From on, after a while; the answer is ReadBack.
type Read struct {
	From  uint64
	After time.Duration
}

// The figures of docs/lease.md. Each may differ from owner to owner: the fold uses none of them.
const (
	depth     = 2  // D: appends in flight
	leaseLen  = 10 // LA: ticks of a lease
	renewAt   = 3  // M: ticks before its end at which it is renewed
	hashEvery = 20 // Tick records from one with a hash to the next (rule 34)
	// k: ticks behind the last one stepped at which a hand-over ends the lease (rule 23)
	handAfter = 1
	forever   = game.Tick(1<<32 - 1)  // no tick at all
	lookAgain = 20 * time.Millisecond // before a read, once something was sent again
	maxTries  = 6                     // take-overs of one candidate (rule 19)
	// of a standby's: a dead owner has left depth records at most that were under way; one that goes on writing lives
	bidTries = depth + 1
)

// Why a zone stops.
var (
	ErrEnded  = errors.New("the match has ended")
	ErrFenced = errors.New("another owner has taken the zone over")

	ErrHandedOver = errors.New("the zone was handed over: whoever takes it over goes on")
	ErrRolledBack = errors.New("durable records are missing from the journal: the store lost them or was replaced")
)

// Tick is 50 ms of the owner's own clock: rule 7.
func (z *Zone) Tick() {
	if z.phase != owner || z.Still() || z.Waits() && !z.abandon && !z.leaving {
		return
	}
	room := len(z.inFlight) < depth && z.last == forever
	over := z.world.Result().Reason != game.NotOver || z.abandon
	next := z.world.Tick() + 1
	switch write := z.mustWrite(next); {
	case next > z.last:
	case room && over:
		z.sendEnd()
	case room && z.leaving && !z.runs():
		z.sendHandOver()
	case room && write:
		z.sendTick(next)
	case next <= z.chainLease:
		z.step(&game.Input{})
	default:
		z.stalled()
	}
	if z.publish(); z.filmStalls() {
		z.stalled()
	}
}

// Stepped is the newest tick that the zone has stepped; 0 while it is not ours.
func (z *Zone) Stepped() game.Tick {
	if z.phase != owner {
		return 0
	}
	return z.world.Tick()
}

// Waits reports whether the match has not begun: it waits for its players, and no tick comes. Orders
// and seat changes queue.
func (z *Zone) Waits() bool { return z.phase == owner && !z.wait.None() }

// Start ends the wait: the next tick is the first.
func (z *Zone) Start() { z.wait = replay.Wait{} }

// HandOver ends the ownership: the zone writes its HandOver, shows the ticks up to it and stops with ErrHandedOver.
// There is no way back: the record may land (rule 25).
func (z *Zone) HandOver() { z.leaving = true }

func (z *Zone) mustWrite(next game.Tick) bool {
	return !z.runs() && (!z.queue.Empty() || len(z.queue.Talk) > 0 || next+renewAt > z.chainLease)
}

// limit decides publication: nothing that is not leased durably, nothing at or behind orders that
// are not durable (rule 11).
func (z *Zone) limit() game.Tick {
	gate := forever
	for i := range z.inFlight {
		if z.inFlight[i].content {
			gate = z.inFlight[i].tick - 1
			break
		}
	}
	return min(z.durableLease, gate, z.last)
}

func (z *Zone) publish() {
	limit := z.limit()
	for len(z.pending) > 0 && z.pending[0].Tick <= limit {
		z.decide(0)
	}
	switch {
	case z.last == forever || len(z.inFlight) > 0 || z.decided < z.last:
	case z.sleeping:
		z.stop(ErrAsleep)
	case z.leaving:
		z.stop(ErrHandedOver)
	default:
		z.stop(ErrEnded)
	}
}

// decide lets a pending publication out.
func (z *Zone) decide(i int) {
	p := z.pending[i]
	z.pending = append(z.pending[:i:i], z.pending[i+1:]...)
	z.resumed()
	z.letOut(p)
}

func (z *Zone) letOut(p *Publication) {
	p.Epoch, p.Number, p.Head, p.Pardoned = z.epoch, z.baseNumber, z.base, z.leastEpoch
	p.Answers = append(p.Answers, z.again...)
	z.again, z.decided, z.latest = nil, p.Tick, p
	z.out = append(z.out, Action{Publish: p})
}

// sendTick writes the queue into a tick that was not stepped yet, and steps it at once. The lease
// never falls (rules 8, 9).
func (z *Zone) sendTick(next game.Tick) {
	r := replay.Record{Kind: replay.Tick, Tick: next, Lease: max(z.chainLease, next+leaseLen), Input: z.queue}
	if z.ticks++; z.ticks%hashEvery == 0 {
		r.WorldHash = z.world.Hash()
		z.hashed = Hashed{next - 1, r.WorldHash}
	}
	content := !z.queue.Empty() || len(z.queue.Talk) > 0
	z.send(&r, flight{tick: next, lease: r.Lease, content: content})
	in := z.unqueue()
	z.step(&in)
	z.checkpoint()
}

// unqueue returns what is queued, and forgets it.
func (z *Zone) unqueue() game.Input {
	in := z.queue
	z.queue, z.queued = game.Input{}, [game.MaxSeats][game.Leaders]uint32{}
	return in
}

// sendHandOver ends the lease a tick from now, once and for all, whether the record lands or not. What is queued falls:
// clients send it again, to the next owner (rules 23, 24).
func (z *Zone) sendHandOver() {
	last := z.world.Tick() + handAfter
	if z.Waits() || z.Still() {
		last = z.world.Tick() // no tick comes, and the next owner waits on
	}
	z.send(&replay.Record{Kind: replay.HandOver, Tick: last}, flight{tick: last, lease: last, last: true})
	z.unqueue()
	z.last = last
}

// sendEnd is a hand-over to nobody, at the last tick stepped (rule 26).
func (z *Zone) sendEnd() {
	z.last = z.world.Tick()
	result := z.world.Result()
	if result.Reason == game.NotOver {
		result = game.Result{Winner: game.NoTeam, Reason: game.Abandoned, Tick: z.last}
	}
	z.send(&replay.Record{Kind: replay.End, Tick: z.last, WorldHash: z.world.Hash(), Result: result}, flight{
		tick: z.last, lease: z.last, last: true,
	})
	z.queue = game.Input{}
	if z.world.Result().Reason == game.NotOver {
		z.farewell(result)
	}
}

// farewell shows the end of a match that its World does not know of: with the last tick, once more if it was shown.
func (z *Zone) farewell(result game.Result) {
	if len(z.pending) == 0 {
		z.pending = append(z.pending, z.view(&game.Input{}))
	}
	z.pending[len(z.pending)-1].Result = result
}

func (z *Zone) step(in *game.Input) {
	z.world.Step(in)
	z.pending = append(z.pending, z.view(in))
}

// view makes the publication of the World as it is.
func (z *Zone) view(in *game.Input) *Publication {
	p := &Publication{Match: z.match, Tick: z.world.Tick(), Seats: in.Seats, Talk: in.Talk, Result: z.world.Result()}
	p.Hashed = z.hashed // of a tick before this one: nothing that is not shown gives itself away by it
	at := p.Tick
	if p.Rest = z.world.Rest(); z.world.CanPlan() && in.Turn.Close == 0 {
		at++ // what is planned has its effect in the turn
	}
	for t := range z.world.Setup().Scenario.Teams {
		p.Views = append(p.Views, z.newView(t, game.Audience(t)))
	}
	p.Views = append(p.Views, z.newView(len(p.Views), game.All))
	for i := range in.Orders {
		o := &in.Orders[i]
		if a, ok := z.world.Answer(o.Seat, o.Leader, o.Seq); ok && a.Tick == at {
			p.Answers = append(p.Answers, a)
		}
	}
	return p
}

// newView makes a view with room for as much as the one before it held: views are many, and kept for a while.
func (z *Zone) newView(i int, a game.Audience) *game.View {
	v := &game.View{}
	if i < len(z.shown) {
		v.Units = make([]game.UnitView, 0, z.shown[i])
		v.Squads = make([]game.SquadView, 0, len(z.world.Setup().Scenario.Squads))
	} else {
		z.shown = append(z.shown, 0)
	}
	z.world.View(a, v)
	z.shown[i] = len(v.Units)
	return v
}

// Actions returns what is to be done, in order, and forgets it.
func (z *Zone) Actions() []Action {
	out := z.out
	z.out = nil
	return out
}

// stop retires the zone: it discards everything and writes nothing more (rule 17).
func (z *Zone) stop(why error) {
	z.phase, z.stopped = retired, why
	z.inFlight, z.pending, z.bid, z.queue = nil, nil, nil, game.Input{}
	z.out = append(z.out, Action{Stop: why})
}
