package shard

import (
	"errors"
	"fmt"

	"muster/shard/journal"
	"muster/shard/replay"
)

// closeChapter has the records before a Chapter kept elsewhere, once they were folded again and bear it out: from then
// on all begins with it. What fails is tried again when the match sleeps the next time.
func (s *Shard) closeChapter(match string, number uint64) {
	select {
	case s.packing <- struct{}{}:
		defer func() { <-s.packing }()
	case <-s.running.Done():
		return
	}
	recs, durable, err := s.cfg.Store.Read(match, 1)
	if err == nil && (len(recs) == 0 || recs[0].Number >= number || durable < number) {
		return // it was closed before
	}
	if err == nil {
		err = s.bornOut(match, recs, number)
	}
	if err == nil {
		err = s.cfg.Past.Put(match, recs[:number-recs[0].Number])
	}
	if err == nil {
		err = s.cfg.Store.(journal.Trimmer).Trim(match, number)
	}
	if err != nil && !errors.Is(err, journal.ErrConflict) && !errors.Is(err, journal.ErrClosed) {
		s.cfg.Log.Warn("a chapter is not closed: the journal keeps its records", "match", match, "error", err)
	}
}

// bornOut folds a chain up to its Chapter. If that disagrees, nobody goes on with the match.
func (s *Shard) bornOut(match string, recs []journal.Record, number uint64) error {
	f := &replay.Fold{}
	for _, rec := range recs[:number-recs[0].Number+1] {
		if err := f.Apply(rec); err != nil {
			err = fmt.Errorf("shadow fold of a chapter: %w", err)
			s.persistQuarantine(match, err)
			s.mu.Lock()
			h := s.hosts[match]
			s.beds.remove(match)
			s.mu.Unlock()
			if h != nil {
				h.post(false, func(z *Zone) { z.Quarantine(err) })
				return err
			}
			return s.quarantine(match, err)
		}
	}
	return nil
}
