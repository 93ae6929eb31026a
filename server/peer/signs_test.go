package peer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/heartbeat"
)

// A journal that grows while its owner is not heard shows that the owner lives. What it grew by while the owner was
// heard shows nothing, and does not put off the alarm.
func TestOnlyAJournalThatGrowsDuringASilenceIsASignOfLife(t *testing.T) {
	w := newWorld("a", "b")
	a, b := w.cores["a"], w.cores["b"]
	a.run(map[string]uint32{"m1": 1, "m2": 1}, w.now)
	w.declare()
	silence := func(d time.Duration) []bid {
		w.silent["a"] = true
		return w.pass(d)["b"]
	}
	require.False(t, b.uneasy())
	require.Empty(t, silence(150*time.Millisecond))
	require.True(t, b.uneasy())
	b.grew("m1", 5)
	b.grew("m2", 5)
	require.NotZero(t, b.watch.Silence(process("a", 1)), "how far it was before is not known")
	b.grew("m1", 6)
	require.Zero(t, b.watch.Silence(process("a", 1)))

	w.silent["a"] = false
	w.pass(time.Second)
	require.False(t, b.uneasy())
	require.Empty(t, silence(150*time.Millisecond))
	require.True(t, b.uneasy())
	b.grew("m1", 60)
	b.grew("m2", 60)
	require.Len(t, w.pass(2 * heartbeat.Every)["b"], 2, "that came before the silence")
}

// A process that another one replaced is remembered for as long as something of it is kept.
func TestAReplacedProcessIsForgotten(t *testing.T) {
	w := newWorld("a", "b")
	a, b := w.cores["a"], w.cores["b"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	w.declare()
	for a.self.Began = 2; a.self.Began < 10; a.self.Began++ {
		w.pass(heartbeat.Every)
	}
	b.list(nil, w.now)
	require.True(t, b.kept["m1"].bidding)
	require.NotZero(t, b.watch.Silence(process("a", 1)), "its match is being bid for")
	b.won("m1", false, w.now)
	b.list(nil, w.now)
	for began := range a.self.Began - 1 {
		require.Zero(t, b.watch.Silence(process("a", began)))
	}
	require.Empty(t, b.peers["a"].before)
	require.True(t, b.hears("a"))
}
