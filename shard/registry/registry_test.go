package registry_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// place is a kind of registry under test.
type place struct {
	ttl  time.Duration
	tell func(t *testing.T, story func(t *testing.T))      // runs a story, in virtual time where that can be
	open func(t *testing.T) (one, other registry.Registry) // two ways into one empty meeting place
}

// conform is the suite that every implementation is held to.
func conform(t *testing.T, p place) {
	story := func(name string, f func(t *testing.T, ctx context.Context, one, other registry.Registry)) {
		t.Run(name, func(t *testing.T) {
			p.tell(t, func(t *testing.T) {
				one, other := p.open(t)
				f(t, t.Context(), one, other)
			})
		})
	}
	story("shards are listed by id until they fall silent", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		a := registry.Shard{
			ID: "a", Addr: "127.0.0.1:1", CertHash: []byte{1, 2}, Control: "https://127.0.0.1:2", Health: "http://127.0.0.1:3", PublicKey: []byte{3}, Version: "v",
			Protocol: [2]uint16{1, 2}, Region: "north", Capacity: 5, Load: 3, Players: 17, Shared: true,
		}
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b", Load: 1}))
		require.NoError(t, one.PutShard(ctx, a))
		time.Sleep(p.ttl * 6 / 10)
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b", Load: 2}))
		all := shards(t, other, 2)
		all[0].Seen = time.Time{}
		require.Equal(t, a, all[0])
		require.Equal(t, 2, load(t, other, "b", 2))
		time.Sleep(p.ttl * 6 / 10)
		require.Equal(t, "b", shards(t, other, 1)[0].ID)
		require.NoError(t, one.RemoveShard(ctx, "b"))
		shards(t, other, 0)
	})
	story("a shard that drains or fails its own check is told apart at once", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a"}))
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b"}))
		all := shards(t, other, 2)
		require.True(t, all[0].TakesMatches())
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a", Draining: true}))
		eventually(t, func() bool {
			s := list(t, other)
			return len(s) == 2 && s[0].Draining && !s[0].TakesMatches() && s[1].TakesMatches()
		})
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b", Trouble: "its ticks stand still"}))
		require.Equal(t, "a", shards(t, other, 1)[0].ID)
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a"}))
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b"}))
		eventually(t, func() bool { s := list(t, other); return len(s) == 2 && s[0].TakesMatches() && s[1].TakesMatches() })
	})
	story("a shard that comes and goes again and again is on probation", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		for range 3 {
			require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a"}))
			shards(t, other, 1)
			require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a", Trouble: "now and then"}))
			shards(t, other, 0)
		}
		require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a"}))
		require.True(t, shards(t, other, 1)[0].Unsteady)
	})
	story("matchmakers are listed until they fall silent or leave", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		m := registry.Matchmaker{ID: "m", URL: "u", PublicKey: []byte{1, 2, 3}, Leads: true}
		require.NoError(t, one.PutMatchmaker(ctx, m))
		require.NoError(t, one.PutMatchmaker(ctx, registry.Matchmaker{ID: "n"}))
		require.Equal(t, []registry.Matchmaker{m, {ID: "n"}}, matchmakers(t, other, 2))
		require.NoError(t, one.RemoveMatchmaker(ctx, "n"))
		matchmakers(t, other, 1)
		time.Sleep(p.ttl * 11 / 10)
		matchmakers(t, other, 0)
	})
	story("the last head is kept, whoever tells of an older one later", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		_, ok, err := other.FindHead(ctx, "m")
		require.NoError(t, err)
		require.False(t, ok)
		old := registry.Head{Match: "m", Shard: "a", Epoch: 1, Number: 7, Hash: []byte{1}}
		now := registry.Head{Match: "m", Shard: "b", Epoch: 2, Number: 5, Hash: []byte{2}}
		require.NoError(t, one.PutHeads(ctx, old, registry.Head{Match: "n", Number: 1}))
		require.NoError(t, other.PutHeads(ctx, now))
		old.Number = 9
		require.NoError(t, one.PutHeads(ctx, old, registry.Head{Match: "n", Number: 2}))
		h, ok, err := other.FindHead(ctx, "m")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, now, h)
		h, _, _ = other.FindHead(ctx, "n")
		require.EqualValues(t, 2, h.Number, "the others of the same breath are kept")
		require.NoError(t, one.DropHeads(ctx, "m", "n"))
		_, ok, _ = other.FindHead(ctx, "m")
		require.False(t, ok)
	})
	story("a hundred heads in one breath", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		var heads []registry.Head
		for i := range 100 {
			heads = append(heads, registry.Head{Match: string(rune('a'+i/26)) + string(rune('a'+i%26)), Shard: "s", Number: uint64(i)})
		}
		require.NoError(t, one.PutHeads(ctx, heads...))
		for _, want := range heads {
			h, ok, err := other.FindHead(ctx, want.Match)
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, want.Number, h.Number)
		}
	})
	story("a watcher is woken and never waited for", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		w := other.Watch(ctx)
		for i := range 3 {
			require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a", Load: i}))
		}
		<-w
		require.Equal(t, 2, load(t, other, "a", 2))
	})
}

