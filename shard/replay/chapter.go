package replay

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"muster/game"
	"muster/shard/journal"
)

// Sleeper is what a fold knows of a match that sleeps, or has slept. A match by turns in which nothing is due may be
// put to bed while a turn is planned (docs/lease.md, rules 41 to 43).
type Sleeper struct {
	Asleep  bool   // the last record is a Sleep or a Chapter: nobody owns the match
	Alarm   uint64 // when the one who sleeps is to be woken, Unix milliseconds; 0 for never
	Chapter uint64 // number of the last Chapter; 0 for none yet
	Told    uint32 // the turn that was planned when that was written
}

// sleep is Sleep and Chapter: a hand-over to nobody yet.
func (f *Fold) sleep(r *Record) error {
	switch {
	case r.Tick != f.Lease || r.Tick > f.Closed+maxGap:
		return fmt.Errorf("%w: it falls asleep at tick %d where the lease ends at %d", ErrRefused, r.Tick, f.Lease)
	case !f.byTurns():
		return fmt.Errorf("%w: a match in real time falls asleep at tick %d", ErrRefused, r.Tick)
	}
	if err := f.run(r.Tick); err != nil {
		return err
	}
	if rest := f.World.Rest(); rest.Phase != game.Planning || rest.Closable {
		return fmt.Errorf("%w: it falls asleep at tick %d, where no turn is planned", ErrRefused, r.Tick)
	}
	if r.Kind == Chapter {
		if err := f.bearsOut(r); err != nil {
			return err
		}
	}
	f.Closed, f.Asleep, f.Alarm = r.Tick, true, r.Alarm
	return nil
}

// bearsOut holds what a Chapter says against what was folded: another fold will begin with it.
func (f *Fold) bearsOut(r *Record) error {
	have := f.World.Hash()
	saved, err := game.HashSaved(r.Setup, r.Saved)
	switch {
	case err != nil:
		return fmt.Errorf("%w: the World of a chapter: %w", ErrRefused, err)
	case have != r.WorldHash:
		return &DesyncError{r.Tick, r.WorldHash, have}
	case saved != r.WorldHash:
		return &DesyncError{r.Tick, r.WorldHash, saved}
	case r.Number != f.Number+1 || r.Prev != f.Head || r.Epoch != f.Epoch || r.Owner != f.Owner || r.Nonce != f.Nonce ||
		r.Fingerprint != Fingerprint() || r.Setup.Hash() != f.Setup.Hash():
		return fmt.Errorf("%w: a chapter that is not of what stands before it", ErrRefused)
	}
	f.Chapter, f.Told = r.Number, f.World.Rest().Turn
	return nil
}

// open begins a fold with a Chapter: what stands before it is kept elsewhere.
func (f *Fold) open(rec journal.Record) error {
	r, err := DecodeRecord(rec.Payload)
	if err == nil {
		err = f.openAt(r, rec)
	}
	if err != nil {
		return fmt.Errorf("record %d: %w", rec.Number, err)
	}
	return nil
}

func (f *Fold) openAt(r *Record, rec journal.Record) error {
	switch have := Fingerprint(); {
	case r.Kind != Chapter:
		return fmt.Errorf("%w: it does not follow record %d", ErrRefused, f.Number)
	case r.Number != rec.Number || journal.Link(r.Prev, rec.Payload) != rec.Hash:
		return fmt.Errorf("%w: a chapter of another place", ErrRefused)
	case r.Fingerprint != have:
		return &FingerprintError{r.Fingerprint, have, r.Release}
	}
	w, err := game.Restore(r.Setup, r.Saved)
	if err != nil {
		return fmt.Errorf("%w: the World of a chapter: %w", ErrRefused, err)
	}
	rest := w.Rest()
	switch have := w.Hash(); {
	case have != r.WorldHash || w.Tick() != r.Tick:
		return &DesyncError{r.Tick, r.WorldHash, have}
	case rest.Phase != game.Planning || rest.Closable:
		return fmt.Errorf("%w: a chapter of a match in which no turn is planned", ErrRefused)
	}
	f.World, f.Setup, f.Number, f.Head = w, r.Setup, rec.Number, rec.Hash
	f.Closed, f.Lease, f.Epoch, f.Owner, f.Nonce = r.Tick, r.Tick, r.Epoch, r.Owner, r.Nonce
	f.Sleeper = Sleeper{Asleep: true, Alarm: r.Alarm, Chapter: r.Number, Told: rest.Turn}
	return nil
}

