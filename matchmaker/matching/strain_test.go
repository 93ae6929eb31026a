package matching

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// placed has n duels begin, and counts them by shard.
func placed(n int, mode Mode, seed uint64, shards ...Shard) map[string]int {
	q := house(Queue{Shards: shards, Room: 9999, Seed: seed})
	q.Modes = []Mode{mode}
	for i := range n {
		q.Tickets = append(q.Tickets, solo(fmt.Sprint(i), mode.Name, 1500, 0, "duel"))
	}
	loads := map[string]int{}
	for _, o := range Match(q).Openings {
		loads[o.Shard]++
	}
	return loads
}

// shard is one that runs so many matches, strained by so many percent.
func strainedBy(id string, load, percent int) Shard {
	return Shard{ID: id, Load: load, Capacity: 900, Strain: Strain{Busy: percent, Measured: 1}}
}

func TestAStrainedShardGetsNoNewMatchWhileAnotherHasRoom(t *testing.T) {
	for seed := range uint64(20) {
		require.Equal(t, map[string]int{"a": 20},
			placed(40, quick, seed, strainedBy("a", 300, 10), strainedBy("b", 1, strainedAt), strainedBy("c", 0, 99)))
	}
	home := quick
	home.Home = true
	lives := Home("duel", []string{"a", "b"})
	require.Equal(t, map[string]int{lives: 3}, placed(6, home, 1, strainedBy("a", 9, 9), strainedBy("b", 9, 9)))
	for _, at := range []string{"a", "b"} {
		shards := []Shard{strainedBy("a", 9, 9), strainedBy("b", 9, 9)}
		shards[at[0]-'a'].Strain = Strain{TickP99: 60 * time.Millisecond}
		require.Zero(t, placed(6, home, 1, shards...)[at], "a home, too, is where there is room")
	}
	full := strainedBy("a", 900, 10)
	require.Equal(t, map[string]int{"b": 3}, placed(6, quick, 1, full, strainedBy("b", 9, 99)), "better there than not")
	far := strainedBy("a", 9, 99)
	far.Region = "far"
	q := house(Queue{
		Tickets: []Ticket{solo("p", "quick", 1500, 0, "duel")}, Shards: []Shard{far, strainedBy("b", 9, 10)},
	})
	q.Tickets[0].Region = "far"
	require.Equal(t, "a", Match(q).Openings[0].Shard, "and no player is sent to another region for it")
}

func TestWhereAllAreStrainedTheLeastGetsTheMatch(t *testing.T) {
	for seed := range uint64(20) {
		require.Equal(t, map[string]int{"b": 1},
			placed(2, quick, seed, strainedBy("a", 5, 95), strainedBy("b", 9, 90), strainedBy("c", 1, 99)))
	}
	// each match that is to begin counts as one that runs there
	loads := placed(200, quick, 1, strainedBy("a", 10, 80), strainedBy("b", 10, 90), strainedBy("c", 10, 100))
	require.Greater(t, loads["a"], loads["b"])
	require.Greater(t, loads["b"], loads["c"])
	require.Positive(t, loads["c"])
}

// What is not felt yet is no reason to send everybody to one shard.
func TestStrainThatNobodyNoticesLeavesLoadsEven(t *testing.T) {
	loads := placed(400, quick, 1, strainedBy("a", 0, 5), strainedBy("b", 0, 0), strainedBy("c", 0, noticedAt-1))
	for _, n := range loads {
		require.InDelta(t, 67, n, 12)
	}
	loads = placed(40, quick, 1, strainedBy("a", 2, 70), strainedBy("b", 200, 30))
	require.Equal(t, map[string]int{"b": 20}, loads)
}

func TestNoPlanStrainsAShardThatIsStrainedWhileAnotherHasRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawn(t)
		shards := map[string]*Shard{}
		for i := range q.Shards {
			shards[q.Shards[i].ID] = &q.Shards[i]
		}
		for _, o := range Match(q).Openings {
			at := shards[o.Shard]
			for _, s := range shards {
				if s.Region == at.Region && s.load() < s.Capacity {
					require.LessOrEqual(t, at.percent(), max(s.percent(), strainedAt-1), "%s, and not %s", at.ID, s.ID)
				}
			}
			at.begins++
		}
	})
}
