package registry_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// elector is a registry that elects the matchmaker that leads.
type elector interface {
	registry.Registry
	Lead(ctx context.Context, id string) (context.Context, error)
}

// directory is a place to meet that can be hurt.
type directory struct {
	// another process's way in, and what cuts it off and lets it through again
	join          func(t *testing.T) (in elector, cut, heal func())
	kill, restart func()
}

// arena is a kind of election under test.
type arena struct {
	tell func(t *testing.T, story func(t *testing.T))
	open func(t *testing.T) directory
	// Two never lead at once, not even for an instant: who cannot reach the directory stops leading in time. Where it
	// is not so, who leads goes on until it hears that another does: the database keeps order.
	strict bool
}

// runner is a matchmaker as far as an election goes: it keeps its entry and wants to lead.
type runner struct {
	leads     atomic.Bool
	silent    context.CancelFunc // its entry is kept no more
	leave     func()             // it ends in good order
	cut, heal func()
}

// race is two matchmakers that want to lead, and somebody who looks on.
type race struct {
	see     registry.Registry
	runners [2]*runner
	leading atomic.Int32
	crowded atomic.Bool // two led at once
}

func newRace(t *testing.T, d directory) *race {
	r := &race{}
	r.see, _, _ = d.join(t)
	for i, id := range []string{"0", "1"} {
		r.runners[i] = r.run(t, d, id)
	}
	return r
}

func (r *race) run(t *testing.T, d directory, id string) *runner {
	in, cut, heal := d.join(t)
	ctx, cancel := context.WithCancel(t.Context())
	speaking, silent := context.WithCancel(ctx)
	var busy sync.WaitGroup
	me := &runner{silent: silent, cut: cut, heal: heal, leave: func() {
		cancel()
		busy.Wait()
		require.NoError(t, in.RemoveMatchmaker(context.Background(), id))
	}}
	t.Cleanup(func() { cancel(); busy.Wait() })
	busy.Go(func() {
		for speaking.Err() == nil {
			_ = in.PutMatchmaker(speaking, registry.Matchmaker{ID: id, URL: id}) // fails while the directory is away
			time.Sleep(200 * time.Millisecond)
		}
	})
	busy.Go(func() {
		for ctx.Err() == nil {
			if leading, err := in.Lead(ctx, id); err == nil {
				r.lead(me, leading)
			}
		}
	})
	return me
}

func (r *race) lead(me *runner, leading context.Context) {
	if r.leading.Add(1) > 1 {
		r.crowded.Store(true)
	}
	me.leads.Store(true)
	<-leading.Done()
	me.leads.Store(false)
	r.leading.Add(-1)
}

// leader waits until one leads, and the directory says so.
func (r *race) leader(t *testing.T) (who, other *runner) {
	eventually(t, func() bool {
		i := 0
		if r.runners[1].leads.Load() {
			i = 1
		}
		who, other = r.runners[i], r.runners[1-i]
		told := matchmakers(t, r.see, 2)
		return who.leads.Load() && !other.leads.Load() && told[i].Leads && !told[1-i].Leads
	})
	return who, other
}

// elect is the suite that every election is held to.
func elect(t *testing.T, a arena) {
	story := func(name string, f func(t *testing.T, d directory, r *race)) {
		t.Run(name, func(t *testing.T) {
			a.tell(t, func(t *testing.T) {
				d := a.open(t)
				r := newRace(t, d)
				f(t, d, r)
				if a.strict {
					require.False(t, r.crowded.Load(), "two led at once")
				}
			})
		})
	}
	story("who leaves in good order is followed at once", func(t *testing.T, _ directory, r *race) {
		first, other := r.leader(t)
		first.leave()
		eventually(t, other.leads.Load)
		require.Len(t, matchmakers(t, r.see, 1), 1)
	})
	story("who falls silent is followed, and sees that it leads no more", func(t *testing.T, _ directory, r *race) {
		first, other := r.leader(t)
		began := time.Now()
		first.silent()
		eventually(t, other.leads.Load)
		t.Logf("the other leads after %v", time.Since(began).Round(time.Millisecond))
		eventually(t, func() bool { return !first.leads.Load() })
	})
	story("who is cut off is followed, and follows when it is back", func(t *testing.T, _ directory, r *race) {
		first, other := r.leader(t)
		began := time.Now()
		first.cut()
		eventually(t, other.leads.Load)
		t.Logf("the other leads after %v", time.Since(began).Round(time.Millisecond))
		require.NotEqual(t, a.strict, first.leads.Load())
		first.heal()
		now, _ := r.leader(t)
		require.Same(t, other, now)
	})
	story("a directory that is away for a moment changes nothing", func(t *testing.T, d directory, r *race) {
		first, other := r.leader(t)
		d.kill()
		time.Sleep(2 * time.Second)
		require.True(t, first.leads.Load(), "nobody can take the lead while the directory is away")
		d.restart()
		time.Sleep(time.Second)
		now, _ := r.leader(t)
		if a.strict { // Consul may have lost the session
			require.Same(t, first, now)
		}
		require.False(t, r.crowded.Load(), "two led at once")
		require.NotSame(t, now, other, "who led goes on")
	})
}

// outlive kills a directory for so long and starts it again, with what it knew or without. The last known members are
// used meanwhile, and a newcomer finds everything again when it is back. ttl is that of its entries.
func outlive(t *testing.T, d directory, ttl, away time.Duration) {
	r, _, _ := d.join(t)
	feed := func(ctx context.Context) error {
		return errors.Join(
			r.PutShard(ctx, registry.Shard{ID: "a", Addr: "127.0.0.1:7", Load: 3}),
			r.PutMatchmaker(ctx, registry.Matchmaker{ID: "m", URL: "u"}),
			r.PutHeads(ctx, registry.Head{Match: "x", Shard: "a", Number: 9}))
	}
	require.NoError(t, feed(t.Context()))
	shards(t, r, 1)
	matchmakers(t, r, 1)
	d.kill()
	require.Error(t, feed(t.Context()))
	require.Len(t, list(t, r), 1, "the last known members are used")
	_, _, err := r.FindHead(t.Context(), "x")
	require.Error(t, err, "not knowing is not the same as knowing that there is none")
	time.Sleep(away)
	late, _, _ := d.join(t)

	d.restart()
	var back time.Time
	eventually(t, func() bool { // until what was held is held no more
		require.Len(t, list(t, r), 1, "never gone")
		if feed(t.Context()) == nil && back.IsZero() { // the first may come too early
			back = time.Now()
		}
		require.Len(t, list(t, r), 1, "never gone")
		return !back.IsZero() && time.Since(back) > ttl+2*time.Second
	})
	require.Equal(t, "a", shards(t, late, 1)[0].ID)
	require.Equal(t, "m", matchmakers(t, late, 1)[0].ID)
	h, ok, err := late.FindHead(t.Context(), "x")
	require.NoError(t, err)
	require.True(t, ok)
	require.EqualValues(t, 9, h.Number)
}
