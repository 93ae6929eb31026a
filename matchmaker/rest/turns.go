package rest

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// turns gives one after another the turn to hash a password. Those of addresses that signed in to the name before go
// first, then the addresses in turn: a flood from one of them waits for itself. After each turn there is a pause as
// long as it took, so that passwords never take more than half a core from those who play.
type turns struct {
	mu      sync.Mutex
	busy    bool
	waiting []*turn              // in order of arrival, at most maxHashQueue
	served  map[netip.Prefix]int // turns of each address since nobody waited
}

// turn is somebody who waits. ready gets nil when it comes, or errBusy when others were let in instead.
type turn struct {
	from  netip.Prefix
	known bool
	ready chan error
}

func newTurns() *turns { return &turns{served: map[netip.Prefix]int{}} }

// acquire waits for a turn. Done ends it.
func (t *turns) acquire(ctx context.Context, from netip.Prefix, known bool) error {
	me := &turn{from, known, make(chan error, 1)}
	t.mu.Lock()
	switch {
	case !t.busy:
		t.busy = true
		t.mu.Unlock()
		return nil
	case len(t.waiting) >= maxHashQueue && !t.makeRoom(me):
		t.mu.Unlock()
		return errBusy
	}
	t.waiting = append(t.waiting, me)
	t.mu.Unlock()
	select {
	case err := <-me.ready:
		return err
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.waiting, me); i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
	} else if err := <-me.ready; err == nil { // it came just now
		t.next()
	}
	return ctx.Err()
}

// makeRoom sends away the newest of the address that has most waiting, unless that is the asking one's own.
func (t *turns) makeRoom(me *turn) bool {
	count := map[netip.Prefix]int{}
	for _, w := range t.waiting {
		count[w.from]++
	}
	worst := -1
	for i, w := range t.waiting {
		if !w.known && (worst < 0 || count[w.from] >= count[t.waiting[worst].from]) {
			worst = i
		}
	}
	if worst < 0 || !me.known && count[t.waiting[worst].from] <= count[me.from]+1 {
		return false
	}
	t.waiting[worst].ready <- errBusy
	t.waiting = slices.Delete(t.waiting, worst, worst+1)
	return true
}

// done ends a turn that took so long. The next one comes after a pause.
func (t *turns) done(took time.Duration) {
	time.AfterFunc(took, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.next()
	})
}

// next gives the turn on. The caller holds mu.
func (t *turns) next() {
	if len(t.waiting) == 0 {
		t.busy = false
		clear(t.served)
		return
	}
	first := 0
	for i, w := range t.waiting {
		if best := t.waiting[first]; w.known != best.known && w.known ||
			w.known == best.known && t.served[w.from] < t.served[best.from] {
			first = i
		}
	}
	w := t.waiting[first]
	t.waiting = slices.Delete(t.waiting, first, first+1)
	t.served[w.from]++
	w.ready <- nil
}
