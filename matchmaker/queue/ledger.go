package queue

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/store"
	"muster/shard/registry"
	"muster/wallclock"
)

// ledger is what this process knows of matches and the shards that run them, beside what the store says: it is lost
// with the process, and asked for anew. It also sees to it that one goroutine at a time syncs a match,
// and not too many in all.
type ledger struct {
	mu   sync.Mutex
	busy map[string]bool // matches that are being synced
	room chan struct{}   // a place for each of them
	// by match: the incarnation of the shard that has confirmed to this process that it runs the match
	known   map[string]string
	missing map[string]time.Time // by match: since when its shard says that it does not run it, or no more
	rests   map[string]time.Time // by match: no new try until then
	refused map[string][]string  // by match: the incarnations of shards that said that they lack the rules it needs
	avoided map[string]time.Time // by shard: gets nothing new until then
}

func newLedger() *ledger {
	return &ledger{
		busy: map[string]bool{}, room: make(chan struct{}, maxSyncing), known: map[string]string{},
		missing: map[string]time.Time{}, rests: map[string]time.Time{}, refused: map[string][]string{},
		avoided: map[string]time.Time{},
	}
}

// avoid has a shard get nothing new until a time.
func (l *ledger) avoid(shard string, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.avoided[shard] = until
}

func (l *ledger) avoids(shard string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.avoided[shard])
}

// incarnation names a shard's process from its start to its end: the next one has forgotten what this one was told.
func incarnation(s *registry.Shard) string { return fmt.Sprintf("%s since %d", s.ID, s.Began) }

// knows reports whether this run of a shard has said to this process that it runs the match.
func (l *ledger) knows(match, run string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known[match] == run
}

// remember notes that it has; keep forgets the matches that run no more.
func (l *ledger) remember(match, run string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[match] = run
}

func (l *ledger) retain(running []store.Placement) {
	l.mu.Lock()
	defer l.mu.Unlock()
	runs := map[string]bool{}
	for _, r := range running {
		runs[r.Match] = true
	}
	maps.DeleteFunc(l.known, func(match, _ string) bool { return !runs[match] })
	maps.DeleteFunc(l.missing, func(match string, _ time.Time) bool { return !runs[match] })
	maps.DeleteFunc(l.refused, func(match string, _ []string) bool { return !runs[match] })
	maps.DeleteFunc(l.rests, func(match string, _ time.Time) bool { return !runs[match] })
}

// refuse notes that this run of a shard cannot go on with a match: it needs the rules of another release.
func (l *ledger) refuse(match, run string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.known, match)
	if !slices.Contains(l.refused[match], run) {
		l.refused[match] = append(l.refused[match], run)
	}
}

// refusing reports whether any match was refused so.
func (l *ledger) refusing() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.refused) > 0
}

// lacks reports whether this run of a shard has said so.
func (l *ledger) lacks(match, run string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Contains(l.refused[match], run)
}

// missed reports since when its shard says that it does not run a match. What it confirmed before does not count now.
func (l *ledger) missed(match string, now time.Time) (since time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	since, ok := l.missing[match]
	if !ok {
		since, l.missing[match] = now, now
	}
	delete(l.known, match)
	l.rests[match] = now.Add(tellAgain)
	return since
}

// found notes that a shard runs a match, and has heard what it must.
func (l *ledger) found(match string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.missing, match)
}

// misses reports whether a match's shard says that it does not run it: nobody new is sent there.
func (l *ledger) misses(match string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.missing[match]
	return ok
}

// start runs f for a match, unless one runs for it already; the next round comes back to what that one did not see.
func (l *ledger) start(match string, busy *sync.WaitGroup, f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.mayStart(match, wallclock.Now()) {
		return
	}
	l.busy[match] = true
	busy.Go(func() {
		l.room <- struct{}{}
		defer func() {
			<-l.room
			l.mu.Lock()
			defer l.mu.Unlock()
			delete(l.busy, match)
		}()
		f()
	})
}

// free reports whether nothing is under way for a match.
func (l *ledger) free(match string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mayStart(match, now)
}

// mayStart is for who holds mu.
func (l *ledger) mayStart(match string, now time.Time) bool {
	return !l.busy[match] && !now.Before(l.rests[match])
}
