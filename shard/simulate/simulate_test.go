package simulate

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheSameSeedIsTheSameRun(t *testing.T) {
	for seed := range uint64(6) {
		require.Equal(t, Run(seed, Options{}), Run(seed, Options{}), "seed %d", seed)
	}
}

// A small dose: `make simulate` gives a large one.
func TestNoFaultBreaksAPromise(t *testing.T) {
	r := Sweep(context.Background(), 1, 60, 2, Options{}, func(one Result) bool { return one.Violation == "" })
	for _, one := range r.Broken { // not in the sweep's own goroutines, which a failure would end with a lock held
		t.Fatalf("%s: muster simulate --from %d --seeds 1 --trace", one.Violation, one.Seed)
	}
	t.Logf("%+v", *r)
	f := r.Faults
	for what, n := range map[string]int{
		"crashes": f.Crashes, "power cuts": f.PowerCuts, "pauses": f.Pauses, "partitions": f.Partitions,
		"store crashes": f.StoreCrashes,
		"records lost":  f.Lost, "ill disks": f.DiskFaults, "take-overs": f.TakeOvers, "fenced owners": f.Fenced,
		"hand-overs":           f.HandOvers,
		"forgotten conditions": f.Forgot, "doubled appends": f.Doubled, "unknown outcomes": f.Unknown,
		"broken links": f.Links, "ticks shown again": f.Repeats,
		"alarms": f.Alarms, "alarms without a bid": f.NoBids,
		"bids of standbys": f.Bids, "matches inherited": f.Inherited,
	} {
		require.Greater(t, n, 60/4, "a simulation without %s proves little", what)
	}
	require.Positive(t, f.GivenUp, "matches given up while an owner was cut off")
	require.Greater(t, r.Shown, 60*1000, "a simulation in which nothing is shown proves nothing")
	require.Greater(t, r.Answered, 60*100)
}

// A disk that says that it synced and did not is more than any store can bear: the simulator must see it.
func TestALyingDiskIsFoundOut(t *testing.T) {
	broken := 0
	for seed := range uint64(30) {
		if Run(seed, Options{LyingDisk: true, Length: 2 * time.Minute}).Violation != "" {
			broken++
		}
	}
	require.Greater(t, broken, 5)
}

// Seeds that once found a bug, and what it was. They ran other rules then; what they found is
// told in docs/simulation.md.
func TestSeedsThatFoundBugsStayClean(t *testing.T) {
	for _, seed := range []uint64{0, 2, 9, 29, 32, 65, 67, 109, 305933} {
		require.Empty(t, Run(seed, Options{}).Violation, "seed %d", seed)
	}
}

func BenchmarkSeed(b *testing.B) {
	for seed := range b.N {
		Run(uint64(seed), Options{})
	}
}
