package cluster

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
	"muster/shard/heartbeat"
)

func crowd(players int) []Load { return []Load{{Shard: "shard-1", Players: players}} }

// Shards come when there are too many players for long enough, as many as it takes, and not again before the cool-down.
func TestTheAutoscalerWaitsBeforeItActs(t *testing.T) {
	p := &plan.Autoscale{Players: 10, Min: 2, Max: 5, CoolDown: 30 * time.Second}
	a, now, shards := autoscaler{}, time.Duration(0), 2
	look := func(seconds, players int) {
		for range seconds {
			now += time.Second
			shards = a.want(p, now, shards, crowd(players))
		}
	}
	look(4, 35)
	require.Equal(t, 2, shards, "a wave")
	look(2, 15)
	look(4, 35)
	require.Equal(t, 2, shards, "another one")
	look(2, 35)
	require.Equal(t, 4, shards, "it stays")
	look(29, 100)
	require.Equal(t, 4, shards, "cool-down")
	look(10, 100)
	require.Equal(t, 5, shards, "no more than its most")
	look(60, 38)
	require.Equal(t, 5, shards, "four would be full: not yet")
	look(20, 25)
	require.Equal(t, 4, shards, "one at a time")
	look(31, 0)
	require.Equal(t, 3, shards)
	look(100, 0)
	require.Equal(t, 2, shards, "no fewer than its least")
}

func ring(shards int) (all []heartbeat.Candidate) {
	for n := range shards {
		all = append(all, heartbeat.Candidate{ID: plan.Shards.Node(n + 1), Capacity: 1})
	}
	return all
}

func places(where map[string]string, shards []heartbeat.Candidate) (at map[string]Place) {
	at = map[string]Place{}
	for _, p := range Ring(where, shards) {
		at[p.Match] = p
	}
	return at
}

// Whoever comes takes its share from each, and nothing moves between the others. When a shard goes, its matches are
// where the ring had their standbys.
func TestTheRingMovesOnlyAShare(t *testing.T) {
	matches := map[string]string{}
	for n := range 3000 {
		matches[fmt.Sprint("m", n)] = ""
	}
	two, three := places(matches, ring(2)), places(matches, ring(3))
	moved := 0
	for m, p := range three {
		if p.Shard != two[m].Shard {
			require.Equal(t, "shard-3", p.Shard)
			moved++
		}
		if p.Shard == "shard-3" {
			require.Equal(t, two[m].Shard, p.Standby, "where it is when shard-3 goes")
		}
	}
	require.InDelta(t, 1000, moved, 100)
	heavy := ring(3)
	heavy[0].Capacity = 2
	count := 0
	for _, p := range places(matches, heavy) {
		if p.Shard == "shard-1" {
			count++
		}
	}
	require.InDelta(t, 1500, count, 100)
}

// Growing: shards come, then only what the ring has with them moves there, a few at once. Shrinking: a shard is told to
// end, and comes back if it is wanted again meanwhile.
func TestAClusterGrowsAndShrinks(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.want(plan.Action{Kind: plan.ScaleTo, Shards: 3})
	require.Equal(t, []string{"2.0 answer", "2.0 start shard-3"}, y.told())
	where := map[string]string{}
	for n := range 12 {
		where[fmt.Sprint("m", n)] = "shard-1"
	}
	want, away := places(where, ring(3)), 0
	for m, p := range want {
		if where[m] = p.Shard; p.Shard == "shard-3" {
			where[m] = "shard-1"
			away++
		}
	}
	require.Greater(t, away, 2)
	y.run(3 * time.Second)
	require.Empty(t, y.told(), "nobody knows where matches are")
	y.after(0, Seen{What: Counted, Where: where})
	y.run(6 * time.Second)
	require.Len(t, y.told(), away)
	for m, at := range where {
		require.Equal(t, want[m].Shard, at)
	}
	last := y.last()
	require.Equal(t, "placed", last.Kind)
	require.Less(t, last.Took, 3*time.Second)

	y.want(plan.Action{Kind: plan.ScaleTo, Shards: 1})
	require.Equal(t, []string{"6.0 end shard-3", "6.0 end shard-2", "6.0 answer"}, y.told())
	y.run(20 * time.Second)
	require.Empty(t, y.told(), "they do not come back")
	require.Len(t, y.s.Members(), 1)
	y.want(plan.Action{Kind: plan.ScaleTo, Shards: 2})
	require.Equal(t, []string{"20.0 answer", "20.0 start shard-2"}, y.told())
	y.want(plan.Action{Kind: plan.ScaleTo})
	require.Equal(t, []string{"20.0 answer 0 shards: at least one is needed"}, y.told())
}

// A move that is refused is tried again, and given up in the end.
func TestAMoveThatIsRefusedIsTriedAgain(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.want(plan.Action{Kind: plan.ScaleTo, Shards: 2})
	y.told()
	p := Ring(map[string]string{"m": ""}, ring(2))[0]
	y.after(0, Seen{What: Counted, Where: map[string]string{"m": p.Standby}})
	for y.now < 34*time.Second {
		y.run(y.now + 100*time.Millisecond)
		for i, l := range y.later {
			if l.seen.What == Moved {
				y.later[i].seen.Why = "it is full"
			}
		}
	}
	tries := len(y.told())
	require.InDelta(t, 25, tries, 5)
	require.Equal(t, "not placed", y.last().Kind)
}
