package shard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"time"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// resumeAll starts every live zone of the store that is ours, as many at once as there are processors.
func (s *Shard) resumeAll(ctx context.Context) error {
	zones, err := s.cfg.Store.Zones()
	if err != nil {
		return fmt.Errorf("list the matches: %w", err)
	}
	var all sync.WaitGroup
	until := time.Now().Add(unreadFor)
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, match := range zones {
		if ctx.Err() != nil {
			break // whoever opened us wants us no more: the rest goes on when it is opened again
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if s.sleeps(match) {
				return
			}
			h, err := s.resumeWithRetry(ctx, match, until)
			switch {
			case errors.Is(err, ErrForeign):
				err = s.waitForRelease(match, err)
			case err == nil && h != nil:
				err = h.begun(ctx)
			}
			if err != nil && ctx.Err() == nil && !alreadyLogged(err) {
				s.cfg.Log.Error("cannot resume match", "match", match, "error", err)
			}
		})
	}
	all.Wait()
	return nil
}

// alreadyLogged reports whether an error is in the log already, or needs no line there.
func alreadyLogged(err error) bool {
	return errors.Is(err, ErrEnded) || errors.Is(err, ErrQuarantined) || errors.Is(err, ErrForeign) ||
		errors.Is(err, ErrVoid) || errors.Is(err, ErrAsleep)
}

