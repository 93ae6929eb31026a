package shard

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"muster/shard/journal"
)

// ErrRuns reports that a match runs here: nobody stands by for its own.
var ErrRuns = errors.New("the match runs here")

// standing is the shell around a Standby: a goroutine that follows the journal, and the reads that a bid needs.
type standing struct {
	shard *Shard
	match string
	ctx   context.Context
	leave context.CancelFunc
	news  chan struct{} // holds one: the standby wants something else than what it follows

	tails chan struct{} // one place: the tail is being read

	mu         sync.Mutex
	b          *Standby
	unread     context.CancelFunc // ends what is being followed
	inheriting bool               // inherit runs
}

// StandBy has the shard stand by for a match that another one runs: it folds its journal as that grows, and bids when
// it is handed over, or by Bid: for the owner of that epoch, and for no other. It returns at once: Standing tells how
// far it has come, and why it may have failed. To ask again is harmless, and needed when the match has a new owner.
func (s *Shard) StandBy(match string, epoch uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.standing[match]
	switch {
	case s.closed:
		return journal.ErrClosed
	case st != nil:
		return st.standFor(epoch)
	case s.hosts[match] != nil:
		return ErrRuns
	case len(s.hosts)+len(s.standing) >= s.cfg.MaxZones:
		return fmt.Errorf("%w: it runs %d matches and stands by for %d", ErrFull, len(s.hosts), len(s.standing))
	}
	if _, err := s.find(match); err != nil {
		return err
	}
	st = &standing{
		shard: s, match: match, b: NewStandby(match, s.cfg.ID, nonce, epoch), unread: func() {},
		news: make(chan struct{}, 1), tails: make(chan struct{}, 1),
	}
	st.ctx, st.leave = context.WithCancel(s.running)
	s.standing[match] = st
	s.idle.Go(st.run)
	return nil
}

// StandDown ends that. A bid that is under way goes on.
func (s *Shard) StandDown(match string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.standing[match]; st != nil {
		st.leave()
		delete(s.standing, match)
	}
}

// Standing lists the matches that the shard stands by for, by id.
func (s *Shard) Standing() (all []Standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.standing {
		all = append(all, st.at())
	}
	slices.SortFunc(all, func(a, b Standing) int { return strings.Compare(a.Match, b.Match) })
	return all
}

// Bid takes a match over that the shard stands by for, since its owner is silent: the one that Standing names. It reads
// the tail of the journal first and bids only if the store answers. It returns when the zone is ours; when ctx ends
// before that, the bid may still win.
func (s *Shard) Bid(ctx context.Context, match string) (*Host, error) {
	s.mu.Lock()
	st, closed := s.standing[match], s.closed
	s.mu.Unlock()
	var h *Host
	err := ErrNotStanding
	switch {
	case closed:
		err = journal.ErrClosed
	case st != nil:
		h, err = st.bid(ctx, Silent)
	}
	if err != nil {
		return nil, fmt.Errorf("bid for match %s: %w", match, err)
	}
	return h, nil
}

// bidWarm takes a match over from where it was folded by standing by; nil where that cannot be done.
func (s *Shard) bidWarm(ctx context.Context, match string) (*Host, error) {
	s.mu.Lock()
	st := s.standing[match]
	s.mu.Unlock()
	if st == nil {
		return nil, nil
	}
	h, err := st.bid(ctx, Asked)
	if err == nil || ctx.Err() != nil {
		return h, err
	}
	s.StandDown(match)
	return nil, nil
}

// stood forgets a standby whose zone is ours now.
func (s *Shard) stood(st *standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st.leave()
	if s.standing[st.match] == st {
		delete(s.standing, st.match)
	}
}

func (st *standing) at() Standing {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.b.Standing()
}

func (st *standing) standFor(epoch uint32) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	err := st.b.For(epoch)
	st.acceptHandOver()
	return err
}

// run does what the standby wants, until it wants nothing more.
func (st *standing) run() {
	var broken error // is in the log
	defer st.contain(&broken)
	for st.ctx.Err() == nil {
		st.mu.Lock()
		phase := st.b.phase
		st.mu.Unlock()
		switch phase {
		case blank:
			st.load()
		case following, looking:
			st.follow()
		case bidding:
			st.wait(nil)
		case down:
			return
		}
	}
}

// wait ends when there is news, or after a while.
func (st *standing) wait(after <-chan time.Time) {
	select {
	case <-st.news:
	case <-after:
	case <-st.ctx.Done():
	}
}

