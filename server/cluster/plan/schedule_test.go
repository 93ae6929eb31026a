package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func said(events []Event) (all []string) {
	for _, e := range events {
		until := ""
		if e.Until > 0 {
			until = fmt.Sprintf(" until %v", e.Until)
		}
		all = append(all, fmt.Sprintf("%v %v%s", e.At, e.Action, until))
	}
	return all
}

// A plan does the same at the same times whenever it runs, on whatever machine, by whatever release.
func TestSchedule(t *testing.T) {
	p, err := Read("first.yaml", []byte(first))
	require.NoError(t, err)
	require.Equal(t, []string{
		"10s kill shard-1",
		"20s cut shard-2 journal until 25s",
		"31.034s kill matchmaker-1",
		"40s scale shards=5",
		"44.639s kill matchmaker-2",
		"52.477s kill shard-3",
	}, said(p.Schedule()))
	require.Equal(t, p.Schedule(), p.Schedule())
}

// The seed alone decides: another one does something else, and so does a second fault with the same one.
func TestScheduleBySeed(t *testing.T) {
	read := func(faults string) []string {
		p, err := Read("x.yaml", []byte("for: 10m\nfaults:\n"+faults))
		require.NoError(t, err)
		return said(p.Schedule())
	}
	kills := func(seed int) string {
		return fmt.Sprintf("  - {at: 0s, random: {kind: kill, every: 20s, seed: %d}, for: 10m}\n", seed)
	}
	seven := read(kills(7))
	require.Len(t, seven, 30, "thirty kills in ten minutes")
	require.Equal(t, seven, read(kills(7)))
	require.NotEqual(t, seven, read(kills(8)))
	both := read(kills(7) + kills(7))
	require.Len(t, both, 60)
	slices.Sort(both)
	require.Len(t, slices.Compact(both), 60, "two with one seed go their own ways")
	for _, kind := range []string{"shard-", "journal-", "matchmaker-"} {
		require.Contains(t, strings.Join(seven, "\n"), "kill "+kind)
	}
}

func TestScheduleOfManyKinds(t *testing.T) {
	p, err := Read("x.yaml", []byte(`
for: 60s
faults:
  - at: 10s
    random: {kind: [stop, net, slow-sync, cut], of: [shards, journal-1],
      every: 10s, lasting: 2s, seed: 3, loss: 5%, delay: 1s}
    for: 40s
  - {at: 30s, gone: shard-3}
scale: [{at: 5s, shards: 4}]
`))
	require.NoError(t, err)
	require.Equal(t, []string{
		"5s scale shards=4",
		"17.812s stop shard-3 until 19.812s",
		"25.752s stop shard-3 until 27.752s",
		"30s gone shard-3",
		"30.461s net shard-2 all loss=0.05 until 32.461s",
		"45.889s slow-sync shard-4 delay=1s until 47.889s",
	}, said(p.Schedule()))
}

// What is gone for good is not hurt any more, and what is added later not yet.
func TestScheduleSparesWhatIsNotThere(t *testing.T) {
	p, err := Read("x.yaml", []byte(`
nodes: {shards: 2}
for: 200s
faults:
  - {at: 100s, gone: shard-1}
  - {at: 0s, random: {kind: kill, of: shards, every: 1s, seed: 1}, for: 200s}
scale: [{at: 100s, shards: 3}]
`))
	require.NoError(t, err)
	before, after := map[Selector]int{}, map[Selector]int{}
	for _, e := range p.Schedule() {
		switch {
		case e.Kind != Kill:
		case e.At < 100*time.Second:
			before[e.Nodes[0]]++
		default:
			after[e.Nodes[0]]++
		}
	}
	require.Len(t, before, 2)
	require.Len(t, after, 2)
	require.Zero(t, before["shard-3"])
	require.Zero(t, after["shard-1"])
	least := min(before["shard-1"], before["shard-2"], after["shard-2"], after["shard-3"])
	require.Greater(t, least, 30, "a fair share each")
}
