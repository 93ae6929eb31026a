package shard

import (
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"muster/game"
	"muster/shard/journal"
	"muster/wallclock"
)

// Host is a running zone: one goroutine that drives a Zone with a clock and a Store. Everybody else leaves inputs in
// its inbox and waits for nothing, so that a Subscriber may hold any lock of its own.
type Host struct {
	shard *Shard
	match string
	setup *game.Setup
	store journal.Store
	log   *slog.Logger
	stats Stats
	pace  atomic.Int64 // in percent of what the rules say; 0 to stand still
	beat  atomic.Int64 // when the zone last let a tick out, or was started; Unix nanoseconds

	mu     sync.Mutex
	inbox  []func(*Zone) // in order; bounded for callers, not for the few outcomes of the store
	wake   chan struct{} // holds one: the inbox is not empty
	subs   []*subscription
	latest *Publication
	since  time.Time // when the first one left
	known  Known
	gone   bool  // has stopped: inputs lead nowhere
	why    error // why it stopped

	ready chan struct{} // closed when the zone is ours or has stopped
	done  chan struct{}
	filed chan struct{} // closed when the shard knows that it has stopped
	quit  chan struct{} // closed by stop
	once  sync.Once

	pardon  Pardon        // of what was told of the journal before
	shadow  []byte        // the last checkpoint; belongs to whoever keeps one
	witness chan struct{} // holds one while a witness is held against the journal
	keeping atomic.Bool
	stalled atomic.Bool
	failed  error // why appends fail, since the zone fell silent; the zone's goroutine's own, as those that follow

	cause    Cause
	standing *standing // that has bid, until the zone is ours
	prompt   bool      // the first tick comes as soon as the zone is ours

	departures Departures
	ticked     time.Time // when the tick began whose actions are carried out; zero between ticks
}

type subscription struct{ sub Subscriber }

func newHost(s *Shard, match string, setup *game.Setup) *Host {
	h := &Host{
		shard: s, match: match, setup: setup, store: s.cfg.Store, log: s.cfg.Log.With("match", match),
		wake: make(chan struct{}, 1), ready: make(chan struct{}), done: make(chan struct{}), quit: make(chan struct{}),
		witness: make(chan struct{}, 1), filed: make(chan struct{}),
	}
	h.pace.Store(usualPace)
	h.beat.Store(time.Now().UnixNano())
	return h
}

const usualPace = 100

// Pace lets the zone go at a share of its usual pace, in percent, or stand still at 0. It is for who plays alone:
// everybody in the match is slowed down. The zone knows nothing of it, since it has no clock.
func (h *Host) Pace(percent int) { h.pace.Store(int64(max(0, percent))) }

// Match is the id of the match.
func (h *Host) Match() string { return h.match }

// Setup is the match's immutable set-up.
func (h *Host) Setup() *game.Setup { return h.setup }

// Stats are the zone's counters; read them with Load.
func (h *Host) Stats() *Stats { return &h.stats }

// Done is closed when the zone has stopped: ended, quarantined or closed.
func (h *Host) Done() <-chan struct{} { return h.done }

// Err is why a zone that is Done has stopped: ErrEnded, nil when the shard was closed, or what broke it.
func (h *Host) Err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.why
}

// run drives the zone until it stops. A broken invariant stops this zone alone; its journal reproduces it.
func (h *Host) run(z *Zone) {
	defer h.finish()
	defer func() {
		if broken := recover(); broken != nil {
			h.stopped(fmt.Errorf("broken invariant: %v\n%s", broken, debug.Stack()))
		}
	}()
	period := time.Second / time.Duration(h.setup.Rules.TickRate)
	first := period + phaseOf(h.match, period)
	next, shift := time.Now().Add(first), time.Duration(0)
	timer := time.NewTimer(first)
	defer timer.Stop()
	out := time.NewTimer(first)
	defer out.Stop()
	for h.act(z) {
		if h.prompt && z.phase == owner {
			// many may come at once: from the second tick on each has its own phase
			h.prompt, next, shift = false, time.Now(), phaseOf(h.match, period)-period/2
			timer.Reset(0)
		}
		if !h.ticked.IsZero() {
			h.stats.TickTimes.add(time.Since(h.ticked))
			h.ticked = time.Time{}
		}
		h.leave(time.Now()) // whatever woke us: on a machine without a processor to spare each timer is late by itself
		if at, ok := h.departures.Next(); ok {
			out.Reset(time.Until(at))
		}
		select {
		case <-h.quit:
			return
		case <-h.wake:
			h.drain(z)
		case <-out.C:
		case now := <-timer.C:
			pace := time.Duration(h.pace.Load())
			if pace == 0 {
				h.beat.Store(now.UnixNano()) // it stands still because it was told to
				next = now.Add(period)
				timer.Reset(period)
				continue
			}
			h.tick(z, next, period*usualPace/pace)
			next, shift = h.following(next, now, h.pause(z, period*usualPace/pace)).Add(shift), 0
			timer.Reset(time.Until(next))
		}
	}
	h.flushDepartures()
}

// tick has the zone tick once.
func (h *Host) tick(z *Zone, due time.Time, period time.Duration) {
	h.ticked = time.Now()
	h.drain(z)
	before := z.Stepped()
	if z.Still() {
		h.departures.Slotted(due, period)
		z.Slot(uint64(wallclock.Now().UnixMilli()))
	} else {
		z.Tick()
	}
	if z.Waits() {
		h.beat.Store(h.ticked.UnixNano()) // it stands still because its players are not there
	}
	if now := z.Stepped(); now != before {
		h.departures.Ticked(now, due, period)
	}
	h.stats.Ticks.Add(1)
}