// Opens reports whether a fold may begin with a record: the first one, or a Chapter.
func Opens(rec *journal.Record) bool {
	return rec.Number == 1 || len(rec.Payload) > 0 && Kind(rec.Payload[0]) == Chapter
}

// RulesOf is the fingerprint of the rules that a Begin or a Chapter needs; not ok for any other record.
func RulesOf(payload []byte) (fingerprint uint64, ok bool) {
	d := &decoder{b: payload}
	switch Kind(d.byte()) {
	case Begin:
		d.byte()
	case Chapter:
		d.ticks()
		d.number()
		d.number()
		d.bytes(len(journal.Hash{}))
		d.ticks()
		d.bytes(16)
		d.blob(maxOwner)
	default:
		return 0, false
	}
	return d.word(), d.err == nil
}

// Slept reads of a record whether a match sleeps behind it, and until when.
// It unpacks nothing: a shard reads thousands of them when it starts.
func Slept(payload []byte) (alarm uint64, asleep bool) {
	if len(payload) == 0 || Kind(payload[0]) != Sleep && Kind(payload[0]) != Chapter {
		return 0, false
	}
	d := &decoder{b: payload[1:]}
	d.ticks()
	alarm = d.number()
	return alarm, d.err == nil
}

func appendChapter(b []byte, r *Record) []byte {
	b = appendTicks(append(b, byte(Chapter)), r.Tick)
	b = binary.AppendUvarint(binary.AppendUvarint(b, r.Alarm), r.Number)
	b = appendTicks(append(b, r.Prev[:]...), game.Tick(r.Epoch))
	b = appendBlob(append(b, r.Nonce[:]...), []byte(r.Owner))
	b = binary.LittleEndian.AppendUint64(b, r.Fingerprint)
	b = appendBlob(b, []byte(r.Release[:min(len(r.Release), maxRelease)]))
	b = binary.LittleEndian.AppendUint64(b, r.WorldHash)
	return appendBlob(b, pack(appendBlob(appendBlob(nil, game.AppendSetup(nil, r.Setup)), r.Saved)))
}

func (d *decoder) chapter(r *Record) {
	r.Tick, r.Alarm, r.Number = d.ticks(), d.number(), d.number()
	copy(r.Prev[:], d.bytes(len(r.Prev)))
	r.Epoch = uint32(d.ticks())
	copy(r.Nonce[:], d.bytes(len(r.Nonce)))
	r.Owner, r.Fingerprint = string(d.blob(maxOwner)), d.word()
	r.Release, r.WorldHash = string(d.blob(maxRelease)), d.word()
	packed := d.blob(maxCheckpoint)
	if d.err != nil {
		return
	}
	plain, err := unpack(packed, maxCheckpoint)
	if err != nil {
		d.fail(err)
		return
	}
	inner := &decoder{b: plain}
	setup, saved := inner.blob(maxSetup), inner.blob(maxCheckpoint)
	if inner.err == nil && len(inner.b) > 0 {
		inner.fail(errors.New("the World of a chapter has bytes too many"))
	}
	if inner.err != nil {
		d.fail(inner.err)
		return
	}
	r.Saved = bytes.Clone(saved)
	if r.Setup, err = game.DecodeSetup(setup); err != nil {
		d.fail(err)
	}
}
