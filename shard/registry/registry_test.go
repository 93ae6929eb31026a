package registry_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// place is a kind of registry under test.
type place struct {
	// times to live: one to be waited for, and one that no stall of a machine outlasts
	brief, lasting time.Duration
	// runs a story, in virtual time where that can be
	tell func(t *testing.T, story func(t *testing.T))
	// two ways into one empty meeting place
	open func(*testing.T, time.Duration) (one, other registry.Registry)
}

// conform is the suite that every implementation is held to.
func conform(t *testing.T, p place) {
	tale := func(name string, ttl time.Duration,
		f func(t *testing.T, ctx context.Context, one, other registry.Registry),
	) {
		t.Run(name, func(t *testing.T) {
			p.tell(t, func(t *testing.T) {
				one, other := p.open(t, ttl)
				f(t, t.Context(), one, other)
			})
		})
	}
	story := func(name string, f func(t *testing.T, ctx context.Context, one, other registry.Registry)) {
		tale(name, p.lasting, f)
	}
	story("shards are listed by id, as they were put last",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			a := registry.Shard{
				ID: "a", Addr: "127.0.0.1:1", Others: []string{"10.0.0.1:1", "[fd00::1]:1"}, CertHash: []byte{1, 2},
				Control: "https://127.0.0.1:2",
				Health:  "http://127.0.0.1:3", Admin: "http://127.0.0.1:4", PublicKey: []byte{3}, Version: "v",
				Protocol: [2]uint16{1, 2}, Region: "north",
				Capacity: 5, Load: 3, Players: 17, Shared: true, HandsOver: true,
				TickP99: 3 * time.Millisecond, Busy: 40, Measured: 946_684_800_000,
				Rules: "0f", StoreFull: true, Place: "p",
			}
			require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b", Load: 1}))
			require.NoError(t, one.PutShard(ctx, a))
			require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b", Load: 2}))
			all := shards(t, other, 2)
			all[0].Seen = time.Time{}
			require.Equal(t, a, all[0])
			require.Equal(t, 2, load(t, other, "b", 2))
			require.NoError(t, one.RemoveShard(ctx, "a"))
			require.Equal(t, "b", shards(t, other, 1)[0].ID)
			require.NoError(t, one.RemoveShard(ctx, "b"))
			shards(t, other, 0)
		})
	tale("a shard that falls silent is gone after its time to live and not before",
		p.brief, func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			began := time.Now()
			require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a"}))
			eventually(t, func() bool {
				require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "b"}))
				all := list(t, other)
				return len(all) == 1 && all[0].ID == "b"
			})
			require.GreaterOrEqual(t, time.Since(began), p.brief)
		})
	story("a shard that drains or fails its own check is told apart at once",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
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
			eventually(t, func() bool {
				s := list(t, other)
				return len(s) == 2 && s[0].TakesMatches() && s[1].TakesMatches()
			})
		})
	story("a shard that comes and goes again and again is on probation",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			for range 5 { // probation is half a minute then
				require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a"}))
				shards(t, other, 1)
				require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a", Trouble: "now and then"}))
				shards(t, other, 0)
			}
			require.NoError(t, one.PutShard(ctx, registry.Shard{ID: "a"}))
			require.True(t, shards(t, other, 1)[0].Unsteady)
		})
	story("of two processes under one id from two places the one that began first is shown to the other",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			first, second := registry.Shard{ID: "a", Place: "here", Began: 1}, registry.Shard{
				ID: "a", Place: "there", Began: 2,
			}
			require.NoError(t, one.PutShard(ctx, first))
			_, found := second.YieldsTo(shards(t, other, 1))
			require.True(t, found, "who comes second sees it before it begins")
			require.NoError(t, other.PutShard(ctx, second))
			eventually(t, func() bool { // both came in the same moment: each shows itself again
				require.NoError(t, one.PutShard(ctx, first))
				require.NoError(t, other.PutShard(ctx, second))
				_, wrongly := first.YieldsTo(list(t, one))
				require.False(t, wrongly)
				_, gives := second.YieldsTo(list(t, other))
				return gives
			})
			again := registry.Shard{ID: "a", Place: "here", Began: 3}
			eventually(t, func() bool {
				require.NoError(t, one.PutShard(ctx, again))
				all := list(t, other)
				return len(all) == 1 && all[0].Began == 3
			})
		})
	story("matchmakers are listed until they leave",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			m := registry.Matchmaker{ID: "m", URL: "u", Admin: "a", PublicKey: []byte{1, 2, 3}, Leads: true}
			require.NoError(t, one.PutMatchmaker(ctx, m))
			require.NoError(t, one.PutMatchmaker(ctx, registry.Matchmaker{ID: "n"}))
			require.Equal(t, []registry.Matchmaker{m, {ID: "n"}}, matchmakers(t, other, 2))
			require.NoError(t, one.RemoveMatchmaker(ctx, "n"))
			matchmakers(t, other, 1)
		})
	tale("a matchmaker that falls silent is gone after its time to live and not before",
		p.brief, func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			began := time.Now()
			require.NoError(t, one.PutMatchmaker(ctx, registry.Matchmaker{ID: "m"}))
			eventually(t, func() bool {
				require.NoError(t, one.PutMatchmaker(ctx, registry.Matchmaker{ID: "n"}))
				all, err := other.Matchmakers(ctx)
				require.NoError(t, err)
				return len(all) == 1 && all[0].ID == "n"
			})
			require.GreaterOrEqual(t, time.Since(began), p.brief)
		})
	story("the last head is kept, whoever tells of an older one later",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			_, ok, err := other.FindHead(ctx, "m")
			require.NoError(t, err)
			require.False(t, ok)
			old := registry.Head{Match: "m", Shard: "a", Epoch: 1, Number: 7, Hash: []byte{1}}
			now := registry.Head{Match: "m", Shard: "b", Epoch: 2, Number: 5, Hash: []byte{2}, Rules: "0f"}
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
			all, err := other.Heads(ctx)
			require.NoError(t, err)
			require.Equal(t, []registry.Head{now, h}, all)
			require.NoError(t, one.DropHeads(ctx, "m", "n"))
			_, ok, _ = other.FindHead(ctx, "m")
			require.False(t, ok)
		})
	story("figures that cannot be are refused, and keep nobody else's out",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
			require.ErrorContains(t, one.PutShard(ctx, registry.Shard{ID: "a", Players: -1}),
				"players -1 is out of range")
			require.ErrorContains(t, one.PutMatchmaker(ctx, registry.Matchmaker{}), "its id has 0 bytes")
			err := one.PutHeads(ctx, registry.Head{Match: "m", Epoch: 1<<32 - 1}, registry.Head{Match: "n", Number: 1})
			require.ErrorContains(t, err, "epoch 4294967295 is out of range")
			_, ok, err := other.FindHead(ctx, "m")
			require.NoError(t, err)
			require.False(t, ok)
			_, ok, err = other.FindHead(ctx, "n")
			require.NoError(t, err)
			require.True(t, ok)
			require.Empty(t, list(t, other))
		})
	story("a hundred heads in one breath", func(t *testing.T, ctx context.Context, one, other registry.Registry) {
		var heads []registry.Head
		for i := range 100 {
			heads = append(heads, registry.Head{
				Match: string(rune('a'+i/26)) + string(rune('a'+i%26)), Shard: "s", Number: uint64(i),
			})
		}
		require.NoError(t, one.PutHeads(ctx, heads...))
		for _, want := range heads {
			h, ok, err := other.FindHead(ctx, want.Match)
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, want.Number, h.Number)
		}
	})
	story("a watcher is woken and never waited for",
		func(t *testing.T, ctx context.Context, one, other registry.Registry) {
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

// patience only ends a test that hangs: machines are slow, and stand still for seconds.
const patience = 2 * time.Minute

// eventually allows for what travels, also over a machine that is busy with other things.
func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	require.Fail(t, "not within "+patience.String())
}

func TestMemory(t *testing.T) {
	conform(t, place{
		brief: 10 * time.Second, lasting: 10 * time.Second,
		tell: synctest.Test,
		open: func(_ *testing.T, ttl time.Duration) (one, other registry.Registry) {
			m := registry.NewMemory(ttl)
			return m, m
		},
	})
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
