package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"muster/matchmaker/api"
	"muster/server/statuspage"
)

// overviewed is what the first page shows: what operators look at first, and the newest matches.
type overviewed struct {
	statuspage.Figures
	Nodes   []api.Node // shards
	Queues  []api.Node
	Newest  []api.Match
	Running int
}

// maxNewest is how many matches the first page lists.
const maxNewest = 8

func overview(ctx context.Context, c *Console, v *visit) (any, error) {
	figures, err := c.cfg.Figures(ctx)
	if err != nil {
		return nil, err
	}
	o := overviewed{Figures: figures, Running: len(figures.Queue.Matches)}
	all, err := v.api.Nodes(ctx)
	if api.StatusOf(err) == http.StatusUnauthorized || api.StatusOf(err) == http.StatusForbidden {
		return nil, err
	} else if err != nil { // the rest may be known all the same
		o.Trouble = append(slices.Clone(o.Trouble), detail(err))
	}
	for _, n := range all {
		if n.Kind == api.NodeShard {
			o.Nodes = append(o.Nodes, n)
		} else {
			o.Queues = append(o.Queues, n)
		}
	}
	slices.SortFunc(o.Nodes, func(a, b api.Node) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.ID, b.ID))
	})
	newest := slices.Clone(figures.Queue.Matches)
	slices.Reverse(newest)
	o.Newest = newest[:min(len(newest), maxNewest)]
	return o, nil
}

// StateKey is the text of a shard's state.
func (o overviewed) StateKey(n api.Node) string {
	switch {
	case n.Draining:
		return "console.node_draining"
	case n.State == "ready":
		return "console.node_ready"
	}
	return "console.node_trouble"
}

// Mark is how its badge looks: fine, wait or bad.
func (o overviewed) Mark(n api.Node) string {
	switch key := o.StateKey(n); {
	case key == "console.node_trouble":
		return "bad"
	case key == "console.node_draining", n.Strained != "":
		return "wait"
	}
	return "fine"
}