// pause is how long the zone is left alone now: for a tick, or for a slot while a turn is planned.
func (h *Host) pause(z *Zone, tick time.Duration) time.Duration {
	if z.Still() && !z.Waits() {
		return slotTime
	}
	return tick
}

// phaseOf spreads the zones' ticks over a period, so that many zones resumed at once do not all step at once.
func phaseOf(match string, period time.Duration) time.Duration {
	f := fnv.New32a()
	f.Write([]byte(match))
	return time.Duration(f.Sum32()) % period
}

// following is when the next tick is due. A late tick is counted and caught up; after a second's pause the zone goes on
// from now, since players would rather lose the time than watch it rush by.
func (h *Host) following(due, now time.Time, period time.Duration) time.Time {
	if now.Sub(due) > period {
		h.stats.Overruns.Add(1)
	}
	if now.Sub(due) > time.Second {
		due = now
	}
	return due.Add(period)
}

// drain gives the zone what is in the inbox.
func (h *Host) drain(z *Zone) {
	h.mu.Lock()
	inbox := h.inbox
	h.inbox = nil
	h.mu.Unlock()
	for _, input := range inbox {
		input(z)
	}
}

// post leaves an input for the zone's goroutine; bounded inputs are not taken when the inbox is full.
func (h *Host) post(bounded bool, input func(*Zone)) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gone || bounded && len(h.inbox) >= maxInbox {
		return false
	}
	h.inbox = append(h.inbox, input)
	select {
	case h.wake <- struct{}{}:
	default:
	}
	return true
}

// act carries out what the zone wants done; false when it has stopped.
func (h *Host) act(z *Zone) bool {
	for _, a := range z.Actions() {
		switch {
		case a.Append != nil:
			h.append(a.Append)
		case a.Read != nil:
			time.AfterFunc(a.Read.After, func() { h.read(a.Read, 0) })
		case a.Publish != nil, a.Stall != nil:
			h.hold(z, a)
		case a.Keep != nil:
			h.shard.keepCheckpoint(h, a.Keep)
		case a.Stop != nil:
			h.stopped(a.Stop)
			return false
		}
	}
	return true
}

func (h *Host) append(a *Append) {
	h.stats.Records.Add(1)
	began := h.ticked
	if began.IsZero() {
		began = time.Now()
	}
	handed := time.Now()
	h.store.Append(h.match, a.Sealed, func(err error) {
		took := time.Since(handed)
		h.post(false, func(z *Zone) {
			if err != nil {
				h.noteAppendError(err)
				z.Failed(a.Hash())
				return
			}
			h.stats.AppendTimes.add(took)
			h.shard.took(time.Since(began))
			z.Acked(a.Hash())
		})
	})
}

// Stalled reports whether the match is paused because its records do not become durable.
func (h *Host) Stalled() bool { return h.stalled.Load() }

// noteAppendError remembers why records do not become durable; a full disk fails fifty times a second, and is logged
// once.
func (h *Host) noteAppendError(err error) {
	if h.failed == nil {
		h.log.Warn("append failed; reading the journal back", "error", err)
	}
	// what fell with another record conflicts, which says nothing
	if h.failed == nil || !errors.Is(err, journal.ErrConflict) {
		h.failed = err
	}
}

// announceStall tells Listeners that the zone is paused, and why, or that it goes on.
func (h *Host) announceStall(s *Stall) {
	why := ""
	if !s.Over {
		why = "journal writes do not complete"
		if h.failed != nil {
			why = h.failed.Error()
		}
		h.log.Error("match paused: journal writes are failing", "error", why)
	} else {
		h.log.Info("match resumed: journal writes succeed again")
	}
	h.failed = nil
	h.stalled.Store(!s.Over)
	h.mu.Lock()
	subs := h.subs
	h.mu.Unlock()
	for _, s := range subs {
		if l, ok := s.sub.(Listener); ok {
			l.Stalled(why)
		}
	}
}

// read asks the store off the zone's goroutine, and asks again while it cannot answer. It is the only one
// that reads for the zone.
func (h *Host) read(r *Read, tries int) {
	select {
	case <-h.done:
		return
	default:
	}
	recs, durable, err := h.store.Read(h.match, r.From)
	switch {
	case err == nil:
		h.post(false, func(z *Zone) { z.ReadBack(recs, durable) })
		return
	case errors.Is(err, journal.ErrGoing):
		h.post(false, func(z *Zone) { z.ReadBack(nil, 0) })
		return
	case isPermanent(err) && tries >= damagedReads:
		h.post(false, func(z *Zone) { z.Quarantine(err) })
		return
	case tries%100 == 0: // a store that is away does not fill the log
		h.log.Warn("read the journal: trying again", "error", err)
	}
	time.AfterFunc(readAgain, func() { h.read(r, tries+1) })
}

// publish lets a publication out, to everybody in the order in which they came.
func (h *Host) publish(p *Publication) {
	h.stats.Publications.Add(1)
	h.beat.Store(time.Now().UnixNano())
	h.mu.Lock()
	h.known.Learn(p)
	first := h.latest == nil
	if first {
		h.since = time.Now()
	}
	h.latest = p
	subs := h.subs
	h.mu.Unlock()
	if first {
		h.owns()
		close(h.ready)
	}
	for _, s := range subs {
		s.sub.Publish(p)
	}
}

func (h *Host) stopped(why error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.why = why
}

func (h *Host) finish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gone, h.inbox = true, nil
	close(h.done)
	if h.latest == nil {
		close(h.ready)
	}
}

// stop ends the goroutine and waits for it. The match goes on when the store is opened again.
func (h *Host) stop() {
	h.once.Do(func() { close(h.quit) })
	<-h.done
}
