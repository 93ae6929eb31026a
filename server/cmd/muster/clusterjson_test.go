package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"muster/printable"
	"muster/server/cluster"
	"muster/server/cluster/plan"
)

// control is a cluster that does all that it is told, and has a status.
type control struct{ status *cluster.Status }

// RoundTrip answers.
func (c *control) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	var err error
	switch r.Method + r.URL.Path {
	case "GET/":
		err = json.NewEncoder(w).Encode(cluster.Cluster{Pid: os.Getpid()})
	case "GET/status":
		err = json.NewEncoder(w).Encode(c.status)
	}
	return w.Result(), err
}

// askedOf has a cluster asked for things. No time passes meanwhile, so that it always answers in time.
func askedOf(t *testing.T, c control, test func(t *testing.T, ask clusterFlags)) {
	dir, was := t.TempDir(), http.DefaultClient.Transport
	b, err := json.Marshal(cluster.Cluster{Data: dir, Control: "http://control", Pid: os.Getpid()})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cluster.json"), b, 0o600))
	http.DefaultClient.Transport = &c
	defer func() { http.DefaultClient.Transport = was }()
	synctest.Test(t, func(t *testing.T) { test(t, clusterFlags{Cluster: dir, JSON: true}) })
}

// oneValue is the one JSON value that something prints.
func oneValue(t *testing.T, print func() error) (v any) {
	var out, other bytes.Buffer
	was, wasJSON := stdout, stdoutJSON
	stdout, stdoutJSON = printable.NewWriter(&other), printable.NewJSONWriter(&out)
	defer func() { stdout, stdoutJSON = was, wasJSON }()
	require.NoError(t, print())
	require.Empty(t, other.String(), "beside JSON")
	require.NoError(t, json.Unmarshal(out.Bytes(), &v), "%s", out.String())
	return v
}

// With --json each command that asks a cluster for something prints one JSON value, and no sentence.
func TestWhatAClusterIsToldIsAnsweredByJSON(t *testing.T) {
	askedOf(t, control{}, func(t *testing.T, ask clusterFlags) {
		for _, c := range []struct {
			is  map[string]any
			run func(context.Context) error
		}{
			{map[string]any{"what": "kill a", "done": true}, (&clusterFaultCmd{ask, []string{"kill", "a"}}).Run},
			{map[string]any{"what": "heal", "done": true}, (&clusterHealCmd{ask, nil}).Run},
			{map[string]any{"what": "scale shards=3", "done": false}, (&clusterScaleCmd{ask, "shards=3"}).Run}, // begun
			{map[string]any{"plan": "first.yaml", "following": true}, (&clusterFollowCmd{ask, "first"}).Run},
			{map[string]any{"following": false}, (&clusterQuitCmd{ask}).Run},
		} {
			require.Equal(t, c.is, oneValue(t, func() error { return c.run(t.Context()) }))
		}
	})
}

// Keys begin with a small letter, also in what a plan came to, the timeline and a lesson.
func TestKeysOfAClustersJSONAreSmall(t *testing.T) {
	promises := plan.Promises{{Name: plan.Starved}, {Name: plan.OrdersLost}}
	m := plan.Measured{AtLeast: map[plan.Name]bool{plan.Starved: true}}
	m.Set(plan.Starved, 1)
	entries := []plan.Entry{{Who: "plan", Kind: "kill", What: "is killed"}}
	status := cluster.Status{Timeline: entries, Plan: &cluster.PlanStatus{Verdict: promises.Judge(m)}}
	askedOf(t, control{&status}, func(t *testing.T, ask clusterFlags) {
		for name, run := range map[string]func() error{
			"list":    func() error { return (&clusterListCmd{ask}).Run(t.Context()) },
			"lessons": (&clusterLessonsCmd{JSON: true}).Run,
			"run": func() error {
				return (&clusterRunCmd{JSON: true}).verdict(plan.Plan{}, &cluster.Result{
					Timeline: entries, Verdict: promises.Judge(m).CutShort("told so"), Measured: m,
				})
			},
		} {
			require.NotZero(t, smallKeys(t, name, oneValue(t, run)))
		}
	})
}

// smallKeys counts the keys of a value, which are small.
func smallKeys(t *testing.T, at string, v any) (n int) {
	switch v := v.(type) {
	case map[string]any:
		for key, in := range v {
			require.Equal(t, strings.ToLower(key), key, "%s of %s", key, at)
			n += 1 + smallKeys(t, at+"."+key, in)
		}
	case []any:
		for _, in := range v {
			n += smallKeys(t, at, in)
		}
	}
	return n
}
