package shard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"muster/shard/journal"
	"muster/shard/replay"
)

// tail is what a standby must know before it bids.
type tail struct {
	recs   []journal.Record
	pardon Pardon
	err    error
	final  bool // nobody goes on with the match: to ask again is of no use
}

// tail reads the end of a journal whose record of that number is folded, once. Nothing is written before what is known
// elsewhere agrees, as where a match is resumed; here all is read at once, since players wait. A store that is silent
// is not asked again before it answers: else each bid would leave a read behind that nobody waits for.
func (st *standing) tail(ctx context.Context, number uint64) tail {
	within, cancel := context.WithTimeout(ctx, tailWithin)
	defer cancel()
	select {
	case st.tails <- struct{}{}:
	default:
		return tail{err: fmt.Errorf("%w: it was asked before, and is silent yet", ErrNoAnswer)}
	}
	read := make(chan tail, 1)
	go func() {
		t := st.shard.readTail(within, st.match, number)
		<-st.tails
		read <- t
	}()
	select {
	case t := <-read:
		return t
	case <-within.Done():
		return tail{err: fmt.Errorf("%w: nothing came for %v", ErrNoAnswer, tailWithin)}
	}
}

func (s *Shard) readTail(ctx context.Context, match string, number uint64) (t tail) {
	var why string
	var seen Witness
	var told bool
	var failed [3]error
	var all sync.WaitGroup
	all.Go(func() { why, failed[0] = s.cfg.Sidecar.Quarantined(match) })
	all.Go(func() { t.pardon, failed[1] = s.pardon(match) })
	all.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, headWithin)
		defer cancel()
		seen, told = s.lastHead(ctx, match)
	})
	all.Go(func() { t.recs, _, failed[2] = s.cfg.Store.Read(match, max(number, lookBack+1)-lookBack) })
	all.Wait()
	err := errors.Join(failed[:]...)
	if err == nil && why == "" && told && !t.pardon.forgives(seen) && !has(t.recs, seen) {
		err = s.checkWitness(match, seen)
	}
	var refuted *WitnessError
	switch {
	case errors.Is(err, journal.ErrGoing):
		t.err, t.final = ErrEnded, true
	case errors.As(err, &refuted):
		s.persistQuarantine(match, err)
		t.err, t.final = s.quarantine(match, err), true
	case isPermanent(err):
		t.err, t.final = s.quarantine(match, err), true
	case err != nil:
		t.err = fmt.Errorf("%w: %w", ErrNoAnswer, err)
	case why != "":
		t.err, t.final = s.refuse(match, why), true
	}
	return t
}

// has reports whether records show what a witness has seen.
func has(recs []journal.Record, w Witness) bool {
	return slices.ContainsFunc(recs, func(r journal.Record) bool { return r.Number == w.Number && r.Hash == w.Hash })
}

// load gives the standby the journal as it is. That may take long, and so is done outside its lock.
func (st *standing) load() {
	fresh, err := st.loaded()
	if st.ctx.Err() == nil && st.reload(fresh, err) {
		st.wait(time.After(standAgain))
	}
}

// loaded is a standby that has folded the journal as it is. One at a time does that.
func (st *standing) loaded() (fresh Standby, err error) {
	s := st.shard
	select {
	case s.loading <- struct{}{}:
		defer func() { <-s.loading }()
	case <-st.ctx.Done():
		return fresh, st.ctx.Err()
	}
	f, recs, err := s.warm(st.match)
	if err != nil {
		return fresh, err
	}
	st.mu.Lock()
	fresh = *st.b
	st.mu.Unlock()
	fresh.Load(f, recs)
	return fresh, nil
}

// reload goes on with what was loaded, or notes why nothing was; it reports whether to try again later.
func (st *standing) reload(fresh Standby, err error) (again bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	switch {
	case st.b.phase == down: // meanwhile
		return false
	case alreadyLogged(err):
		st.b.GiveUp(err)
		return false
	case err != nil:
		st.b.at.Err = err
		return true
	}
	fresh.epoch = st.b.epoch // it may have been asked anew meanwhile
	fresh.note()
	*st.b = fresh
	st.acceptHandOver()
	return st.b.next() == Reload
}

// warm brings what a standby folds: a checkpoint or the beginning, and what is behind it.
func (s *Shard) warm(match string) (*replay.Fold, []journal.Record, error) {
	why, err := s.cfg.Sidecar.Quarantined(match)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %w", errUnread, err)
	case Voided(why):
		return nil, nil, fmt.Errorf("%w: %s", ErrVoid, why)
	case why != "":
		return nil, nil, fmt.Errorf("%w: %s", ErrQuarantined, why)
	}
	f, recs, err := s.base(match)
	switch {
	case errors.Is(err, journal.ErrGoing):
		return nil, nil, ErrEnded
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %w", errUnread, err)
	case f == nil:
		return nil, nil, fmt.Errorf("%w: it holds no such match", errUnread)
	}
	if _, _, over := ended(recs); over {
		return nil, nil, ErrEnded
	}
	return f, recs, foreign(recs)
}
