package plan

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSelector(t *testing.T) {
	nodes := []string{
		"directory", "database", "journal-1", "journal-2", "matchmaker-1", "shard-1", "shard-2", "shard-10",
		"commander-1", "bots", "players",
	}
	for s, want := range map[Selector][]string{
		"shard-1":             {"shard-1"},
		"shards":              {"shard-1", "shard-2", "shard-10"},
		"shard":               {"shard-1", "shard-2", "shard-10"},
		"journal":             {"journal-1", "journal-2"},
		"journal-*":           {"journal-1", "journal-2"},
		"shard-1*":            {"shard-1", "shard-10"},
		"*-1":                 {"journal-1", "matchmaker-1", "shard-1", "commander-1"},
		"*a*r*1":              {"matchmaker-1", "shard-1", "commander-1"},
		"*-1*-1":              nil,
		"bots":                {"bots"},
		"players":             {"players"},
		"all":                 nodes[:10],
		"*":                   nodes[:10],
		"shard-2,journal":     {"journal-1", "journal-2", "shard-2"},
		"matchmakers,players": {"matchmaker-1", "players"},
		"shard-3":             nil,
		"":                    nil,
	} {
		var has []string
		for _, node := range nodes {
			if s.Has(node) {
				has = append(has, node)
			}
		}
		require.Equal(t, want, has, "%q", s)
	}
	require.False(t, All.Has("shard-01"), "no node is called so")
	require.False(t, All.Has("shard-"))
	require.False(t, Selector("").Has(""))
	require.Equal(t, Shards, KindOf("shard-7"))
	require.Equal(t, Kind(""), KindOf("shards"))
	require.Equal(t, Bots, KindOf("bots-2"), "bots that came later")
	require.True(t, Selector("bots").Has("bots-3"))
	require.Equal(t, Kind(""), KindOf("bots-1"), "the first ones have no number")
	require.Equal(t, "shard-7", Shards.Node(7))
	require.Equal(t, "bots", Bots.Node(1))
}

func TestAt(t *testing.T) {
	p := Default()
	require.Equal(t, []string{
		"directory", "database", "journal-1", "journal-2", "journal-3", "matchmaker-1", "matchmaker-2",
		"shard-1", "shard-2", "shard-3",
	}, p.At(p.Nodes.Shards))
	p.Nodes.Database, p.Load.Bots, p.Nodes.Commanders = "sqlite", 24, 1
	require.Equal(t, []string{
		"directory", "journal-1", "journal-2", "journal-3", "matchmaker-1", "matchmaker-2", "shard-1",
		"commander-1", "bots",
	}, p.At(1))
}

// Of limits and weights the last that is written for a node counts, of a limit value by value.
func TestLimitOf(t *testing.T) {
	p, err := Read("x.yaml", []byte(`
limits: {all: {cpu: 1, memory: 1GiB}, shards: {cpu: 0.5, files: 256}, shard-2: {cpu: 25%}}
weights: {shards: 2, shard-3: 4}
`))
	require.NoError(t, err)
	require.Equal(t, Limit{Of: "shard-1", CPU: 0.5, Memory: 1 << 30, Files: 256}, p.LimitOf("shard-1"))
	require.Equal(t, Limit{Of: "shard-2", CPU: 0.25, Memory: 1 << 30, Files: 256}, p.LimitOf("shard-2"))
	require.Equal(t, Limit{Of: "journal-1", CPU: 1, Memory: 1 << 30}, p.LimitOf("journal-1"))
	require.Equal(t, []int{2, 4, 1}, []int{p.WeightOf("shard-1"), p.WeightOf("shard-3"), p.WeightOf("journal-1")})
}
