package shard

import (
	"fmt"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/simulate/planted"
)

// send appends a record behind the last one sent.
func (z *Zone) send(r *replay.Record, f flight) {
	f.Sealed, f.number = journal.Seal(z.tail, replay.AppendRecord(nil, r)), z.tailN+1
	z.tail, z.tailN, z.chainL = f.Hash(), f.number, f.lease
	z.fl = append(z.fl, f)
	z.append(&f)
}

func (z *Zone) append(f *flight) {
	z.out = append(z.out, Action{Append: &Append{f.Sealed, f.number}})
}

// Acked says that the record and all before it are durable (rule 14).
func (z *Zone) Acked(hash journal.Hash) {
	switch {
	case z.phase == candidate && z.bid != nil && z.bid.Hash() == hash:
		if z.fold.Number+1 != z.bid.number {
			z.read(1, false) // a stale read has voided what was folded: it must be folded again
			return
		}
		z.own()
	case z.phase == owner:
		for i := range z.fl {
			if z.fl[i].Hash() == hash {
				z.outOfOrder(i)
				z.landed(i + 1)
				break
			}
		}
		z.publish()
	}
}

// outOfOrder plants bug 21.
func (z *Zone) outOfOrder(i int) {
	for j := range z.pending {
		if planted.Bug == 21 && j > 0 && z.pending[j].Tick == z.fl[i].tick {
			z.decide(j)
			return
		}
	}
}

// landed drops the first n records in flight: they are durable.
func (z *Zone) landed(n int) {
	if n == 0 {
		return
	}
	z.resent = false
	f := &z.fl[n-1]
	z.base, z.baseN, z.durL = f.Hash(), z.baseN+uint64(n), f.lease
	if planted.Bug == 15 && f.last {
		z.last, z.leaving = f.lease, true
	}
	z.fl = append([]flight(nil), z.fl[n:]...)
	z.safe()
}

// Failed says that an append conflicted or that its outcome is not known. Neither proves anything: read the journal (rule
// 15). Once something was sent again that waits a little, or a zone whose copies conflict with each other would do nothing
// else.
func (z *Zone) Failed(hash journal.Hash) {
	for i := range z.fl {
		if z.fl[i].Hash() == hash {
			z.read(z.baseN, z.resent)
			return
		}
	}
	if z.bid != nil && z.bid.Hash() == hash {
		z.read(z.fold.Number, z.resent)
	}
}

func (z *Zone) read(from uint64, later bool) {
	if z.reading {
		return
	}
	z.reading = true
	r := &Read{From: max(from, 1)}
	if later {
		r.After = lookAgain
	}
	z.out = append(z.out, Action{Read: r})
}

// ReadBack is the answer to Read: records from From on, and how many of the chain are durable.
func (z *Zone) ReadBack(recs []journal.Record, durable uint64) {
	z.reading = false
	switch z.phase {
	case candidate:
		z.settleBid(recs, durable)
	case owner:
		z.settle(recs, durable)
		z.publish()
	}
}

// lost stops a zone whose durable records are not in the journal any more. One read proves nothing, since it may miss the newest
// records, but many in a row do. A chain without any was given up: somebody else has gone on with the match, it has ended, and
// is kept elsewhere.
func (z *Zone) lost(recs []journal.Record, durable uint64) bool {
	if len(recs) > 0 || durable >= z.baseN {
		z.absent = 0
		return false
	}
	if z.absent++; z.absent < lostTold {
		return false
	}
	if durable > 0 {
		z.stop(fmt.Errorf("%w: the journal ends at record %d, and record %d was durable", ErrRolledBack, durable, z.baseN))
		return true
	}
	z.stop(fmt.Errorf("%w: the journal has no records of it any more, as when a match has ended and is kept elsewhere", ErrFenced))
	return true
}

// settle compares the journal from base on with what is in flight (rule 15). What stands there and is durable has landed; if
// somebody else's record follows, we are fenced; the rest goes again as it was, since nothing sent is ever taken back (rule 16).
func (z *Zone) settle(recs []journal.Record, durable uint64) {
	if len(z.fl) == 0 {
		return
	}
	if z.lost(recs, durable) {
		return
	}
	for len(recs) > 0 && recs[0].Number <= z.baseN {
		if recs[0].Number == z.baseN && recs[0].Hash != z.base {
			z.stop(ErrRolledBack)
			return
		}
		recs = recs[1:]
	}
	found, safe := 0, 0
	for found < len(z.fl) && found < len(recs) && recs[found].Hash == z.fl[found].Hash() {
		if recs[found].Number <= durable || planted.Bug == 29 {
			safe = found + 1
		}
		found++
	}
	fenced, waiting := found < len(recs), found > safe
	z.landed(safe)
	left := recs[found:]
	switch {
	case planted.Bug == 8, planted.Bug == 9 && fenced:
		z.rebase(left)
		return
	case planted.Bug == 10 && found == safe && len(left) == 0, planted.Bug == 17 && !fenced && len(z.fl) > 0 && z.fl[len(z.fl)-1].last:
		z.forget(left, planted.Bug == 17)
		return
	case planted.Bug == 11 && fenced:
		z.showEmpty()
	case planted.Bug == 12 && fenced:
		z.keepWorld()
		return
	case planted.Bug == 34 && fenced:
		z.publish()
	}
	if fenced {
		z.stop(ErrFenced)
		return
	}
	for i := found - safe; i < len(z.fl); i++ {
		z.resent = true
		z.append(&z.fl[i])
	}
	if waiting {
		z.read(z.baseN, true)
	}
}

// answered says what to say to a repeated order: its old answer, if that was decided (rule 13).
func (z *Zone) answered(o *game.Order) {
	if a, ok := z.w.Answer(o.Seat, o.Leader, o.Seq); ok && (a.Tick <= z.dec || planted.Bug == 25) {
		z.again = append(z.again, a)
	}
}
