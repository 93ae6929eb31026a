package cluster

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

// One of two stops is lifted, and the node stands still by the other; one who is told to go on is stopped by nothing.
func TestOneOfTwoStopsIsLifted(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.ask("stop", "shard-1")
	y.ask("stop", "shards")
	y.told()
	y.want(plan.Action{Kind: plan.Heal, Nodes: []plan.Selector{plan.All}, Fault: 2})
	require.Equal(t, []string{"2.0 answer", "2.0 thaw shard-2"}, sorted(y.told()))
	require.Equal(t, []string{"stop shard-1"}, y.s.Lasting())
	y.ask("continue", "shard-1")
	require.Empty(t, y.s.Lasting())
	y.want(plan.Action{Kind: plan.Heal, Nodes: []plan.Selector{plan.All}, Fault: 2})
	require.Contains(t, y.told()[2], "no fault 2 lasts")
}

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}
