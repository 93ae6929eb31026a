package queue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

func TestMatchesWhoseShardIsGone(t *testing.T) {
	now := time.Unix(1000, 0)
	after := func(d time.Duration) { now = now.Add(d) }
	shard := func(id string, load int, shared bool) registry.Shard {
		return registry.Shard{ID: id, Load: load, Capacity: 3, Shared: shared}
	}
	matches := []store.Placement{{Match: "m1", Shard: "a"}, {Match: "m2", Shard: "a"}, {Match: "m3", Shard: "b"}}

	t.Run("with files of its own, only the shard itself can go on, for half a minute", func(t *testing.T) {
		var a absences
		require.Empty(t, a.decide(matches, []registry.Shard{shard("a", 2, false), shard("b", 1, false)}, now))
		require.Empty(t, a.decide(matches, []registry.Shard{shard("b", 1, false)}, now))
		after(shardReturns - time.Second)
		require.Empty(t, a.decide(matches, []registry.Shard{shard("b", 1, false)}, now))
		require.Empty(t, a.decide(matches, []registry.Shard{
			shard("a", 2, false), shard("b", 1, false),
		}, now), "it is back")
		after(time.Second)
		require.Empty(t, a.decide(matches, []registry.Shard{shard("b", 1, false)}, now),
			"and was missed from the start again")
		after(shardReturns)
		require.Equal(t, []takeover{{"m1", "a", ""}, {"m2", "a", ""}}, a.decide(matches, []registry.Shard{
			shard("b", 1, false),
		}, now))
	})
	seen := func() (a absences) {
		a.noteShards([]registry.Shard{shard("a", 2, true)})
		return a
	}
	t.Run("on a shared journal others take over at once, the least loaded first", func(t *testing.T) {
		a := seen()
		all := []registry.Shard{shard("b", 2, true), shard("c", 1, true)}
		require.Equal(t, []takeover{{"m1", "a", "c"}, {"m2", "a", "b"}}, a.decide(matches, all, now))
	})
	t.Run("a shard that never came gets a moment: all of them may just be starting", func(t *testing.T) {
		var a absences
		all := []registry.Shard{shard("b", 2, true), shard("c", 1, true)}
		require.Empty(t, a.decide(matches, all, now))
		require.Empty(t, a.decide(matches, append(all, shard("a", 0, true)), now), "it has come")
		a = absences{}
		require.Empty(t, a.decide(matches, all, now))
		after(shardComes)
		require.Equal(t, []takeover{{"m1", "a", "c"}, {"m2", "a", "b"}}, a.decide(matches, all, now))
		require.False(t, a.knows("a"), "and who is asked may not have what lies in files of the other's")
	})
	t.Run("nobody takes over more than it has room for", func(t *testing.T) {
		a := seen()
		all := []registry.Shard{shard("b", 2, true)}
		require.Equal(t, []takeover{{"m1", "a", "b"}}, a.decide(matches, all, now), "the other one waits")
		after(shardFound)
		all = []registry.Shard{shard("b", 3, true)}
		require.Equal(t, []takeover{{"m1", "a", ""}, {"m2", "a", ""}}, a.decide(matches, all, now),
			"and is void when nobody has room for long")
	})
	t.Run("what nobody manages to take over for long is void", func(t *testing.T) {
		a := seen()
		all := []registry.Shard{shard("b", 0, true)}
		for range shardFound / time.Second {
			require.Equal(t, []takeover{{"m1", "a", "b"}}, a.decide(matches[:1], all, now),
				"it is tried again and again")
			all[0].Load = 0
			after(time.Second)
		}
		require.Equal(t, []takeover{{"m1", "a", ""}}, a.decide(matches[:1], all, now))
	})
	t.Run("a shard that drains is emptied where others can take over, and left alone where not", func(t *testing.T) {
		var a absences
		drains := shard("a", 2, true)
		drains.Draining = true
		require.Equal(t, []takeover{{"m1", "a", "b"}, {"m2", "a", "b"}}, a.decide(matches, []registry.Shard{
			drains, shard("b", 1, true),
		}, now))
		drains.Shared = false
		require.Empty(t, a.decide(matches, []registry.Shard{drains, shard("b", 1, false)}, now))
	})
	t.Run("a shard that hands over itself is left alone for a while", func(t *testing.T) {
		var a absences
		drains := shard("a", 2, true)
		drains.Draining, drains.HandsOver = true, true
		all := []registry.Shard{drains, shard("b", 1, true)}
		require.Empty(t, a.decide(matches, all, now))
		after(handOverTakes - time.Second)
		require.Empty(t, a.decide(matches, all, now))
		after(time.Second)
		require.Equal(t, []takeover{{"m1", "a", "b"}, {"m2", "a", "b"}}, a.decide(matches, all, now))
	})
	t.Run("and for as long as it gets on", func(t *testing.T) {
		var a absences
		drains := shard("a", 5, true)
		drains.Draining, drains.HandsOver = true, true
		look := func() []takeover { return a.decide(matches, []registry.Shard{drains, shard("b", 1, true)}, now) }
		for ; drains.Load > 1; drains.Load-- {
			require.Empty(t, look())
			after(handOverTakes - time.Second)
		}
		drains.Load++ // one that came back is no progress
		require.Empty(t, look())
		after(time.Second)
		require.Len(t, look(), 2)
	})
	t.Run("nothing goes to a shard that drains or is on probation", func(t *testing.T) {
		var a absences
		b, c := shard("b", 0, true), shard("c", 0, true)
		b.Draining, c.Unsteady = true, true
		require.Empty(t, a.decide(matches[:2], []registry.Shard{b, c}, now))
	})
}

