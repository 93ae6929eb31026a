//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server/cluster"
)

// A cluster without a plan follows a lesson that its operator begins by the API, as the console does: players come, a
// shard is killed, all that they were answered is in the journal, and the cluster stays as it was.
func TestALessonIsBegunByTheAPI(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "idle.yaml")
	require.NoError(t, os.WriteFile(file, []byte(
		"nodes: {shards: 2, journal: 1, matchmakers: 1, directory: served}\nload: {matches: 0}\n"), 0o600))
	cmd := muster(t, "cluster", file, "--data", data, "--keep", filepath.Join(t.TempDir(), "idle.run"))
	said := &lines{}
	cmd.Stdout, cmd.Stderr = said, said
	require.NoError(t, cmd.Start())
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		require.NoError(t, cmd.Wait(), "%s", said)
	}()
	op := operatorOf(t, data)
	require.Error(t, op.FollowPlan(t.Context(), api.ClusterPlanRequest{Lesson: "everything"}), "it wants more nodes")
	require.NoError(t, op.FollowPlan(t.Context(), api.ClusterPlanRequest{Lesson: "first"}))
	var all api.Cluster
	require.Eventually(t, func() bool {
		now, err := op.Cluster(t.Context())
		if err == nil {
			all = now
		}
		return all.Plan != nil && all.Plan.Final
	}, patience, lookEvery)
	require.Len(t, all.Plan.Promises, 3)
	for _, p := range all.Plan.Promises[:2] {
		require.Equal(t, "kept", p.Outcome, "%+v", all.Plan)
	}
	for _, s := range all.Plan.Steps {
		require.True(t, s.Done, s.Words)
	}
	require.Empty(t, all.Faults)
	require.Equal(t, "matchmaker-1", all.Here)
	log, err := op.Audit(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"begin plan", "first"}, []string{log[0].What, log[0].Detail})
	out, trouble, code := says(t, "cluster", "list", "--cluster", data)
	require.Zero(t, code, trouble)
	require.Contains(t, out, "plan: first.yaml, over, 6s of 6s, 2 of 2 steps done")
}

// operatorOf is the operator of a cluster that is coming up, once it is up and knows its operator.
func operatorOf(t *testing.T, data string) (op *api.Client) {
	require.Eventually(t, func() bool {
		at, err := cluster.Find(data)
		if err != nil {
			return false
		}
		if all, err := cluster.NewClient(at).Status(t.Context()); err != nil || !all.Up {
			return false // who logs in too often is made to wait
		}
		b, err := os.ReadFile(filepath.Join(data, "operator.json"))
		var who struct{ Name, Password string }
		if err != nil || json.Unmarshal(b, &who) != nil {
			return false
		}
		nobody := api.NewClient(at.Queues[0], nil)
		s, err := nobody.LogIn(t.Context(), who.Name, who.Password)
		if err != nil {
			return false
		}
		op = nobody.In(s, nil)
		_, err = op.Cluster(t.Context()) // the role comes a moment later
		return err == nil
	}, patience, 5*lookEvery)
	return op
}
