package cluster

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

// host has the supervisor hear which matches a shard runs, and since when.
func (y *story) host(shard string, since map[string]time.Duration) {
	x := Seen{What: Hosts, Node: shard}
	for match, t := range since {
		x.Hosted = append(x.Hosted, Hosted{match, t})
	}
	y.after(0, x)
	y.run(y.now)
}

// overs are the notes of matches whose shard has ended.
func (y *story) overs() (all []plan.Entry) {
	for _, e := range y.s.Timeline() {
		if e.Kind == takenOver || e.Kind == notTakenOver {
			all = append(all, e)
		}
	}
	return all
}

type sinces map[string]time.Duration

const second = time.Second

// A shard is killed: how long its matches stood still is noted once all of them go on, at other shards or at itself.
// What it told of itself before, and is heard after, does not count.
func TestHowLongMatchesOfADeadShardStoodStillIsNoted(t *testing.T) {
	y := tell(t, small()).run(2 * second)
	y.host("shard-1", sinces{"m1": second, "m2": second})
	y.host("shard-2", sinces{"m3": second})
	y.ask("kill", "shard-1")
	y.host("shard-1", sinces{"m1": second, "m2": second})
	y.run(2600 * time.Millisecond)
	y.host("shard-1", sinces{"m1": second, "m2": second}) // it has been started again
	y.host("shard-2", sinces{"m3": second, "m1": 2300 * time.Millisecond})
	require.True(t, y.s.Misses())
	require.Empty(t, y.overs())
	require.Equal(t, map[string]string{"m1": "shard-2", "m2": "shard-1", "m3": "shard-2"}, y.s.Where())
	y.run(4 * second)
	y.host("shard-1", sinces{"m2": 3100 * time.Millisecond})
	require.False(t, y.s.Misses())
	all := y.overs()
	require.Len(t, all, 1)
	require.Equal(t, "the matches that it ran (2) go on at shard-1, shard-2", all[0].What)
	require.Equal(t, "shard-1", all[0].Node)
	require.Equal(t, 1100*time.Millisecond, all[0].Took, "the longest")
	require.InDelta(t, 1.1, measure(y.s.Timeline(), nil, nil).Values[plan.TakenOverWithin], 1e-9)
}

// Matches that were moved before their shard ended, or that end themselves, are none that were taken over.
func TestWhatWasMovedOrHasEndedIsNotTakenOver(t *testing.T) {
	y := tell(t, small()).run(2 * second)
	y.host("shard-1", sinces{"m1": second, "m2": second})
	y.run(3 * second)
	y.ask("kill", "shard-1")
	y.host("shard-2", sinces{"m1": 2500 * time.Millisecond})
	y.after(0, Seen{What: Counted, Where: map[string]string{"m1": "shard-2"}})
	y.run(4 * second)
	require.False(t, y.s.Misses())
	require.Empty(t, y.overs())
	require.NotContains(t, measure(y.s.Timeline(), nil, nil).Values, plan.TakenOverWithin, "nobody waited")
}

// A shard whose clock is wrong tells times of that clock.
func TestAWrongClockDoesNotChangeHowLongATakeOverTook(t *testing.T) {
	y := tell(t, small()).run(2 * second)
	y.want(plan.Action{Kind: plan.Skew, Nodes: []plan.Selector{"shard-2"}, Offset: 10 * time.Minute})
	y.run(5 * second)
	y.host("shard-1", sinces{"m": second})
	y.ask("kill", "shard-1")
	y.run(6 * second)
	y.host("shard-2", sinces{"m": 10*time.Minute + 5200*time.Millisecond})
	require.Len(t, y.overs(), 1)
	require.Equal(t, 200*time.Millisecond, y.overs()[0].Took)
}

// Matches that do not go on before everything ends break a promise that is shorter, and keep none.
func TestMatchesThatDoNotGoOnAreNoted(t *testing.T) {
	y := tell(t, small()).run(2 * second)
	y.host("shard-1", sinces{"m1": second, "m2": second})
	y.ask("gone", "shard-1")
	y.run(5 * second)
	y.host("shard-2", sinces{"m1": 2100 * time.Millisecond})
	y.after(0, Seen{What: MustEnd})
	y.run(time.Minute)
	require.Len(t, y.overs(), 1)
	require.Equal(t, "matches that it ran do not go on: 1", y.overs()[0].What)
	m := measure(y.s.Timeline(), nil, nil)
	require.Equal(t, plan.Broken, plan.Promises{{Name: plan.TakenOverWithin, Bound: 2}}.Judge(m).Outcome)
	require.Equal(t, plan.NotMeasured, plan.Promises{{Name: plan.TakenOverWithin, Bound: 9}}.Judge(m).Outcome)
}