// Shards of several releases share a journal: a match goes only to one that has its rules.
func TestMatchesGoToShardsWithTheirRules(t *testing.T) {
	now := time.Unix(1000, 0)
	shard := func(id, rules string, load int) registry.Shard {
		return registry.Shard{ID: id, Load: load, Capacity: 3, Shared: true, Rules: rules}
	}
	drains := func(s registry.Shard) registry.Shard { s.Draining = true; return s }
	matches := []store.Placement{{Match: "m1", Shard: "old-1"}}
	heads := []registry.Head{{Match: "m1", Shard: "old-1", Rules: "old"}}

	t.Run("a draining shard is emptied to its equals, however loaded", func(t *testing.T) {
		var a absences
		a.learn(matches, heads)
		all := []registry.Shard{drains(shard("old-1", "old", 1)), shard("new-1", "new", 0), shard("old-2", "old", 2)}
		require.Equal(t, []takeover{{"m1", "old-1", "old-2"}}, a.decide(matches, all, now))
	})
	t.Run("without equals it finishes its matches itself, for as long as it is there", func(t *testing.T) {
		var a absences
		a.learn(matches, heads)
		all := []registry.Shard{drains(shard("old-1", "old", 1)), shard("new-1", "new", 0), shard("silent", "", 0)}
		for range 10 {
			require.Empty(t, a.decide(matches, all, now))
			now = now.Add(shardFound)
		}
	})
	t.Run("a match whose shard is gone waits for an equal, and is void after as long as ever", func(t *testing.T) {
		var a absences
		a.learn(matches, heads)
		all := []registry.Shard{shard("new-1", "new", 0)}
		require.Empty(t, a.decide(matches, all, now))
		now = now.Add(shardFound - time.Second)
		require.Empty(t, a.decide(matches, all, now))
		back := append(all, shard("old-2", "old", 0))
		require.Equal(t, []takeover{{"m1", "old-1", "old-2"}}, a.decide(matches, back, now))
		now = now.Add(time.Second)
		require.Equal(t, []takeover{{"m1", "old-1", ""}}, a.decide(matches, all, now))
	})
	t.Run("a shard that was started again as another release keeps its matches until an equal comes",
		func(t *testing.T) {
			var a absences
			a.learn(matches, heads)
			all := []registry.Shard{shard("old-1", "new", 0), shard("new-1", "new", 0)}
			for range 10 {
				require.Empty(t, a.decide(matches, all, now))
				now = now.Add(shardFound)
			}
			require.Equal(t, []takeover{{"m1", "old-1", "old-2"}},
				a.decide(matches, append(all, shard("old-2", "old", 0)),
					now))
		})
	t.Run("one that waits for another release waits for its operator while its shard is away, for a day",
		func(t *testing.T) {
			var a absences
			both := []store.Placement{
				{Match: "m1", Shard: "own", Kept: store.Kept{Parked: true}},
				{Match: "m2", Shard: "own"},
			}
			own := registry.Shard{ID: "own", Capacity: 3, Rules: "new"}
			require.Empty(t, a.decide(both, []registry.Shard{own}, now))
			require.Empty(t, a.decide(both, nil, now))
			now = now.Add(operatorComes - time.Second)
			require.Equal(t, []takeover{{"m2", "own", ""}}, a.decide(both, nil, now))
			require.Empty(t, a.decide(both[:1], []registry.Shard{own}, now))
			require.Empty(t, a.decide(both[:1], nil, now))
			now = now.Add(operatorComes)
			require.Equal(t, []takeover{{"m1", "own", ""}}, a.decide(both[:1], nil, now))
		})
	t.Run("what a shard said before it went counts where no head tells", func(t *testing.T) {
		var a absences
		require.Empty(t, a.decide(matches, []registry.Shard{shard("old-1", "old", 1)}, now))
		require.Empty(t, a.decide(matches, []registry.Shard{shard("new-1", "new", 0)}, now))
	})
	t.Run("where nobody knows what a match needs, who has not refused it is asked", func(t *testing.T) {
		refused := map[string]bool{}
		a := absences{lacks: func(_, run string) bool { return refused[run] }}
		all := []registry.Shard{drains(shard("old-1", "", 1)), shard("new-1", "new", 0), shard("new-2", "newer", 1)}
		require.Equal(t, []takeover{{"m1", "old-1", "new-1"}}, a.decide(matches, all, now))
		refused[incarnation(&all[1])] = true
		require.Equal(t, []takeover{{"m1", "old-1", "new-2"}}, a.decide(matches, all, now))
		refused[incarnation(&all[2])] = true
		require.Empty(t, a.decide(matches, all, now))
	})
}
