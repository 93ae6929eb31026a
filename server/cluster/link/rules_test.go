package link

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

var (
	far  = plan.Trouble{Latency: 5 * time.Millisecond}
	bad  = plan.Trouble{Loss: 0.1}
	gone = plan.Trouble{Cut: true}
	none = plan.Trouble{}
)

func TestTheLastRuleThatFitsCounts(t *testing.T) {
	r := rules{base: []plan.Link{{From: "shards", To: "journal", Trouble: far}}}
	require.Equal(t, far, r.trouble("shard-1", "journal-2"))
	require.Equal(t, none, r.trouble("journal-2", "shard-1"), "each way by itself")
	require.Equal(t, none, r.trouble("players", "shard-1"))

	r.set(plan.Link{From: "shard-1", To: "journal-*", Trouble: bad})
	cut := r.set(plan.Link{From: "shards", To: "journal-2", Trouble: gone})
	require.Equal(t, gone, r.trouble("shard-1", "journal-2"))
	require.Equal(t, bad, r.trouble("shard-1", "journal-1"))
	require.Equal(t, far, r.trouble("shard-2", "journal-1"))

	r.undo(cut)
	r.undo(cut)
	require.Equal(t, bad, r.trouble("shard-1", "journal-2"), "what was set before counts again")
	require.Equal(t, far, r.trouble("shard-2", "journal-2"))
}

// A short cut within a long slow stretch: when it ends, the stretch goes on. It is the same the other way round.
func TestRulesForTheSameNodesEndInAnyOrder(t *testing.T) {
	link := func(t plan.Trouble) plan.Link { return plan.Link{From: "shard-1", To: "journal", Trouble: t} }
	r := rules{}
	slow := r.set(link(far))
	cut := r.set(link(gone))
	require.Equal(t, gone, r.trouble("shard-1", "journal-1"))
	r.undo(cut)
	require.Equal(t, far, r.trouble("shard-1", "journal-1"), "the longer one goes on")
	cut = r.set(link(gone))
	r.undo(slow)
	require.Equal(t, gone, r.trouble("shard-1", "journal-1"))
	r.undo(cut)
	require.Equal(t, none, r.trouble("shard-1", "journal-1"))
	require.Empty(t, r.now)
}

// Setting the same link to ever other values costs the rules for other links nothing.
func TestHiddenRulesAreForgottenFirst(t *testing.T) {
	r := rules{}
	r.set(plan.Link{From: "shards", To: "matchmakers", Trouble: bad})
	for range maxRules + 10 {
		r.set(plan.Link{From: "shards", To: "journal", Trouble: far})
	}
	require.Len(t, r.now, maxRules)
	require.Equal(t, bad, r.trouble("shard-1", "matchmaker-1"))
	require.Equal(t, far, r.trouble("shard-1", "journal-1"))
}

// What is healed is as the plan has it, not without trouble.
func TestHealingGoesBackToThePlan(t *testing.T) {
	r := rules{base: []plan.Link{{From: "shards", To: "journal", Trouble: far}}}
	r.set(plan.Link{From: "shards", To: "journal", Trouble: gone})
	r.heal("shard-1", plan.All)
	require.Equal(t, far, r.trouble("shard-1", "journal-1"))
	require.Equal(t, gone, r.trouble("shard-2", "journal-1"))
	r.set(plan.Link{From: "shard-1", To: "journal-1", Trouble: bad})
	require.Equal(t, bad, r.trouble("shard-1", "journal-1"), "set after it was healed")
	r.set(plan.Link{From: "players", To: "shards", Trouble: gone})
	r.heal(plan.All, plan.All)
	require.Equal(t, far, r.trouble("shard-2", "journal-1"))
	require.Equal(t, none, r.trouble("players", "shard-1"), "players, too")
	require.Equal(t, r.base, r.list(), "and nothing is left to look through")
}

func TestANodesWayToItselfIsNoLink(t *testing.T) {
	r := rules{}
	r.set(plan.Link{From: "all", To: "all", Trouble: gone})
	require.Equal(t, none, r.trouble("shard-1", "shard-1"))
	require.Equal(t, gone, r.trouble("shard-1", "shard-2"))
}

func TestRulesDoNotGrowWithoutEnd(t *testing.T) {
	r := rules{}
	for n := range 10 * maxRules {
		r.set(plan.Link{From: "shards", To: "journal", Trouble: bad})
		r.heal("shards", "journal")
		require.Empty(t, r.now)
		r.set(plan.Link{From: plan.Selector(fmt.Sprintf("shard-%d", n)), To: "all", Trouble: bad})
		r.heal(plan.Selector(fmt.Sprintf("shard-%d", n)), "all")
	}
	for n := range maxRules + 10 {
		r.set(plan.Link{From: plan.Selector(fmt.Sprintf("shard-%d", n+1)), To: "all", Trouble: bad})
	}
	require.Len(t, r.now, maxRules)
	require.Equal(t, bad, r.trouble("shard-266", "shard-1"), "the newest are kept")
}
