package journal

import (
	"context"
	"iter"
	"sync"
	"time"
)

// notifier wakes all who wait for something new.
type notifier struct {
	mu sync.Mutex
	c  chan struct{}
}

// wait returns a channel that is closed at the next ring.
func (b *notifier) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.c == nil {
		b.c = make(chan struct{})
	}
	return b.c
}

func (b *notifier) notify() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.c != nil {
		close(b.c)
		b.c = nil
	}
}

// follow reads again whenever something may be new. news is asked before the read, so that nothing
// between them is missed.
func follow(
	ctx context.Context, from uint64, read func(from uint64) ([]Record, uint64, error), news func() <-chan struct{},
) iter.Seq2[[]Record, error] {
	return func(yield func([]Record, error) bool) {
		for next := max(from, 1); ctx.Err() == nil; {
			came := news()
			recs, durable, err := read(next)
			if err != nil {
				yield(nil, err)
				return
			}
			for len(recs) > 0 && recs[len(recs)-1].Number > durable {
				recs = recs[:len(recs)-1]
			}
			if len(recs) > 0 {
				next = recs[len(recs)-1].Number + 1
				if !yield(recs, nil) {
					return
				}
				continue
			}
			select {
			case <-came:
			case <-ctx.Done():
			}
		}
	}
}

// Follow implements Store.
func (m *Memory) Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]Record, error] {
	return follow(ctx, from, func(from uint64) ([]Record, uint64, error) { return m.Read(zone, from) }, m.news.wait)
}

// Follow implements Store.
func (s *Files) Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]Record, error] {
	return follow(ctx, from, func(from uint64) ([]Record, uint64, error) { return s.Read(zone, from) }, s.news.wait)
}

// Follow implements Store, also while another process writes: it looks at the end of the last
// segment every now and then.
func (r reader) Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]Record, error] {
	g := growing{disk: r.disk}
	read := func(from uint64) ([]Record, uint64, error) {
		if err := g.refresh(); err != nil {
			return nil, 0, err
		}
		return g.ix.locate(zone, from).read(g.disk, zone)
	}
	return follow(ctx, from, read, func() <-chan struct{} {
		c := make(chan struct{})
		time.AfterFunc(followEvery, func() { close(c) })
		return c
	})
}
