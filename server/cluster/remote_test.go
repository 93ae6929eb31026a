package cluster

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A node reaches what sees to its cluster by the cluster's directory: it looks, hurts, lifts one fault, and is told why
// something cannot be.
func TestANodeReachesItsSupervisor(t *testing.T) {
	c := openTest(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go c.serve(ctx)
	require.Contains(t, c.layout.node("matchmaker-1", 0).Args, "--cluster")
	r := NewRemote(c.dir)
	do := func(words string) error { return r.Act(ctx, strings.Fields(words)) }
	require.NoError(t, r.Check(ctx, []string{"cut", "shard-1", "journal", "for=5s"}))
	for words, wrong := range map[string]string{
		"kill shard-7": "there is no node", "kil shard-1": "did you mean", "heal fault=x": "no whole number",
	} {
		err := r.Check(ctx, strings.Fields(words))
		require.ErrorContains(t, err, wrong)
		require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err), words)
	}
	require.NoError(t, do("cut shard-1 journal for=1h"))
	require.NoError(t, do("net shard-1 journal loss=5%"))
	s, err := r.Status(ctx)
	require.NoError(t, err)
	require.Len(t, s.Nodes, 6)
	require.Equal(t, api.ClusterNode{ID: "directory", Kind: "directory", State: "starting"}, s.Nodes[0])
	require.Len(t, s.Faults, 2)
	require.WithinDuration(t, time.Now().Add(time.Hour), s.Faults[0].Until, time.Minute)
	require.Equal(t, []string{"shard-1", "journal"}, s.Faults[1].Nodes)
	require.Equal(t, "5 % lost, both ways", s.Faults[1].Says)
	require.NoError(t, do("heal fault=1"))
	s, err = r.Status(ctx)
	require.NoError(t, err)
	require.Len(t, s.Faults, 1, "the other one touches the same nodes, and lasts")
	require.Equal(t, 2, s.Faults[0].Number)
	err = do("heal fault=1")
	require.ErrorContains(t, err, "no fault 1 lasts")
	require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err))
	require.NotEmpty(t, s.Timeline)
	_, err = NewRemote(t.TempDir()).Status(ctx)
	require.ErrorContains(t, err, "no cluster runs where this node was started")
}
