package replay

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
	"muster/shard/journal"
)

// scribe writes the journal of a duel between commanders as a host would: what it may leave out it leaves out.
type scribe struct {
	w         *game.World
	lease     game.Tick
	records   []*Record
	numbers   [2]uint32
	views     [2]game.View
	chairs    [2]ai.Commander
	ticks     int
	epoch     uint32
	unordered []game.Order // goes into the next tick as it is
}

func newScribe(t testing.TB) *scribe {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	short := *setup
	short.Scenario.Clock = 2400 // two minutes: long enough for key frames, a take-over and casualties
	setup = &short
	s := &scribe{w: game.New(setup, 3)}
	for seat := range s.chairs {
		s.chairs[seat] = ai.New(setup, uint8(seat), uint64(seat))
	}
	s.records = []*Record{{Kind: Begin, Setup: setup, Seed: 3, Fingerprint: Fingerprint(), Owner: "one"}}
	return s
}

// orders are those of both commanders, who sit in their seats as players.
func (s *scribe) orders() (all []game.Order) {
	for seat := range s.chairs {
		s.w.View(game.Audience(seat), &s.views[seat])
		for _, o := range s.chairs[seat].Think(&s.views[seat], nil) {
			s.numbers[seat]++
			o.Seat, o.Leader, o.Seq = uint8(seat), game.Player, s.numbers[seat]
			all = append(all, o)
		}
	}
	all = append(all, s.unordered...)
	s.unordered = nil
	return all
}

// step plays a tick, and writes it if it must be.
func (s *scribe) step() {
	in, next := game.Input{Orders: s.orders()}, s.w.Tick()+1
	if next == 1 {
		in.Seats = []game.SeatChange{{Seat: 0, Ticket: game.TicketID{1}}, {Seat: 1, Ticket: game.TicketID{2}}}
		in.Talk = []game.Talk{{Text: "good luck"}}
	}
	if !in.Empty() || next+3 > s.lease {
		s.lease = max(s.lease, next+10)
		r := &Record{Kind: Tick, Tick: next, Lease: s.lease, Input: in}
		if s.ticks++; s.ticks%20 == 0 {
			r.WorldHash = s.w.Hash()
		}
		s.records = append(s.records, r)
	}
	s.w.Step(&in)
}

// takeOver has another shard go on at the end of the lease.
func (s *scribe) takeOver() {
	for s.w.Tick() < s.lease {
		s.w.Step(&game.Input{})
	}
	s.epoch++
	s.records = append(s.records, &Record{
		Kind: TakeOver, Tick: s.lease, Lease: s.lease + 10, Epoch: s.epoch, Owner: "two",
	})
	s.lease += 10
}

func (s *scribe) end() {
	s.records = append(s.records, &Record{Kind: End, Tick: s.w.Tick(), WorldHash: s.w.Hash(), Result: s.w.Result()})
}

// duel is a whole one with a take-over in its middle.
var duel = sync.OnceValue(func() []journal.Record {
	s := newScribe(&testing.T{})
	for s.w.Result().Reason == game.NotOver {
		if s.w.Tick() >= 500 && s.epoch == 0 {
			s.takeOver()
		}
		s.step()
	}
	s.end()
	return chain(s.records...)
})

// hashes are those of the duel's World at every tick, stepped straight through.
var hashes = sync.OnceValue(func() (all []uint64) {
	f := &Fold{Watch: func(w *game.World, _ *game.Input) { all = append(all, w.Hash()) }}
	for i, rec := range duel() {
		if err := f.Apply(rec); err != nil {
			panic(err)
		}
		if i == 0 {
			all = append(all, f.World.Hash())
		}
	}
	return all
})
