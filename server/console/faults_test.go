package console

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// fakeCluster has two shards, of which one is dead, and notes what it is told to do.
type fakeCluster struct {
	mu   sync.Mutex
	did  []string
	plan *api.ClusterPlan
}

func (f *fakeCluster) Status(context.Context) (api.Cluster, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	return api.Cluster{
		Up: true, Plan: f.plan,
		Nodes: []api.ClusterNode{
			{ID: "journal-1", Kind: "journal", State: "ready", Still: true},
			{ID: "shard-1", Kind: "shards", State: "ready", Matches: 3},
			{ID: "shard-2", Kind: "shards", State: "dead"},
		},
		Faults: []api.ClusterFault{
			{Number: 7, Kind: "stop", Nodes: []string{"journal-1"}},
			{Number: 8, Kind: "cut", Nodes: []string{"shard-1", "journal"}, Says: "nothing passes", Until: now},
		},
		Timeline: []api.ClusterEntry{
			{At: now, Who: "operator", Node: "shard-2", Kind: "kill", What: "killed"},
			{At: now, Seen: true, Who: "shard-2", Node: "shard-2", Kind: "ended", What: "killed <b>", Took: 1500},
		},
	}, nil
}

func (f *fakeCluster) Check(context.Context, []string) error { return nil }

func (f *fakeCluster) Act(_ context.Context, words []string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if words[1] == "shard-9" {
		return &api.Problem{Status: http.StatusUnprocessableEntity, Detail: "there is no shard-9 to kill"}
	}
	f.did = append(f.did, strings.Join(words, " "))
	return nil
}

// asked is what it was told to do.
func (f *fakeCluster) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.did
}

// An operator hurts the cluster by buttons that say the supervisor's own words, and the log says who did it.
func TestFaultsAreDoneByButton(t *testing.T) {
	s := newStage(t)
	s.account("Olga", api.RoleOperator)
	b := s.signedIn("Olga")
	_, page := b.get("/console/faults")
	for _, part := range []string{
		`href="/console/faults" aria-current="page"`, `value="kill shard-1"`, `value="heal shard-2"`,
		`value="continue journal-1"`, `value="skew shard-1 offset=-3s"`, `value="heal fault=7"`, "until lifted",
		`value="scale shards=3"`, "killed &lt;b&gt;",
	} {
		require.Contains(t, page, part)
	}
	for _, part := range []string{"skew journal-1", `value="stop journal-1"`, `value="kill shard-2"`} {
		require.NotContains(t, page, part, "it does not fit")
	}
	for _, form := range [][]string{
		{"fault", "words", "kill shard-1", "for", "5s"},
		{"fault", "words", "restart shard-1", "for", "5s"},
		{"link", "do", "cut", "from", "shard-1", "to", "journal", "oneway", "1", "for", "", "loss", "5%"},
		{"link", "do", "net", "from", "shards", "to", "players", "loss", "5%", "latency", " 80ms ", "for", "1s"},
		{"fault", "words", "kill shard-9"},
		{"fault", "words", " "},
	} {
		code, _ := b.act(form[0], form[1:]...)
		require.Equal(t, http.StatusSeeOther, code)
	}
	require.Equal(t, []string{
		"kill shard-1 for=5s", "restart shard-1", "cut shard-1 journal oneway",
		"net shards players latency=80ms loss=5% for=1s",
	}, s.cluster.asked())
	log, err := s.machine.AuditOf(t.Context(), "", 0, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"hurt cluster", "Olga", "kill shard-9: was not done: there is no shard-9 to kill"},
		[]string{log[0].What, log[0].ByName, log[0].Detail})
	_, page = b.get("/console/audit")
	require.Contains(t, page, "hurt the cluster")
}

// Where muster cluster began nothing there is no such page, and it says why.
func TestWithoutAClusterThereAreNoFaults(t *testing.T) {
	s := newStageIn(t, nil)
	s.account("Olga", api.RoleOperator)
	b := s.signedIn("Olga")
	code, page := b.get("/console/faults")
	require.Equal(t, http.StatusNotFound, code)
	require.Contains(t, page, "was not started by muster cluster")
	require.NotContains(t, page, `href="/console/faults"`)
	_, _ = b.act("fault", "words", "kill shard-1")
	_, page = b.get("/console/")
	require.Contains(t, page, "no node of a cluster")
}

func (f *fakeCluster) Follow(_ context.Context, r api.ClusterPlanRequest) error {
	return f.Act(context.Background(), []string{"follow", r.Lesson + r.Name})
}

func (f *fakeCluster) Quit(context.Context) error {
	return f.Act(context.Background(), []string{"quit", "it"})
}
