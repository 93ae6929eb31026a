package shard

import (
	"fmt"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// send appends a record behind the last one sent.
func (z *Zone) send(r *replay.Record, f flight) {
	f.Sealed, f.number = journal.Seal(z.tail, replay.AppendRecord(nil, r)), z.tailNumber+1
	z.tail, z.tailNumber, z.chainLease = f.Hash(), f.number, f.lease
	z.inFlight = append(z.inFlight, f)
	z.append(&f)
}

func (z *Zone) append(f *flight) {
	z.out = append(z.out, Action{Append: &Append{f.Sealed, f.number}})
}

// Acked notes that the record and all before it are durable (rule 14).
func (z *Zone) Acked(hash journal.Hash) {
	switch {
	case z.phase == candidate && z.bid != nil && z.bid.Hash() == hash:
		if z.fold.Number+1 != z.bid.number {
			z.read(1, false) // a stale read has voided what was folded: it must be folded again
			return
		}
		z.own()
	case z.phase == owner:
		for i := range z.inFlight {
			if z.inFlight[i].Hash() == hash {
				z.landed(i + 1)
				break
			}
		}
		z.publish()
	}
}

// landed drops the first n records in flight: they are durable.
func (z *Zone) landed(n int) {
	if n == 0 {
		return
	}
	z.resent = false
	f := &z.inFlight[n-1]
	z.base, z.baseNumber, z.durableLease = f.Hash(), z.baseNumber+uint64(n), f.lease
	z.inFlight = append([]flight(nil), z.inFlight[n:]...)
	z.safe()
}

// Failed notes that an append conflicted or that its outcome is not known. Neither proves anything: read the journal
// (rule 15). Once something was sent again that waits a little, or a zone whose copies conflict with each other would
// do nothing else.
func (z *Zone) Failed(hash journal.Hash) {
	for i := range z.inFlight {
		if z.inFlight[i].Hash() == hash {
			z.read(z.baseNumber, z.resent)
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

// lost stops a zone whose durable records are not in the journal any more. One read proves nothing, since it may miss
// the newest records, but many in a row do. A chain without any was given up: somebody else has gone on with the match,
// it has ended, and is kept elsewhere.
func (z *Zone) lost(recs []journal.Record, durable uint64) bool {
	if len(recs) > 0 || durable >= z.baseNumber {
		z.absent = 0
		return false
	}
	if z.absent++; z.absent < staleReads {
		return false
	}
	if durable > 0 {
		z.stop(fmt.Errorf("%w: the journal ends at record %d, and record %d was durable",
			ErrRolledBack, durable, z.baseNumber))
		return true
	}
	z.stop(fmt.Errorf("%w: the journal has no records of it any more, as when a match has ended and is kept elsewhere",
		ErrFenced))
	return true
}

// settle compares the journal from base on with what is in flight (rule 15). What stands there and is durable has
// landed. If a record of somebody else's stands behind it, we are fenced. What is not there is sent again, byte for
// byte, since nothing sent is ever taken back (rule 16); what is there and not durable yet is read again.
func (z *Zone) settle(recs []journal.Record, durable uint64) {
	if len(z.inFlight) == 0 || z.lost(recs, durable) {
		return
	}
	recs, ok := z.behindBase(recs)
	if !ok {
		z.stop(ErrRolledBack)
		return
	}
	found, safe := z.matching(recs, durable)
	z.landed(safe)
	if found < len(recs) {
		z.stop(ErrFenced)
		return
	}
	z.sendAgain(found - safe)
	if found > safe {
		z.read(z.baseNumber, true)
	}
}

// behindBase leaves out the records up to the last one that is known durable; ok is false if another
// one stands in its place.
func (z *Zone) behindBase(recs []journal.Record) (behind []journal.Record, ok bool) {
	for len(recs) > 0 && recs[0].Number <= z.baseNumber {
		if recs[0].Number == z.baseNumber && recs[0].Hash != z.base {
			return nil, false
		}
		recs = recs[1:]
	}
	return recs, true
}

// matching counts the records in flight that the journal begins with, and those of them that are durable.
func (z *Zone) matching(recs []journal.Record, durable uint64) (found, safe int) {
	for found < len(z.inFlight) && found < len(recs) && recs[found].Hash == z.inFlight[found].Hash() {
		if recs[found].Number <= durable {
			safe = found + 1
		}
		found++
	}
	return found, safe
}

// sendAgain sends what is in flight from i on once more.
func (z *Zone) sendAgain(i int) {
	for ; i < len(z.inFlight); i++ {
		z.resent = true
		z.append(&z.inFlight[i])
	}
}

// answered says what to say to a repeated order: its old answer, if that was decided (rule 13).
func (z *Zone) answered(o *game.Order) {
	if a, ok := z.world.Answer(o.Seat, o.Leader, o.Seq); ok && (a.Tick <= z.decided || z.toldInPlanning(&a)) {
		z.again = append(z.again, a)
	}
}