func list(t *testing.T, r registry.Registry) []registry.Shard {
	all, err := r.Shards(t.Context())
	require.NoError(t, err)
	return all
}

// shards waits until so many are listed.
func shards(t *testing.T, r registry.Registry, n int) (all []registry.Shard) {
	eventually(t, func() bool { all = list(t, r); return len(all) == n })
	return all
}

func matchmakers(t *testing.T, r registry.Registry, n int) (all []registry.Matchmaker) {
	eventually(t, func() (ok bool) {
		var err error
		all, err = r.Matchmakers(t.Context())
		require.NoError(t, err)
		return len(all) == n
	})
	return all
}

// load waits until a shard's load is as wanted.
func load(t *testing.T, r registry.Registry, id string, want int) (got int) {
	eventually(t, func() bool {
		for _, s := range list(t, r) {
			if s.ID == id {
				got = s.Load
			}
		}
		return got == want
	})
	return got
}

// eventually allows for what travels, also over a machine that is busy with other things.
func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	require.Fail(t, "not within ten seconds")
}

func TestMemory(t *testing.T) {
	conform(t, place{
		ttl:  10 * time.Second,
		tell: synctest.Test,
		open: func(*testing.T) (one, other registry.Registry) {
			m := registry.NewMemory(10 * time.Second)
			return m, m
		},
	})
}

// Long enough for a busy machine to answer in, since an entry that is late is gone.
const servedTTL = 4 * time.Second

// The same over HTTP, in real time, as the processes of one machine meet.
func TestServedToOtherProcesses(t *testing.T) {
	conform(t, place{
		ttl:  servedTTL,
		tell: func(t *testing.T, story func(t *testing.T)) { story(t) },
		open: func(t *testing.T) (one, other registry.Registry) {
			s := httptest.NewServer(registry.Serve(registry.NewMemory(servedTTL), "secret"))
			t.Cleanup(s.Close)
			t.Cleanup(s.CloseClientConnections)
			dial := func() registry.Registry {
				r, err := registry.Dial(strings.Replace(s.URL, "http://", "http://secret@", 1))
				require.NoError(t, err)
				return r
			}
			return dial(), dial()
		},
	})
}

func TestOnlyWhoHoldsTheSecretIsAnswered(t *testing.T) {
	s := httptest.NewServer(registry.Serve(registry.NewMemory(time.Second), "secret"))
	defer s.Close()
	r, err := registry.Dial(strings.Replace(s.URL, "http://", "http://guess@", 1))
	require.NoError(t, err)
	require.ErrorContains(t, r.PutShard(t.Context(), registry.Shard{ID: "a"}), "401")
	_, err = r.Shards(t.Context())
	require.Error(t, err)
	for _, bad := range []string{"", "http://127.0.0.1:1", "ftp://x@y", "://"} {
		_, err := registry.Dial(bad)
		require.ErrorContains(t, err, "http://secret@host:port", bad)
	}
}

func TestProbationGrowsAndIsForgotten(t *testing.T) {
	var f registry.Flaps
	now := time.Unix(0, 0)
	come := func() { now = now.Add(time.Second); f.Here([]string{"a"}, now) }
	fall := func() { now = now.Add(time.Second); f.Here(nil, now) }
	come()
	fall()
	come()
	require.False(t, f.Unsteady("a", now), "a restart is no flap")
	fall()
	come()
	require.True(t, f.Unsteady("a", now))
	require.False(t, f.Unsteady("a", now.Add(4*time.Second)))
	fall()
	come()
	require.True(t, f.Unsteady("a", now.Add(7*time.Second)))
	require.False(t, f.Unsteady("a", now.Add(8*time.Second)))
	now = now.Add(6 * time.Minute)
	come()
	fall()
	come()
	require.False(t, f.Unsteady("a", now), "that was long ago")
	f.Left("a")
	come()
	require.False(t, f.Unsteady("a", now))
}
