package etcd_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
)

const (
	pace  = 10 * time.Millisecond // between a writer's records
	zones = 4                     // that are written to at once
)

// writer appends to a zone as its owner does: what is unknown is looked up, and sent again as the same bytes.
type writer struct {
	s    journal.Store
	zone string
	name string
	from end // of the chain, when it begins
	i    int // its own record that comes next

	pulse *pulse

	mu    sync.Mutex
	acked []end
}

// pulse is when a zone was last written to, by whomever.
type pulse struct {
	mu   sync.Mutex
	last time.Time
	gap  time.Duration // the longest between two records
}

func (p *pulse) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if !p.last.IsZero() {
		p.gap = max(p.gap, now.Sub(p.last))
	}
	p.last = now
}

// longest is the longest time without a record since it was last asked; another begins now.
func (p *pulse) longest() (gap time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	gap, p.gap = p.gap, 0
	return gap
}

// rest forgets when the last record was.
func (p *pulse) rest() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.gap = time.Time{}, 0
}

type end struct {
	number uint64
	hash   journal.Hash
}

// run appends until ctx ends.
func (w *writer) run(ctx context.Context) {
	for at, i := w.from, w.i; ctx.Err() == nil; {
		r := journal.Seal(at.hash, fmt.Appendf(nil, "record %d of %s in %s", i, w.name, w.zone))
		outcome := make(chan error, 1)
		w.s.Append(w.zone, r, func(err error) { outcome <- err })
		if <-outcome == nil {
			at, i = w.ack(end{at.number + 1, r.Hash()}), i+1
			time.Sleep(pace)
			continue
		}
		recs, _, err := w.s.Read(w.zone, at.number+1)
		if err != nil || len(recs) == 0 {
			time.Sleep(pace) // nobody knows: again
			continue
		}
		if recs[0].Hash == r.Hash() {
			w.ack(end{recs[0].Number, recs[0].Hash})
			i++
		}
		last := recs[len(recs)-1] // of somebody else who writes too, maybe
		at = end{last.Number, last.Hash}
	}
}

func (w *writer) ack(e end) end {
	w.pulse.beat()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acked = append(w.acked, e)
	return e
}

// count is how many were acknowledged.
func (w *writer) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acked)
}

// writers write at once, while somebody follows each zone.
type writers struct {
	t    *testing.T
	all  []*writer
	stop func()
	done sync.WaitGroup
	seen map[string][]end // by who follows
	mu   sync.Mutex
}

// write starts writers on zones, several on each if there are several stores.
func write(t *testing.T, zones int, stores ...journal.Store) *writers {
	w := &writers{t: t, seen: map[string][]end{}}
	for z := range zones {
		beat := &pulse{}
		for i, s := range stores {
			w.all = append(w.all, &writer{
				s: s, pulse: beat, zone: fmt.Sprint("zone ", z), name: fmt.Sprint("writer ", i),
			})
		}
	}
	w.start()
	w.goOn(5)
	return w
}

// again has the same writers go on, each from what it was told last.
func (w *writers) again() {
	for _, one := range w.all {
		one.i = len(one.acked)
		one.pulse.rest()
		if n := len(one.acked); n > 0 {
			one.from = one.acked[n-1]
		}
	}
	w.seen = map[string][]end{}
	w.start()
	w.goOn(1)
}

func (w *writers) start() {
	ctx, stop := context.WithCancel(w.t.Context())
	w.stop = stop
	for _, one := range w.all {
		w.done.Go(func() { one.run(ctx) })
		if one.name == "writer 0" {
			w.done.Go(func() { w.follow(ctx, one.s, one.zone) })
		}
	}
	w.t.Cleanup(func() {
		stop()
		w.done.Wait()
	})
}

func (w *writers) follow(ctx context.Context, s journal.Store, zone string) {
	for recs, err := range s.Follow(ctx, zone, 1) {
		w.mu.Lock()
		for _, r := range recs {
			w.seen[zone] = append(w.seen[zone], end{r.Number, r.Hash})
		}
		w.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			w.t.Errorf("follow %s: %v", zone, err)
		}
	}
}

// goOn waits until each writer has been acknowledged n times more.
func (w *writers) goOn(n int) {
	for _, one := range w.all {
		want := one.count() + n
		require.Eventually(w.t, func() bool {
			return one.count() >= want
		}, patience, 5*time.Millisecond, "%s of %s writes no more", one.name, one.zone)
	}
}

// pause is the longest that any zone stood still.
func (w *writers) pause() (longest time.Duration) {
	for _, one := range w.all {
		longest = max(longest, one.pulse.longest())
	}
	return longest
}

// rest has all stop writing.
func (w *writers) rest() {
	w.stop()
	w.done.Wait()
}

// check ends it all, and counts what was acknowledged and is not there, or is another record there.
func (w *writers) check(s journal.Store) (acked, lost, forked int) {
	w.rest()
	for _, one := range w.all {
		recs, _, err := s.Read(one.zone, 1)
		require.NoError(w.t, err)
		for _, e := range one.acked {
			acked++
			switch {
			case e.number > uint64(len(recs)):
				lost++
			case recs[e.number-1].Hash != e.hash:
				forked++
			}
		}
		for i, e := range w.seen[one.zone] {
			require.Equal(w.t, end{recs[i].Number, recs[i].Hash}, e, "what a follower of %s saw", one.zone)
		}
	}
	return acked, lost, forked
}