// follow folds what becomes durable.
func (st *standing) follow() {
	ctx, cancel := context.WithCancel(st.ctx)
	defer cancel()
	st.mu.Lock()
	goOn := st.follows()
	st.unread = cancel
	from := st.b.at.Number + 1
	st.mu.Unlock()
	if !goOn {
		return
	}
	for recs, err := range st.shard.cfg.Store.Follow(ctx, st.match, from) {
		if err != nil {
			st.shard.cfg.Log.Warn("a standby cannot read its journal; retrying", "match", st.match, "error", err)
			st.wait(time.After(standAgain))
			return
		}
		if !st.grow(recs) {
			return
		}
	}
}

// grow folds what has become durable, and reports whether the standby follows on.
func (st *standing) grow(recs []journal.Record) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.b.Grow(recs)
	st.acceptHandOver()
	return st.follows()
}

func (st *standing) follows() bool { return st.b.phase == following || st.b.phase == looking }

// handedOver reports whether the match waits for this standby to go on with it.
func (st *standing) handedOver() bool { return st.follows() && st.b.handed && st.b.at.Ready }

// acceptHandOver starts to take over a match that was handed over, unless that is under way.
func (st *standing) acceptHandOver() {
	if st.handedOver() && !st.inheriting {
		st.inheriting = true
		st.shard.idle.Go(st.inherit)
	}
}

// inherit bids for a match that was handed over, again and again: nobody else goes on with it soon.
func (st *standing) inherit() {
	for try := 0; st.inherits(); try++ {
		_, err := st.bid(st.ctx, HandedOver)
		if err == nil || st.ctx.Err() != nil {
			continue
		}
		if try == 0 {
			st.shard.cfg.Log.Warn("match handed over to us, but the bid failed; retrying",
				"match", st.match, "error", err)
		}
		select {
		case <-time.After(standAgain):
		case <-st.ctx.Done():
		}
	}
}

// inherits reports whether to bid for a hand-over yet.
func (st *standing) inherits() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.inheriting = st.ctx.Err() == nil && st.handedOver()
	return st.inheriting
}

// bid reads the tail and has a zone bid.
func (st *standing) bid(ctx context.Context, by Cause) (h *Host, err error) {
	defer st.contain(&err)
	st.mu.Lock()
	number, err := st.b.Alarm()
	st.mu.Unlock()
	if err != nil {
		return nil, err
	}
	t := st.tail(ctx, number)
	h, err = st.candidate(t, by)
	if err == nil {
		err = h.begun(ctx)
	}
	if err != nil && h != nil && ctx.Err() == nil {
		<-h.filed
	}
	return h, err
}

// candidate starts the zone that bids, if what was read allows it.
func (st *standing) candidate(t tail, by Cause) (*Host, error) {
	s := st.shard
	s.mu.Lock()
	defer s.mu.Unlock()
	st.mu.Lock()
	defer st.mu.Unlock()
	switch {
	case s.closed:
		t.err = journal.ErrClosed
	case s.standing[st.match] != st:
		t.err = ErrNotStanding
	case s.hosts[st.match] != nil:
		t.err = ErrRuns
	case t.err == nil && s.quarantined[st.match] != nil:
		t.err, t.final = fmt.Errorf("%w: %w", ErrQuarantined, s.quarantined[st.match]), true
	}
	z, err := st.b.Tail(t.recs, t.pardon, t.err)
	if t.final {
		st.b.GiveUp(t.err)
	}
	if st.b.phase != following {
		st.unread()
	}
	if err != nil {
		return nil, err
	}
	h := newHost(s, st.match, z.fold.Setup)
	h.standing = st
	return s.start(h, z, t.pardon, by), nil
}

// lost reports that the zone has bid in vain.
func (st *standing) lost(z *Zone) {
	st.mu.Lock()
	st.b.Lost(z)
	st.mu.Unlock()
	select {
	case st.news <- struct{}{}:
	default:
	}
}

// contain is deferred: a broken invariant ends this standby alone. Its journal reproduces it.
func (st *standing) contain(err *error) {
	if broken := recover(); broken != nil {
		*err = st.shard.quarantine(st.match, fmt.Errorf("broken invariant: %v\n%s", broken, debug.Stack()))
		st.giveUp(*err)
	}
}

// giveUp has the standby do nothing more, and ends what it follows.
func (st *standing) giveUp(why error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.b.GiveUp(why)
	st.unread()
}
