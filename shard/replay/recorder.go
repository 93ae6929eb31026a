package replay

import (
	"muster/game"
	"muster/shard/journal"
)

// Recorder writes the journal of a fight that no shard runs, as one would that is never late. The same fight gives the
// same bytes. It keeps the records alone: a fight of ten minutes takes a few kilobytes.
type Recorder struct {
	records []journal.Record
	sealed  game.Tick // the last one whose World's hash is in a record
}

// NewRecorder begins the journal of a fight with this set-up and seed.
func NewRecorder(s *game.Setup, seed uint64) *Recorder {
	r := &Recorder{}
	r.add(&Record{
		Kind: Begin, Setup: s, Seed: seed, Fingerprint: Fingerprint(), Owner: "headless", Release: Release(),
	})
	return r
}

func (r *Recorder) add(rec *Record) {
	prev := journal.Hash{}
	if n := len(r.records); n > 0 {
		prev = r.records[n-1].Hash
	}
	sealed := journal.Seal(prev, AppendRecord(nil, rec))
	r.records = append(r.records, journal.Record{
		Number: uint64(len(r.records) + 1), Hash: sealed.Hash(), Payload: sealed.Payload(),
	})
}

// Tick is told of each tick before its Step: the World as it is, and what Step is given. A tick in which nobody says or
// orders anything needs no record, unless there was none for long.
func (r *Recorder) Tick(w *game.World, in *game.Input) {
	seal := w.Tick()-r.sealed >= sealedEvery
	if in.Empty() && len(in.Talk) == 0 && !seal {
		return
	}
	rec := &Record{Kind: Tick, Tick: w.Tick() + 1, Lease: w.Tick() + 1, Input: *in}
	if in.Turn.Close != 0 {
		rec.Lease, seal = w.Tick()+w.Setup().Scenario.Turns.Length, true
	} else if w.TurnLeft() > 0 {
		return // its record has leased all of the turn
	}
	if seal {
		r.sealed, rec.WorldHash = w.Tick(), w.Hash()
	}
	r.add(rec)
}

// Plan is told of each Plan before it, of a match by turns.
func (r *Recorder) Plan(w *game.World, in *game.Input) {
	if !in.Empty() || len(in.Talk) > 0 {
		r.add(&Record{Kind: Plan, Tick: w.Tick(), Input: *in})
	}
}

// End is told of the World when the fight is over, and returns the journal. One that was stopped before its end is
// handed over to nobody: whoever plays it sees all of it. Within a turn that is not done: its record vouches for all.
func (r *Recorder) End(w *game.World) []journal.Record {
	if res := w.Result(); res.Reason != game.NotOver {
		r.add(&Record{Kind: End, Tick: w.Tick(), WorldHash: w.Hash(), Result: res})
	} else if w.TurnLeft() == 0 {
		r.add(&Record{Kind: HandOver, Tick: w.Tick()})
	}
	return r.records
}
