//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster"
	"muster/server/cluster/plan"
	"muster/server/cluster/report"
	"muster/server/observe"
)

// firstLesson is a plan of a small cluster that loses a shard, and cuts the other one off for a moment.
const firstLesson = "../../../docs/lessons/first.yaml"

// A whole cluster is started, hurt as its plan says and ended: nothing that a player was answered is lost, and
// everybody has a seat. What its nodes told is kept with the run; of the cluster itself nothing is left.
func TestAWholeClusterIsHurtAndKeepsItsPromises(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	lesson, err := filepath.Abs(firstLesson) // the program runs elsewhere
	require.NoError(t, err)
	kept, data := filepath.Join(t.TempDir(), "first.run"), t.TempDir()
	out, trouble, code := says(t, "cluster", lesson, "--json", "--keep", kept, "--data", data)
	require.Zero(t, code, "%s%s", out, trouble)
	var r cluster.Result
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Equal(t, plan.Kept, r.Verdict.Outcome)
	require.Len(t, r.Verdict.Promises, 3)
	var story []string
	for _, e := range r.Timeline {
		if e.Kind == "up" || e.Kind == "kill" {
			t.Logf("%s at %v, after %v", e.Kind, e.At, e.Took)
		}
		if e.Kind == "taken over" { // before the shard is ready again or after it; never, if it ran no match
			require.Equal(t, "shard-1", e.Node)
			require.InDelta(t, e.Took.Seconds(), r.Measured.Values[plan.TakenOverWithin], 1e-9)
			continue
		}
		if e.Node == "shard-1" && e.At > 0 || e.Kind == "cut" || e.Kind == "finished" {
			story = append(story, e.Kind)
		}
	}
	require.Equal(t, []string{"kill", "ended", "ready", "cut", "ended", "finished"}, story)
	run, err := report.Read(kept)
	require.NoError(t, err)
	told := map[string]bool{}
	for _, s := range run.Series {
		told[s.Name] = true
	}
	for _, name := range []string{
		"cpu_cores", "memory_bytes", "tick_p99_seconds", "players", "matches",
		"journal_append_p99_seconds", "journal_sync_p99_seconds",
	} {
		require.True(t, told[name], name)
	}
	left, err := os.ReadDir(os.TempDir())
	require.NoError(t, err)
	require.Empty(t, left)
	consoleSaw(t, filepath.Join(data, "matchmaker-1", "console", "events"), r.Began)
}

// consoleSaw holds that the console of a matchmaker saw the kill as what it was, and shard-1 come back after it.
func consoleSaw(t *testing.T, dir string, began time.Time) {
	kept, err := observe.OpenKept(dir)
	require.NoError(t, err)
	events, err := kept.Events(t.Context(), began, time.Now(), 1000)
	require.NoError(t, err)
	var story []string
	t.Logf("it began at %s", began.Format(time.StampMilli))
	for _, e := range events {
		t.Logf("%s %s %s %s %d %dms", e.Time().Format(time.StampMilli), e.What, e.Node, e.Other, e.N, e.For)
		if e.Node == "shard-1" && slices.Contains([]string{observe.Died, observe.Restarted}, e.What) {
			story = append(story, e.What)
		}
	}
	require.Contains(t, story, observe.Restarted, "%v", events)
	if i := slices.Index(story, observe.Died); i >= 0 { // a machine that is far too busy may look too late for that
		require.Less(t, i, slices.Index(story, observe.Restarted))
	}
	was, err := kept.At(t.Context(), events[len(events)-1].Time())
	require.NoError(t, err)
	require.NotEmpty(t, was.Of(observe.Shards), "and how it was can be looked at")
}
