package cluster

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
	"muster/server/history"
)

// A shard tells how it does and which matches it runs; one that does not answer is not asked again before it has.
func TestAShardTellsHowItDoes(t *testing.T) {
	c := openTest(t)
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/zones" {
			_, _ = w.Write([]byte(`{"shard":"shard-1","zones":[{"match":"m","since":"` +
				c.began.Add(90*time.Second).Format(time.RFC3339Nano) + `","tick":7},{"match":"begins"}]}`))
			return
		}
		_, _ = w.Write([]byte("# TYPE muster_sessions gauge\nmuster_sessions{who=\"player\"} 5\n" +
			"# TYPE muster_matches gauge\nmuster_matches{state=\"ended\"} 9\nmuster_matches{state=\"running\"} 2\n"))
	}))
	defer node.Close()
	reader := c.told.begin("shard-1", figuresOf[plan.Shards])
	require.NotNil(t, reader)
	require.Nil(t, c.told.begin("shard-1", figuresOf[plan.Shards]), "it has not answered yet")
	c.askNode(t.Context(), "shard-1", plan.Shards, node.URL, reader)
	require.ElementsMatch(t, []history.Sample{
		{Node: "shard-1", Name: "players", Value: 5}, {Node: "shard-1", Name: "matches", Value: 2},
	}, c.told.drain())
	require.Empty(t, c.told.drain())
	require.Equal(t, map[string]float64{"players": 5, "matches": 2}, c.told.by("shard-1"))
	x := <-c.seen
	require.Equal(t, "shard-1", x.Node)
	require.Len(t, x.Hosted, 1, "one has shown nothing yet")
	require.Equal(t, "m", x.Hosted[0].Match)
	require.InDelta(t, 90, x.Hosted[0].Since.Seconds(), 0.001)

	node.Close()
	require.Same(t, reader, c.told.begin("shard-1", figuresOf[plan.Shards]))
	c.askNode(t.Context(), "shard-1", plan.Shards, node.URL, reader)
	require.Empty(t, c.told.drain())
	require.Empty(t, c.told.by("shard-1"))
	require.Empty(t, c.seen)
}
