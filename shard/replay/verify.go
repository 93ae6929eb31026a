package replay

import (
	"fmt"

	"muster/game"
	"muster/shard/journal"
)

// Report is what Verify found in a journal.
type Report struct {
	Summary
	Hashes int    // stored hashes of the World that were folded again and agreed
	Hash   uint64 // of the World at Ticks, 0 before it begins
	Taken  Taken  // every order and what became of it
}

// Verify folds a journal, live or ended, and compares all that is stored with what it folds to: the chain's hashes, the
// World's, and that no order's number stands twice. Its error is a *BrokenError; the report then is of what stands
// before it.
func Verify(match string, recs []journal.Record) (*Report, error) {
	r := &Report{Summary: Summary{Match: match}}
	f := &Fold{Watch: r.Taken.watch, Planned: r.Taken.watch}
	if len(recs) > 0 && recs[0].Number > 1 {
		f.Watch, f.Planned = nil, nil // of a match whose beginning is not here nobody knows how many orders it had
	}
	for i := range recs {
		if err := r.apply(f, recs[i]); err != nil {
			return r, &BrokenError{match, recs[i].Number, r.Ticks, err}
		}
	}
	if f.World != nil {
		r.Hash = f.World.Hash()
	}
	return r, nil
}

func (r *Report) apply(f *Fold, rec journal.Record) error {
	if err := f.Apply(rec); err != nil {
		return err
	}
	if r.Taken.stray != nil {
		return r.Taken.stray
	}
	d, err := DecodeRecord(rec.Payload)
	if err != nil {
		return err
	}
	if have := f.World.Result(); d.Kind == End && have.Reason != game.NotOver && have != d.Result {
		return fmt.Errorf("%w: it ends with %+v, and the match folds to %+v", ErrRefused, d.Result, have)
	}
	r.add(d)
	if d.WorldHash != 0 || d.Kind == End {
		r.Hashes++
	}
	return nil
}
