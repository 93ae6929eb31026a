package shard

import (
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/simulate/planted"
)

// What is here happens only in builds with planted bugs: see docs/simulation.md, "Planted bugs". Without the build tag the compiler leaves
// it out.

// spoil plants what is wrong with a Tick record before it is sent.
func (z *Zone) spoil(r *replay.Record, content bool) {
	switch {
	case planted.Bug == 3 && content && r.Tick-1 > z.recorded:
		r.Tick-- // a tick that was stepped, and perhaps shown, without it
	case planted.Bug == 11 && content && z.plain == nil:
		z.plain = z.w.Clone()
	case planted.Bug == 31 && !content, planted.Bug == 36 && content:
		r.Lease = r.Tick
	}
	z.recorded = r.Tick
}

// rebase plants bugs 8 and 9: what is in flight is sent again as new records behind whatever stands there.
func (z *Zone) rebase(recs []journal.Record) {
	prev, number := z.base, z.baseN
	if len(recs) > 0 {
		prev, number = recs[len(recs)-1].Hash, recs[len(recs)-1].Number
	}
	for i := range z.fl {
		f := &z.fl[i]
		number++
		f.Sealed, f.number = journal.Seal(prev, f.Payload()), number
		prev = f.Hash()
		z.append(f)
	}
	z.tail, z.tailN, z.baseN = prev, number, number-uint64(len(z.fl))
}

// forget plants bugs 10 and 17: what is not in the log did not land.
func (z *Zone) forget(recs []journal.Record, handOver bool) {
	z.fl, z.leaving, z.last = nil, z.leaving && !handOver, forever
	z.tail, z.tailN, z.chainL = z.base, z.baseN, max(z.durL, z.w.Tick())
	if len(recs) > 0 {
		z.tail, z.tailN = recs[len(recs)-1].Hash, recs[len(recs)-1].Number
	}
}

// showEmpty plants bug 11: the ticks of what is in flight are shown as if it had never been.
func (z *Zone) showEmpty() {
	if z.plain == nil {
		return
	}
	z.w, z.pending, z.fl = z.plain, nil, nil
	for z.w.Tick() < z.durL {
		z.step(&game.Input{})
	}
	z.publish()
}

// keepWorld plants bug 12: take over again, without letting the speculative World go.
func (z *Zone) keepWorld() {
	z.phase, z.bid, z.fl, z.pending = candidate, &flight{Sealed: journal.Seal(journal.Hash{}, nil)}, nil, nil
	z.fold = &replay.Fold{World: z.w}
	z.read(1, false)
}

// early is the World that bugs 4 and 5 go on with: before the old lease has run out.
func (z *Zone) early() *game.World {
	if z.fold.World == nil {
		return nil // a Begin
	}
	w := z.fold.World.Clone()
	for planted.Bug == 4 && w.Tick() < (z.fold.Closed+z.fold.Lease)/2 {
		w.Step(&game.Input{})
	}
	return w
}
