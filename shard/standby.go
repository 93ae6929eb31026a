package shard

import (
	"errors"
	"fmt"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Standby decides what a shard does that stands ready to take a match over (docs/lease.md, rule 31a): it folds
// the journal as it grows, and bids from there when the owner is silent or has handed over. Like a Zone it has no
// goroutine, clock or I/O. It shows nothing and writes nothing: whoever drives it drives the Zone that Tail returns.
type Standby struct {
	match, id string // ours
	nonce     func() [16]byte
	fold      *replay.Fold // nil before Load, and while a bid's Zone has it
	epoch     uint32       // of the owner that it stands by for, and not for whoever comes after it
	alarmed   uint32       // the epoch whose owner the last alarm was about
	asked     uint64       // the last record folded by then: a tail that ends before it is none
	phase     standbyPhase
	handed    bool // the last record is a HandOver
	at        Standing
}

// Standing is how far a standby has come.
type Standing struct {
	Match  string
	Owner  string // as the journal has it: bid only where this one is silent
	Epoch  uint32 // that owner's
	Number uint64 // the last record folded
	Tick   game.Tick
	Ready  bool  // it would bid at once
	Err    error // why it stands by no more, or cannot yet
}

type standbyPhase uint8

const (
	blank     standbyPhase = iota // wants to be loaded
	following                     // folds what comes
	looking                       // the same, and the tail is being read for a bid
	bidding                       // a Zone has the fold, and bids
	down                          // does nothing more
)

// Next is what a standby wants next.
type Next uint8

// What a standby wants next.
const (
	Follow Next = iota // the records behind Standing().Number, as they become durable, by Grow
	Look               // the match was handed over: call Alarm at once
	Reload             // what was folded is void: Load
	Leave              // nothing: it stands by no more, and Standing().Err says why
)

// Why a standby does not bid.
var (
	ErrNotStanding = errors.New("this shard does not stand by for the match")
	ErrNotReady    = errors.New("the standby is not ready")
	ErrNoAnswer    = errors.New("the store does not answer: nobody bids")
)

// NewStandby makes a standby for the owner of an epoch. It has no journal yet, and wants to be loaded.
func NewStandby(match, id string, nonce func() [16]byte, epoch uint32) *Standby {
	return &Standby{match: match, id: id, nonce: nonce, epoch: epoch, at: Standing{Match: match}}
}

// Load gives it a checkpoint's fold, or an empty one, and the records behind that.
func (b *Standby) Load(f *replay.Fold, recs []journal.Record) Next {
	if b.phase == down {
		return Leave
	}
	b.fold, b.phase, b.at.Err = f, following, nil
	b.foldOn(recs)
	return b.next()
}

// Grow folds what has become durable. When that shows another owner, it folds on and does not bid until For names that
// one: each owner chooses its standby itself.
func (b *Standby) Grow(recs []journal.Record) Next {
	if b.phase == following || b.phase == looking {
		b.foldOn(recs)
	}
	return b.next()
}

// For has it stand by for the owner of an epoch, which may come in the journal later. It fails for one who was replaced
// already, and need not know it.
func (b *Standby) For(epoch uint32) error {
	switch {
	case b.phase == down:
		return b.at.Err
	case epoch < b.at.Epoch:
		return fmt.Errorf("%w: epoch %d is behind epoch %d", ErrFenced, epoch, b.at.Epoch)
	}
	b.epoch = epoch
	b.note()
	return nil
}

// Alarm reports that the owner is silent, or has handed over. The caller reads the journal from a record on, or from an
// earlier one, once and with a time limit, and calls Tail.
func (b *Standby) Alarm() (from uint64, err error) {
	switch {
	case b.phase == down:
		return 0, b.at.Err
	case b.phase != following || !b.at.Ready:
		return 0, ErrNotReady
	}
	b.phase, b.alarmed, b.asked = looking, b.at.Epoch, b.fold.Number
	return b.asked, nil
}

// Tail is the answer to Alarm, or why none came: nobody bids while the store does not answer. p is what was forgiven
// the journal. The Zone bids for the match: whoever drives it says by Lost when it has stopped and never owned it.
func (b *Standby) Tail(recs []journal.Record, p Pardon, failed error) (*Zone, error) {
	if b.phase != looking {
		return nil, ErrNotReady
	}
	b.phase = following
	switch {
	case failed != nil:
		return nil, failed
	case len(recs) == 0 || recs[len(recs)-1].Number < b.asked:
		return nil, fmt.Errorf("%w: it has nothing of record %d", ErrNoAnswer, b.asked)
	case !b.foldOn(recs):
		return nil, ErrNotReady
	}
	if !b.at.Ready || b.at.Epoch != b.alarmed {
		return nil, fmt.Errorf("%w: it is not the one that this shard stands by for", ErrFenced)
	}
	f := b.fold
	b.fold, b.phase, b.at.Ready = nil, bidding, false
	return bidZone(b.match, b.id, b.nonce, f, p), nil
}

// Lost takes back what a Zone has folded that bid in vain.
func (b *Standby) Lost(z *Zone) Next {
	if b.phase != bidding {
		return b.next()
	}
	b.fold, b.phase = z.fold, following
	switch {
	case z.stopped != nil && !ownedElsewhere(z.stopped):
		b.GiveUp(z.stopped)
	case b.fold == nil || b.fold.Number == 0 || b.fold.World == nil:
		b.void()
	default:
		b.handed = false // whoever was quicker goes on with it
		b.note()
	}
	return b.next()
}

// GiveUp has it do nothing more, with the reason.
func (b *Standby) GiveUp(why error) {
	b.fold, b.phase, b.at.Ready, b.at.Err = nil, down, false, why
}

// Standing is how far it has come.
func (b *Standby) Standing() Standing { return b.at }

func (b *Standby) next() Next {
	switch {
	case b.phase == down:
		return Leave
	case b.phase == blank:
		return Reload
	case b.phase == following && b.handed && b.at.Ready:
		return Look
	}
	return Follow
}

// foldOn folds what is not folded yet. What does not follow says that something was folded which was lost before it was
// durable, or that the journal is another one: all is read anew.
func (b *Standby) foldOn(recs []journal.Record) bool {
	for _, rec := range recs {
		if rec.Number == b.fold.Number && rec.Hash != b.fold.Head {
			b.void()
			return false
		}
		if rec.Number <= b.fold.Number {
			continue
		}
		if err := b.fold.Apply(rec); err != nil {
			if rec.Number != b.fold.Number+1 || journal.Link(b.fold.Head, rec.Payload) != rec.Hash {
				b.void()
			} else {
				b.GiveUp(fmt.Errorf("stand by: %w", err))
			}
			return false
		}
		r, err := replay.DecodeRecord(rec.Payload)
		b.handed = err == nil && r.Kind == replay.HandOver
	}
	b.note()
	if b.fold.Ended {
		b.GiveUp(ErrEnded)
	}
	return b.phase != down
}

// note takes down where the fold stands.
func (b *Standby) note() {
	if f := b.fold; f != nil && f.World != nil {
		b.at.Owner, b.at.Epoch, b.at.Number, b.at.Tick = f.Owner, f.Epoch, f.Number, f.Closed
		b.at.Ready = f.Epoch == b.epoch && !f.Asleep // who sleeps is not silent: whoever wants it wakes it
	}
}

func (b *Standby) void() { b.fold, b.phase, b.at.Ready, b.handed = nil, blank, false, false }
