//go:build !race

package console_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// played stands for a cluster: faults begin and end in it, and nothing suffers.
type played struct {
	mu     sync.Mutex
	faults []string // in the words that began them
}

func (p *played) Status(context.Context) (api.Cluster, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := api.Cluster{
		Up: true, Limits: "by watching", Faults: []api.ClusterFault{}, Timeline: []api.ClusterEntry{},
		Nodes: []api.ClusterNode{
			{ID: "journal-1", Kind: "journal", State: "ready"}, {ID: "shard-1", Kind: "shards", State: "ready"},
		},
		Plan: &api.ClusterPlan{
			Name: "everything.yaml", Stage: "running", At: 5000, For: 80_000,
			Steps: []api.ClusterStep{{At: 10_000, Kind: "kill", Words: "kill shard-1"}},
			Promises: []api.ClusterPromise{
				{Name: "orders_lost", Asked: "none", Measured: "not measured", Outcome: "not measured"},
				{Name: "starved", Asked: "at most 3", Measured: "1", Outcome: "kept"},
			},
		},
	}
	for i, words := range p.faults {
		all.Faults = append(all.Faults, api.ClusterFault{
			Number: i + 1, Kind: strings.Fields(words)[0], Nodes: strings.Fields(words)[1:2],
		})
		all.Timeline = append(all.Timeline, api.ClusterEntry{
			At: time.Now(), Who: "operator", Kind: strings.Fields(words)[0], What: "is hurt", Node: "shard-1",
		})
	}
	return all, nil
}

func (p *played) Check(context.Context, []string) error { return nil }

func (p *played) Act(_ context.Context, words []string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if words[0] == "heal" {
		p.faults = nil
		return nil
	}
	p.faults = append(p.faults, strings.Join(words, " "))
	return nil
}

func (p *played) Follow(context.Context, api.ClusterPlanRequest) error { return nil }

func (p *played) Quit(context.Context) error { return nil }

// lasting are the faults that go on.
func (p *played) lasting() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.faults)
}

// hurtsTheCluster presses a button of a node, chooses how long it lasts, opens what is folded, and lifts a fault. Each
// is waited for by the note of the page behind the form: the live part of the page before tells of it, too, and sooner.
func (c *chrome) hurtsTheCluster(t *testing.T) {
	c.Do(chromedp.Navigate(c.url+"/console/faults"), chromedp.WaitVisible(css("#node-shard-1")),
		chromedp.SetValue(css(`select[form=act]`), "5s"))
	c.press(`button[value="stop shard-1"]`)
	c.says("main > .note", "stop shard-1 for=5s")
	c.Do(chromedp.WaitVisible(css("#fault-1")))
	require.Equal(t, []string{"stop shard-1 for=5s"}, c.cluster.lasting())
	c.press(`#more-shard-1 summary`)
	c.press(`button[value="full-disk shard-1"]`)
	c.says("main > .note", "full-disk shard-1")
	c.says("#fault-2", "Full disk")
	c.press(`button[value="heal"]`)
	c.says("main > .note", "heal")
	require.Empty(t, c.cluster.lasting())
	log, err := c.machine.AuditOf(t.Context(), "", 0, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"heal cluster", api.MachineOperator}, []string{log[0].What, log[0].By})
	require.Equal(t, "full-disk shard-1", log[1].Detail)
	require.Empty(t, c.complaints())
}
