package matchmaker

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

// tenders sees to it that one goroutine at a time tells a shard about a match, and not too many in all. It also keeps the
// clients of shards.
type tenders struct {
	mu      *sync.Mutex
	tending map[string]bool
	room    chan struct{}
	clients map[string]speaker   // by id, URL and certificate
	known   map[string]string    // by match: the run of the shard that has confirmed to this process that it runs the match
	missing map[string]time.Time // by match: since when its shard says that it does not run it, or no more
	rests   map[string]time.Time // by match: no new try until then
	refused map[string][]string  // by match: the runs of shards that said that they lack the rules it needs
}

func newTenders() tenders {
	return tenders{
		mu: &sync.Mutex{}, tending: map[string]bool{}, room: make(chan struct{}, maxTending), clients: map[string]speaker{}, known: map[string]string{},
		missing: map[string]time.Time{}, rests: map[string]time.Time{},
		refused: map[string][]string{},
	}
}

// run names a shard's process from its start to its end: the next one has forgotten what this one was told.
func run(s *registry.Shard) string { return fmt.Sprintf("%s since %d", s.ID, s.Began) }

// knows reports whether this run of a shard has said to this process that it runs the match.
func (t *tenders) knows(match, run string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known[match] == run
}

// remember notes that it has; keep forgets the matches that run no more.
func (t *tenders) remember(match, run string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known[match] = run
}

func (t *tenders) keep(running []store.Home) {
	t.mu.Lock()
	defer t.mu.Unlock()
	runs := map[string]bool{}
	for _, r := range running {
		runs[r.Match] = true
	}
	maps.DeleteFunc(t.known, func(match, _ string) bool { return !runs[match] })
	maps.DeleteFunc(t.missing, func(match string, _ time.Time) bool { return !runs[match] })
	maps.DeleteFunc(t.refused, func(match string, _ []string) bool { return !runs[match] })
	maps.DeleteFunc(t.rests, func(match string, _ time.Time) bool { return !runs[match] })
}

// refuse notes that this run of a shard cannot go on with a match: it needs the rules of another release.
func (t *tenders) refuse(match, run string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, match)
	if !slices.Contains(t.refused[match], run) {
		t.refused[match] = append(t.refused[match], run)
	}
}

// refusing reports whether any match was refused so.
func (t *tenders) refusing() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.refused) > 0
}

// lacks reports whether this run of a shard has said so.
func (t *tenders) lacks(match, run string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Contains(t.refused[match], run)
}

// missed tells since when its shard says that it does not run a match. What it confirmed before does not count now.
func (t *tenders) missed(match string, now time.Time) (since time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	since, ok := t.missing[match]
	if !ok {
		since, t.missing[match] = now, now
	}
	delete(t.known, match)
	t.rests[match] = now.Add(tellAgain)
	return since
}

// found notes that a shard runs a match, and has heard what it must.
func (t *tenders) found(match string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.missing, match)
}

// misses reports whether a match's shard says that it does not run it: nobody new is sent there.
func (t *tenders) misses(match string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.missing[match]
	return ok
}

// tend runs f for a match, unless one runs for it already; the next round comes back to what that one did not see.
func (t *tenders) tend(match string, busy *sync.WaitGroup, f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.tending[match] || time.Now().Before(t.rests[match]) {
		return
	}
	t.tending[match] = true
	busy.Go(func() {
		t.room <- struct{}{}
		defer func() {
			<-t.room
			t.mu.Lock()
			defer t.mu.Unlock()
			delete(t.tending, match)
		}()
		f()
	})
}

func (t *tenders) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.clients {
		c.Close()
	}
}