// resumeWithRetry resumes a match of ours, and tries again while the store cannot be read: servers may be starting, or
// electing.
func (s *Shard) resumeWithRetry(ctx context.Context, match string, until time.Time) (*Host, error) {
	for try := 0; ; try++ {
		h, err := s.resume(ctx, match, s.cfg.OwnOnly, Own)
		switch {
		case !errors.Is(err, errUnread):
			return h, err
		case !time.Now().Before(until) && s.cfg.OwnOnly:
			return nil, err // whose it is was not learnt
		case !time.Now().Before(until):
			return nil, s.quarantine(match, err)
		case try == 0:
			s.cfg.Log.Warn("cannot read the journal of a match; retrying", "match", match, "error", err)
		}
		select {
		case <-time.After(readAgain):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// errUnread reports that a store did not tell what it holds: nothing is known of the match, and it may be whole.
var errUnread = errors.New("its journal cannot be read now")

// isPermanent reports whether an error stays: the journal was read, and is not what it should be.
func isPermanent(err error) bool {
	var damaged *journal.DamageError
	var refuted *WitnessError
	return errors.As(err, &damaged) || errors.As(err, &refuted)
}

// TakeOver goes on with a match, whoever runs it now: it is fenced off by the journal. It returns
// when the match is ours.
func (s *Shard) TakeOver(ctx context.Context, match string) (*Host, error) {
	h, err := s.bidWarm(ctx, match)
	if h == nil && err == nil {
		h, err = s.Host(match)
	}
	if h == nil && err == nil {
		h, err = s.resume(ctx, match, false, Asked)
	}
	if err == nil && h == nil {
		err = errors.New("the journal holds no such match")
	}
	if err == nil {
		err = h.begun(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("take over match %s: %w", match, err)
	}
	return h, nil
}

// resume starts a zone on its journal, unless it has ended or cannot be read. Nothing is written before what is known
// of the zone elsewhere agrees with its journal.
func (s *Shard) resume(ctx context.Context, match string, ours bool, by Cause) (*Host, error) {
	why, err := s.cfg.Sidecar.Quarantined(match)
	if err != nil { // it may have been quarantined or void: nothing is written before that is known
		return nil, fmt.Errorf("%w: %w", errUnread, err)
	}
	if why != "" {
		return nil, s.refuse(match, why)
	}
	p, err := s.pardon(match)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnread, err)
	}
	f, recs, err := s.read(ctx, match, p)
	var refuted *WitnessError
	switch {
	case errors.Is(err, journal.ErrGoing): // it has ended, and is kept elsewhere: whoever gives it up ends that
		return nil, nil
	case err != nil && !isPermanent(err):
		return nil, fmt.Errorf("%w: %w", errUnread, err)
	case errors.As(err, &refuted): // the journal itself does not show it
		s.persistQuarantine(match, err)
		return nil, s.quarantine(match, err)
	case err != nil || f == nil:
		return nil, s.quarantine(match, err)
	}
	if s.noteEnded(match, recs, ours) {
		return nil, ErrEnded
	}
	if err := foreign(recs); err != nil {
		if ours && lastOwner(recs) != s.cfg.ID {
			return nil, nil
		}
		return nil, err
	}
	if err := s.maySleepOn(match, cmp.Or(lastOwner(recs), f.Owner), recs, ours, by); err != nil {
		return nil, err
	}
	at := f.Number
	z := resumePardoned(match, s.cfg.ID, nonce, f, recs, p)
	switch {
	case z.stopped != nil:
		return nil, s.quarantine(match, z.stopped)
	case ours && f.Owner != s.cfg.ID:
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch h := s.hosts[match]; {
	case h != nil:
		return h, nil
	case s.closed:
		return nil, journal.ErrClosed
	}
	if by == Woken || by == Alarm {
		z.replaces = z.fold.Nonce // whoever else wakes it meanwhile keeps it (rule 43)
	}
	s.cfg.Log.Info("match resumes", "match", match, "checkpoint", at, "records_after", len(recs))
	return s.start(newHost(s, match, f.Setup), z, p, by), nil
}

// noteEnded reports whether a match has ended, and remembers it if it counts here.
func (s *Shard) noteEnded(match string, recs []journal.Record, ours bool) bool {
	result, owner, over := ended(recs)
	if over && (!ours || owner == "" || owner == s.cfg.ID) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.beds.remove(match)
		s.ended[match] = result
	}
	return over
}

// ended is how a match has ended and who ran it last, without folding it; over is false if it has not.
func ended(recs []journal.Record) (result game.Result, owner string, over bool) {
	for i, rec := range slices.Backward(recs) {
		r, err := replay.DecodeRecord(rec.Payload)
		switch {
		case err != nil || i == len(recs)-1 && r.Kind != replay.End:
			return result, "", false
		case r.Kind == replay.End:
			result, over = r.Result, true
		case r.Kind == replay.TakeOver || r.Kind == replay.Begin:
			return result, r.Owner, over
		}
	}
	return result, "", over
}

// read brings what a zone is folded from: the newest checkpoint that its journal bears out, and
// the records behind that.
func (s *Shard) read(ctx context.Context, match string, p Pardon) (*replay.Fold, []journal.Record, error) {
	seen, told := s.lastHead(ctx, match) // before reading: what was told by then is in the journal
	f, recs, err := s.base(match)
	if err == nil && told && !p.forgives(seen) {
		err = s.checkWitness(match, seen)
	}
	return f, recs, err
}

// lastHead is the one that the registry keeps. A registry that is away loses a witness and nothing else.
func (s *Shard) lastHead(ctx context.Context, match string) (w Witness, told bool) {
	if s.cfg.Registry == nil {
		return w, false
	}
	h, ok, err := s.cfg.Registry.FindHead(ctx, match)
	if !ok || err != nil || len(h.Hash) != len(w.Hash) {
		return w, false
	}
	return Witness{h.Epoch, h.Number, journal.Hash(h.Hash)}, true
}

// base tries the checkpoints, the newest first, and then the beginning.
func (s *Shard) base(match string) (*replay.Fold, []journal.Record, error) {
	log := s.cfg.Log.With("match", match)
	kept, err := s.cfg.Sidecar.Checkpoints(match)
	if err != nil {
		log.Warn("cannot read checkpoints; replaying the match from its beginning", "error", err)
	}
	for _, c := range kept {
		f, err := replay.Unpack(c.Bytes, nil)
		if err != nil {
			log.Warn("checkpoint ignored", "record", c.Number, "error", err)
			continue
		}
		recs, durable, err := s.cfg.Store.Read(match, f.Number)
		if err != nil {
			return nil, nil, err
		}
		if len(recs) > 0 && recs[0].Number > f.Number {
			continue // a chapter was closed since
		}
		if why := CheckpointConflict(f, recs, durable); why != "" {
			log.Error("checkpoint refused: "+why, "record", f.Number, "hash", f.Head)
			continue
		}
		return f, recs[1:], nil
	}
	recs, _, err := s.cfg.Store.Read(match, 1)
	if err != nil || len(recs) == 0 {
		return nil, nil, err
	}
	return &replay.Fold{}, recs, nil
}

// CheckpointConflict is how a journal contradicts a checkpoint; empty if it bears it out.
func CheckpointConflict(f *replay.Fold, recs []journal.Record, durable uint64) string {
	switch {
	case durable < f.Number || len(recs) == 0:
		return fmt.Sprintf("it stands on record %d and the journal ends at %d: the journal was rolled back, "+
			"or put back from a backup", f.Number, durable)
	case recs[0].Hash != f.Head:
		return fmt.Sprintf("the journal has another record %d, of hash %s: it was rolled back, "+
			"or put back from a backup", f.Number, recs[0].Hash)
	}
	return ""
}

// quarantine quarantines a match with a reason: nothing is written to it any more. Without a reason
// there is no such match.
func (s *Shard) quarantine(match string, why error) error {
	if why == nil {
		return nil
	}
	s.cfg.Log.Error("match quarantined", "match", match, "error", why)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beds.remove(match)
	s.quarantined[match] = why
	return fmt.Errorf("%w: %w", ErrQuarantined, why)
}

// persistQuarantine is a quarantine that outlives the process: the journal itself does not show what is wrong.
func (s *Shard) persistQuarantine(match string, why error) {
	if err := s.cfg.Sidecar.Quarantine(match, why.Error()); err != nil {
		s.cfg.Log.Error("cannot persist the quarantine: a restarted shard would resume the match",
			"match", match, "error", err)
	}
}

// Witness is what somebody was told of a journal: an owner of that epoch had made this record durable.
type Witness struct {
	Epoch  uint32
	Number uint64
	Hash   journal.Hash
}

// WitnessError reports that a journal is not the one that a witness has seen: it was cut short, or put back from a
// backup.
type WitnessError struct {
	Match string
	Seen  Witness
	Last  uint64       // record that the journal ends with, if that is before the one that was seen
	Has   journal.Hash // the record in the place of the one that was seen, or the last one
}

func (e *WitnessError) Error() string {
	what := fmt.Sprintf("record %d there has hash %s", e.Seen.Number, e.Has)
	if e.Last < e.Seen.Number {
		what = fmt.Sprintf("it ends with record %d, hash %s", e.Last, e.Has)
	}
	return fmt.Sprintf("the journal of match %s was cut short, or put back from a backup: "+
		"a player was shown record %d, hash %s, of epoch %d, and %s. Bring the right journal back if there is one; "+
		"then muster journal pardon %s, and start the shard again: what the journal does not have is lost",
		e.Match, e.Seen.Number, e.Seen.Hash, e.Seen.Epoch, what, e.Match)
}

// checkWitness holds a witness against the journal. A read may miss the newest records: one that ends too early is
// repeated. An error that is no WitnessError says that nothing is known.
func (s *Shard) checkWitness(match string, w Witness) error {
	if w.Number == 0 {
		return nil
	}
	wrong := &WitnessError{Match: match, Seen: w}
	for try := range witnessReads {
		if try > 0 {
			time.Sleep(100 * time.Millisecond)
		}
		recs, durable, err := s.cfg.Store.Read(match, w.Number)
		switch {
		case err != nil:
			return fmt.Errorf("hold what was told against it: %w", err)
		case len(recs) > 0 && recs[0].Number > w.Number:
			return s.checkPast(match, w, wrong) // a chapter was closed since
		case len(recs) > 0 && recs[0].Hash == w.Hash:
			return nil
		case len(recs) > 0:
			wrong.Last, wrong.Has = recs[len(recs)-1].Number, recs[0].Hash
			return wrong
		}
		wrong.Last = durable
	}
	if recs, _, err := s.cfg.Store.Read(match, max(wrong.Last, 1)); err == nil && len(recs) > 0 {
		wrong.Has = recs[0].Hash
	}
	return wrong
}

// checkPast holds a witness against what is kept of the journal before its chapter. What is not kept refutes nobody.
func (s *Shard) checkPast(match string, w Witness, wrong *WitnessError) error {
	if s.cfg.Past == nil {
		return nil
	}
	past, err := s.cfg.Past.Read(match)
	if err != nil {
		return fmt.Errorf("hold what was told against it: %w", err)
	}
	if uint64(len(past)) < w.Number || past[w.Number-1].Hash == w.Hash {
		return nil
	}
	wrong.Last, wrong.Has = past[len(past)-1].Number, past[w.Number-1].Hash
	return wrong
}

func logOr(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return log
}
