package etcd

import (
	"context"
	"fmt"
	"iter"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
)

// Follow implements journal.Store: it reads the zone, and then watches it from that revision on. Whenever the watch
// breaks, since its server went or what it wants was compacted, and when it is quiet for long, the zone is read
// again from where it was.
func (s *Store) Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]journal.Record, error] {
	return func(yield func([]journal.Record, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		if s.isClosed() {
			yield(nil, journal.ErrClosed)
			return
		}
		defer context.AfterFunc(s.running, cancel)()
		f := follower{s: s, zone: zone, next: max(from, 1), yield: func(recs []journal.Record) bool {
			return yield(recs, nil)
		}}
		err := f.run(ctx)
		switch {
		case f.left:
		case s.isClosed():
			yield(nil, journal.ErrClosed)
		case err != nil && ctx.Err() == nil:
			yield(nil, fmt.Errorf("follow zone %q: %w", zone, err))
		}
	}
}

// follower goes along with a chain.
type follower struct {
	s     *Store
	zone  string
	next  uint64 // record to be yielded
	yield func([]journal.Record) bool
	left  bool // who follows has had enough
}

func (f *follower) run(ctx context.Context) error {
	for ctx.Err() == nil && !f.left {
		got, err := f.s.read(f.zone, f.next)
		f.give(got.recs)
		if err != nil && isPassing(err) {
			err = sleep(ctx, lookEvery)
		}
		if err != nil || f.left {
			return err
		}
		// the chain is shorter than where we are to begin: only reading knows what comes before that
		if got.last.number+1 != f.next {
			if err = sleep(ctx, lookEvery); err != nil {
				return err
			}
			continue
		}
		if err = f.watch(ctx, got.last, got.at+1); err != nil {
			return err
		}
	}
	return nil
}

func (f *follower) give(recs []journal.Record) {
	if len(recs) > 0 && !f.left {
		f.next += uint64(len(recs))
		f.left = !f.yield(recs)
	}
}

// watch yields what is appended from a revision on, until the watch breaks or is quiet.
func (f *follower) watch(ctx context.Context, behind end, from int64) error {
	ctx, cancel := context.WithCancel(clientv3.WithRequireLeader(ctx))
	defer cancel()
	news := f.s.client.Watch(ctx, recordsOf(f.zone), clientv3.WithPrefix(), clientv3.WithRev(from),
		clientv3.WithFilterDelete())
	quiet := time.NewTimer(quietFor)
	defer quiet.Stop()
	for !f.left {
		select {
		case w, ok := <-news:
			if !ok || w.Err() != nil {
				return sleep(ctx, pause)
			}
			got := reading{last: behind}
			if gap, err := got.add(f.zone, w.Events); gap || err != nil {
				f.give(got.recs)
				return err
			}
			f.give(got.recs)
			behind = got.last
			quiet.Reset(quietFor)
		case <-quiet.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// add chains the records of events behind those that were read. A gap says that something came between.
func (g *reading) add(zone string, events []*clientv3.Event) (gap bool, err error) {
	for _, e := range events {
		if numberOf(string(e.Kv.Key)) != g.last.number+1 {
			return true, nil
		}
		r, err := readRecord(zone, g.last, e.Kv.Value)
		if err != nil {
			return false, err
		}
		g.recs, g.last = append(g.recs, r), end{r.Number, r.Hash}
	}
	return false, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
