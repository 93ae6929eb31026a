package rest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// fakeCluster has one shard.
type fakeCluster struct {
	did  []string
	away error
}

func (f *fakeCluster) Status(context.Context) (api.Cluster, error) {
	return api.Cluster{
		Nodes: []api.ClusterNode{{ID: "shard-1", Kind: "shards"}}, Faults: []api.ClusterFault{},
		Timeline: []api.ClusterEntry{},
	}, f.away
}

func (f *fakeCluster) Check(_ context.Context, words []string) error {
	if !slices.Contains(words, "shard-1") {
		return &api.Problem{Status: http.StatusUnprocessableEntity, Detail: "there is no such node"}
	}
	return nil
}

func (f *fakeCluster) Act(_ context.Context, words []string) error {
	f.did = append(f.did, strings.Join(words, " "))
	return f.away
}

// An operator hurts and heals the cluster of the matchmaker, and the log says who did; what is refused was never done.
func TestAnOperatorHurtsTheCluster(t *testing.T) {
	f := &fakeCluster{}
	h := startIn(t, t.TempDir(), &meeting{}, 0, f)
	defer h.stop()
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	all, err := op.Cluster(t.Context())
	require.NoError(t, err)
	require.Equal(t, "queue-1", all.Here)
	require.Equal(t, "shard-1", all.Nodes[0].ID)
	require.NoError(t, op.ActInCluster(t.Context(), "kill", "shard-1", "for=5s"))
	require.NoError(t, op.ActInCluster(t.Context(), "heal", "shard-1"))
	err = op.ActInCluster(t.Context(), "kill", "shard-7")
	require.ErrorContains(t, err, "there is no such node")
	require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err))
	require.Equal(t, []string{"kill shard-1 for=5s", "heal shard-1"}, f.did)
	log, err := op.Audit(t.Context())
	require.NoError(t, err)
	require.Len(t, log, 2)
	require.Equal(t, []string{"heal cluster", "heal shard-1"}, []string{log[0].What, log[0].Detail})
	require.Equal(t, []string{"hurt cluster", "kill shard-1 for=5s"}, []string{log[1].What, log[1].Detail})
	require.NotEmpty(t, log[1].ByName)
}

// What got no answer may have been done: the log says that nobody knows. What was refused was not done.
func TestTheLogDoesNotSayMoreThanIsKnownOfTheCluster(t *testing.T) {
	f := &fakeCluster{}
	h := startIn(t, t.TempDir(), &meeting{}, 0, f)
	defer h.stop()
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	ctx, unsure := t.Context(), "nobody knows whether it was done: context deadline exceeded"
	for _, v := range []struct {
		what, unsure, refused string
		do                    func() error
	}{
		{
			"scale cluster", "scale shard-1: " + unsure, "scale shard-1: was not done: not now",
			func() error { return op.ActInCluster(ctx, "scale", "shard-1") },
		},
		{"heal cluster", "heal shard-1: " + unsure, "", func() error {
			return op.ActInCluster(ctx, "heal", "shard-1")
		}},
		{"begin plan", "shard-dies: " + unsure, "", func() error {
			return op.FollowPlan(ctx, api.ClusterPlanRequest{Lesson: "shard-dies"})
		}},
		{"quit plan", unsure, "", func() error { return op.QuitPlan(ctx) }},
	} {
		f.away = context.DeadlineExceeded
		require.Equal(t, http.StatusServiceUnavailable, api.StatusOf(v.do()), v.what)
		before, err := op.Audit(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{v.what, v.unsure}, []string{before[0].What, before[0].Detail})
		f.away = &api.Problem{Status: http.StatusConflict, Detail: "not now"}
		require.Equal(t, http.StatusConflict, api.StatusOf(v.do()), v.what)
		after, err := op.Audit(ctx)
		require.NoError(t, err)
		if v.refused == "" {
			require.Equal(t, before, after, v.what)
			continue
		}
		require.Equal(t, v.refused, after[0].Detail)
	}
}

// Who is no node of such a cluster says so.
func TestWithoutAClusterNothingIsHurt(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	defer h.stop()
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	_, err := op.Cluster(t.Context())
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
	require.ErrorContains(t, op.ActInCluster(t.Context(), "kill", "shard-1"), "no node of a cluster")
}

func (f *fakeCluster) Follow(_ context.Context, r api.ClusterPlanRequest) error {
	return f.Act(context.Background(), []string{"follow", r.Lesson + r.Name})
}

func (f *fakeCluster) Quit(context.Context) error {
	return f.Act(context.Background(), []string{"quit", "it"})
}
