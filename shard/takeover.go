package shard

import (
	"errors"
	"fmt"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// ErrGaveUp says that others kept writing while the zone tried to take over.
var ErrGaveUp = errors.New("gave up taking the zone over: others kept writing")

// newZone makes a candidate. nonce gives fresh random bytes for every attempt.
func newZone(match, owner string, nonce func() [16]byte) *Zone {
	return &Zone{match: match, owner: owner, nonce: nonce, last: forever}
}

// beginZone makes the first record of a new match.
func beginZone(match, owner string, nonce func() [16]byte, setup *game.Setup, seed uint64) *Zone {
	z := newZone(match, owner, nonce)
	z.fold = &replay.Fold{}
	z.offer(&replay.Record{
		Kind: replay.Begin, Owner: owner, Nonce: nonce(), Setup: setup, Seed: seed, Fingerprint: replay.Fingerprint(),
	})
	return z
}

// resumeZone takes over a zone whose journal is recs, durable or not.
func resumeZone(match, owner string, nonce func() [16]byte, recs []journal.Record) *Zone {
	z := newZone(match, owner, nonce)
	z.takeOver(recs)
	return z
}

// takeOver folds the whole journal and offers to go on behind its last record.
func (z *Zone) takeOver(recs []journal.Record) {
	if z.tries++; z.tries > maxTries {
		z.stop(ErrGaveUp)
		return
	}
	z.fold = &replay.Fold{}
	for _, rec := range recs {
		if err := z.fold.Apply(rec); err != nil {
			z.stop(fmt.Errorf("take over: %w", err))
			return
		}
	}
	switch {
	case z.fold.World == nil:
		z.stop(errors.New("take over: the journal is empty"))
	case z.fold.Ended:
		z.stop(ErrEnded)
	default:
		z.offer(&replay.Record{
			Kind: replay.TakeOver, Tick: z.fold.Lease, Lease: z.fold.Lease + leaseLen, Epoch: z.fold.Epoch + 1, Owner: z.owner, Nonce: z.nonce(),
		})
	}
}

// offer sends the record that would make us the owner.
func (z *Zone) offer(r *replay.Record) {
	f := &flight{prev: z.fold.Head, payload: replay.AppendRecord(nil, r)}
	f.hash = journal.Link(f.prev, f.payload)
	z.bid = f
	z.append(f)
}

// settleBid looks for our offer in the journal after a conflict or an unknown outcome.
func (z *Zone) settleBid(recs []journal.Record, durable uint64) {
	at := -1
	for i := range recs {
		if recs[i].Hash == z.bid.hash {
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
		z.own()
	case at >= 0:
		z.read(1, true)
	case head == z.bid.prev:
		z.append(z.bid)
	case z.fold.World == nil:
		z.stop(ErrFenced) // somebody else began this match
	default:
		z.takeOver(recs)
	}
}

// own starts the ownership: our Begin or TakeOver is durable.
func (z *Zone) own() {
	rec := journal.Record{Number: z.fold.Number + 1, Hash: z.bid.hash, Payload: z.bid.payload}
	if err := z.fold.Apply(rec); err != nil {
		z.stop(err)
		return
	}
	f := z.fold
	z.phase, z.w, z.epoch = owner, f.World, f.Epoch
	z.base, z.tail, z.baseN, z.tailN = f.Head, f.Head, f.Number, f.Number
	z.dec, z.durL, z.chainL = f.Closed, f.Lease, f.Lease
	z.fold, z.bid = nil, nil
	p := z.view(&game.Input{})
	p.Epoch, p.Number, p.Head = z.epoch, z.baseN, z.base
	z.out = append(z.out, Action{Publish: p}) // the last leased tick may be shown again: it is what everybody computes
}
