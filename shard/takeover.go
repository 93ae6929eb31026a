package shard

import (
	"errors"
	"fmt"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// ErrGaveUp reports that the zone could not be taken over. Nothing is wrong with it for that: it may be tried again.
var ErrGaveUp = errors.New("gave up taking the zone over")

// ErrEmpty reports that there is nothing to take over any more, and no use in trying again.
var ErrEmpty = errors.New("its journal is empty; what was read of it was lost before it was durable")

// newZone makes a candidate. nonce gives fresh random bytes for every attempt.
func newZone(match, owner string, nonce func() [16]byte) *Zone {
	return &Zone{match: match, owner: owner, nonce: nonce, last: forever}
}

// BeginZone offers the first record of a new match.
func BeginZone(match, owner string, nonce func() [16]byte, setup *game.Setup, seed uint64) *Zone {
	return beginWaiting(match, owner, nonce, setup, seed, replay.Wait{})
}

// beginWaiting is BeginZone for a match that waits for its players.
func beginWaiting(match, owner string, nonce func() [16]byte, setup *game.Setup, seed uint64, wait replay.Wait) *Zone {
	z := newZone(match, owner, nonce)
	z.fold = &replay.Fold{}
	z.propose(&replay.Record{
		Kind: replay.Begin, Owner: owner, Nonce: nonce(), Setup: setup, Seed: seed, Fingerprint: replay.Fingerprint(),
		Release: replay.Release(), Wait: wait,
	})
	return z
}

// ResumeZone takes over a zone whose journal is recs, durable or not.
func ResumeZone(match, owner string, nonce func() [16]byte, recs []journal.Record) *Zone {
	return ResumeFrom(match, owner, nonce, &replay.Fold{}, recs)
}

// ResumeFrom takes over a zone whose journal a checkpoint has folded in part; recs are all behind that.
func ResumeFrom(match, owner string, nonce func() [16]byte, from *replay.Fold, recs []journal.Record) *Zone {
	return resumePardoned(match, owner, nonce, from, recs, Pardon{})
}

// resumePardoned is ResumeFrom with an epoch that the owner must have at least.
func resumePardoned(
	match, owner string, nonce func() [16]byte, from *replay.Fold, recs []journal.Record, p Pardon,
) *Zone {
	z := newZone(match, owner, nonce)
	z.fold, z.kept, z.keptTick, z.leastEpoch = from, from.Number, from.Closed, p.Epoch
	z.takeOver(recs)
	return z
}

// bidZone is the bid of a standby, from what it has folded: for the owner's place that it stands by for, and for nobody
// else's (rule 31a).
func bidZone(match, owner string, nonce func() [16]byte, from *replay.Fold, p Pardon) *Zone {
	z := newZone(match, owner, nonce)
	z.fold, z.kept, z.keptTick, z.leastEpoch, z.replaces = from, from.Number, from.Closed, p.Epoch, from.Nonce
	z.takeOver(nil)
	return z
}

// takeOver folds all that is not folded yet and offers to go on behind the last record (rule 19).
func (z *Zone) takeOver(recs []journal.Record) {
	if z.tries++; z.tries > z.mostTries() {
		z.stop(fmt.Errorf("%w: others kept writing", ErrGaveUp))
		return
	}
	if !z.foldOn(recs) {
		return
	}
	switch {
	case z.fold.World == nil:
		z.stop(ErrEmpty)
	case z.fold.Ended:
		z.stop(ErrEnded)
	case z.standsBy() && z.fold.Nonce != z.replaces:
		z.stop(ErrFenced)
	default:
		z.bidFor(z.fold)
	}
}

// standsBy reports whether the candidate is a standby's.
func (z *Zone) standsBy() bool { return z.replaces != [16]byte{} }

func (z *Zone) mostTries() int {
	if z.standsBy() {
		return bidTries
	}
	return maxTries
}

// foldOn folds what is not folded yet; from the start if what was folded is void. A refusal stops the zone.
func (z *Zone) foldOn(recs []journal.Record) bool {
	if z.fold.Number == 0 && z.fold.World != nil {
		z.fold = &replay.Fold{}
	}
	for _, rec := range recs {
		if rec.Number <= z.fold.Number {
			continue
		}
		if err := z.fold.Apply(rec); err != nil {
			z.stop(fmt.Errorf("take over: %w", err))
			return false
		}
	}
	return true
}

// bidFor offers to go on behind what was folded.
func (z *Zone) bidFor(f *replay.Fold) {
	r := &replay.Record{
		Kind: replay.TakeOver, Tick: f.Lease, Lease: f.Lease + leaseLen, Epoch: max(f.Epoch+1, z.leastEpoch),
		Owner: z.owner, Nonce: z.nonce(),
	}
	if f.Waits() || f.Setup.Scenario.Turns.Kind != game.RealTime {
		// a longer one would have the next take-over run ticks that wait for players, or plans (rules 32 and 37)
		r.Lease = f.Lease
	}
	z.propose(r)
}

// propose sends the record that would make us the owner. Until it is durable nothing else is done (rule 20).
func (z *Zone) propose(r *replay.Record) {
	f := &flight{Sealed: journal.Seal(z.fold.Head, replay.AppendRecord(nil, r)), number: z.fold.Number + 1}
	z.bid = f
	z.append(f)
}

// settleBid looks for our offer in the journal after a conflict or an unknown outcome. recs are from the last folded
// record on. If that does not stand there any more, it was not durable when it was folded, and was lost: all is folded
// again. If anything stands behind our offer, the zone is not ours (rule 22).
func (z *Zone) settleBid(recs []journal.Record, durable uint64) {
	if z.fold.Number > 0 && (len(recs) == 0 || recs[0].Hash != z.fold.Head) {
		z.fold = &replay.Fold{World: z.fold.World} // a World tells that this is no Begin
		if len(recs) == 0 || !replay.Opens(&recs[0]) {
			z.read(1, true)
			return
		}
	}
	at := -1
	for i := range recs {
		if recs[i].Hash == z.bid.Hash() {
			at = i
		}
	}
	head := journal.Hash{}
	if len(recs) > 0 {
		head = recs[len(recs)-1].Hash
	}
	switch {
	case at >= 0 && at < len(recs)-1:
		z.stop(ErrFenced)
	case at >= 0 && recs[at].Number <= durable:
		if z.foldOn(recs[:at]) { // a stale read may have voided what was folded
			z.own()
		}
	case at >= 0:
		z.read(z.fold.Number, true)
	case head == z.bid.Prev():
		z.resent = true
		z.append(z.bid)
	case z.fold.World == nil:
		z.stop(ErrFenced) // somebody else began this match
	default:
		z.takeOver(recs)
	}
}

// own starts the ownership: our Begin or TakeOver is durable (rule 21).
func (z *Zone) own() {
	rec := journal.Record{Number: z.fold.Number + 1, Hash: z.bid.Hash(), Payload: z.bid.Payload()}
	if err := z.fold.Apply(rec); err != nil {
		z.stop(err)
		return
	}
	f := z.fold
	z.phase, z.world, z.epoch = owner, f.World, f.Epoch
	z.mine, z.resent = f.Nonce, false
	z.base, z.tail, z.baseNumber, z.tailNumber = f.Head, f.Head, f.Number, f.Number
	z.decided, z.durableLease, z.chainLease = f.Closed, f.Lease, f.Lease
	if f.Waits() {
		z.wait = f.Wait
	}
	z.chapter, z.toldTurn = f.Chapter, f.Told
	z.fold, z.bid = nil, nil
	p := z.view(&game.Input{})
	p.Epoch, p.Number, p.Head, p.Pardoned, p.Wait = z.epoch, z.baseNumber, z.base, z.leastEpoch, z.wait
	z.out = append(z.out, Action{Publish: p}) // the last leased tick may be shown again: it is what everybody computes
	z.latest = p
}
