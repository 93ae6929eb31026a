package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
)

// Past keeps the beginnings of chains that a store was told to Trim: a file for each zone, of its records from the
// first on, framed as in a segment behind 8 bytes "MUSTERP" and the version, 1. It belongs to who writes the journal.
type Past struct{ dir string }

const (
	pastMagic  = "MUSTERP\x01"
	pastSuffix = ".past"
)

// OpenPast keeps them in a directory, made when it is first needed; what it lies in must be there.
func OpenPast(dir string) *Past { return &Past{dir} }

func (p *Past) file(zone string) string { return filepath.Join(p.dir, SafeName(zone)+pastSuffix) }

// Put keeps records behind those that are kept of a zone; what is kept already is passed over. Where it differs, the
// journal was put back from a backup since and has gone on otherwise: what it does not have goes. When Put returns
// without an error they are durable.
func (p *Past) Put(zone string, recs []Record) error {
	b, kept, err := p.read(zone)
	if err != nil {
		return err
	}
	if b, kept, err = keptOf(b, kept, recs); err != nil {
		return fmt.Errorf("keep the past of zone %q: %w", zone, err)
	}
	had := last(kept)
	for i := range recs {
		r := &recs[i]
		switch {
		case r.Number <= had:
			continue
		case r.Number != had+1:
			return fmt.Errorf("keep the past of zone %q: record %d does not follow record %d", zone, r.Number, had)
		}
		b = appendFrame(b, &frame{
			kind: recordFrame, number: r.Number, link: [4]byte(r.Hash[:4]), payload: r.Payload,
		})
		had = r.Number
	}
	if err := os.Mkdir(p.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keep the past of zone %q: %w", zone, err)
	}
	if err := WriteFile(p.file(zone), b); err != nil {
		return fmt.Errorf("keep the past of zone %q: %w", zone, err)
	}
	return nil
}

// keptOf is as much of a past as records of the same chain bear out.
func keptOf(b []byte, kept, recs []Record) ([]byte, []Record, error) {
	if len(recs) == 0 || last(kept)+1 < recs[0].Number {
		return b, kept, nil
	}
	if before := recs[0].Number - 1; before > 0 && Link(kept[before-1].Hash, recs[0].Payload) != recs[0].Hash {
		return nil, nil, fmt.Errorf("record %d does not follow what is kept", recs[0].Number)
	}
	for at := recs[0].Number; at <= min(last(kept), last(recs)); at++ {
		if kept[at-1].Hash == recs[at-recs[0].Number].Hash {
			continue
		}
		b = []byte(pastMagic)
		for i := range kept[:at-1] {
			r := &kept[i]
			b = appendFrame(b, &frame{
				kind: recordFrame, number: r.Number, link: [4]byte(r.Hash[:4]), payload: r.Payload,
			})
		}
		return b, kept[:at-1], nil
	}
	return b, kept, nil
}

// Read returns what is kept of a zone, from its first record on.
func (p *Past) Read(zone string) ([]Record, error) {
	_, recs, err := p.read(zone)
	return recs, err
}

// read returns the file, too; of a zone of which nothing is kept the beginning of one.
func (p *Past) read(zone string) (b []byte, recs []Record, err error) {
	b, err = os.ReadFile(p.file(zone))
	if errors.Is(err, fs.ErrNotExist) {
		return []byte(pastMagic), nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read the past of zone %q: %w", zone, err)
	}
	if !bytes.HasPrefix(b, []byte(pastMagic)) {
		return nil, nil, &DamageError{
			Zone: zone, Number: 1, File: p.file(zone), Why: "it does not begin like the past of a zone",
		}
	}
	head := Hash{}
	for at := len(pastMagic); at < len(b); {
		f, ok := readFrame(b[at:])
		number := uint64(len(recs) + 1)
		if head = Link(head, f.payload); !ok || f.number != number || f.link != [4]byte(head[:4]) {
			return nil, nil, &DamageError{
				Zone: zone, Number: number, File: p.file(zone), Offset: int64(at),
				Why: "the record no longer reads as it was written",
			}
		}
		recs, at = append(recs, Record{number, head, f.payload}), at+f.size
	}
	return b, recs, nil
}

// Forget drops what is kept of a zone.
func (p *Past) Forget(zone string) error {
	err := os.Remove(p.file(zone))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Before puts what is kept of a zone before records of its store, from a number on. Where the past does not fit them,
// they stay as they are, and the error says so.
func (p *Past) Before(zone string, from uint64, recs []Record) ([]Record, error) {
	if len(recs) == 0 || recs[0].Number <= max(from, 1) {
		return recs, nil
	}
	past, err := p.Read(zone)
	if err != nil || len(past) == 0 {
		return recs, err
	}
	past = past[:min(uint64(len(past)), recs[0].Number-1)]
	if last(past) != recs[0].Number-1 || Link(past[len(past)-1].Hash, recs[0].Payload) != recs[0].Hash {
		return recs, &DamageError{
			Zone: zone, Number: last(past) + 1, File: p.file(zone),
			Why: "the journal does not go on from what is kept of its past",
		}
	}
	return append(past[max(from, 1)-1:], recs...), nil
}

// whole is a Store that reads chains from their first record on.
type whole struct {
	Store
	past *Past
}

// Whole reads a store's chains with what is kept of their past.
func Whole(s Store, past *Past) Store { return whole{s, past} }

func (w whole) Read(zone string, from uint64) ([]Record, uint64, error) {
	recs, durable, err := w.Store.Read(zone, from)
	if err == nil {
		recs, err = w.past.Before(zone, from, recs)
	}
	return recs, durable, err
}

func (w whole) Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]Record, error] {
	return func(yield func([]Record, error) bool) {
		for recs, err := range w.Store.Follow(ctx, zone, from) {
			if err == nil {
				recs, err = w.past.Before(zone, from, recs)
			}
			if !yield(recs, err) || err != nil {
				return
			}
			from = recs[len(recs)-1].Number + 1
		}
	}
}
