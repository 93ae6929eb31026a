package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"muster/server/cluster"
	"muster/server/cluster/plan"
)

// clusterFlags find the cluster that is meant.
type clusterFlags struct {
	Cluster string `help:"Directory of the cluster that is meant; needed where several of this user run." placeholder:"DIR"`
	JSON    bool   `help:"Print one JSON value."`
}

func (f *clusterFlags) client() (cluster.Client, error) {
	at, err := cluster.Find(f.Cluster)
	return cluster.NewClient(at), err
}

// act has the cluster do something.
func (f *clusterFlags) act(ctx context.Context, words ...string) error {
	q, err := f.client()
	if err != nil {
		return err
	}
	if err := q.Act(ctx, words...); err != nil {
		return err
	}
	far, what := howFar(words), strings.Join(words, " ")
	return f.done(map[string]any{"what": what, "done": far == "done"}, "%s: %s", far, what)
}

// done prints what was done: a sentence, or v as JSON.
func (f *clusterFlags) done(v any, format string, args ...any) error {
	if f.JSON {
		return sayJSON(v)
	}
	sayLine(format, args...)
	return nil
}

// howFar is how far something is that a cluster was asked to do.
func howFar(words []string) string {
	if f, err := plan.ParseFault(words); err == nil && f.Action.Kind.TakesTime() {
		return "under way (muster cluster list tells how far)"
	}
	return "done"
}

type clusterFaultCmd struct {
	clusterFlags `embed:""`
	Words        []string `arg:"" help:"What, to whom, and with what: kill, stop, continue, restart, upgrade, gone, slow, full-disk, cut, net, bots; for=TIME for how long." placeholder:"WORD"`
}

// Run hurts a cluster.
func (c *clusterFaultCmd) Run(ctx context.Context) error { return c.act(ctx, c.Words...) }

type clusterHealCmd struct {
	clusterFlags `embed:""`
	Nodes        []string `arg:"" optional:"" help:"Which nodes, or fault=N for the one that muster cluster list numbers so; all if none is named." placeholder:"NODE"`
}

// Run ends faults that last.
func (c *clusterHealCmd) Run(ctx context.Context) error {
	return c.act(ctx, append([]string{"heal"}, c.Nodes...)...)
}

type clusterScaleCmd struct {
	clusterFlags `embed:""`
	Shards       string `arg:"" help:"How many, as in shards=5. The number that is there already puts matches where the ring has them." placeholder:"shards=N"`
}

// Run changes how many shards there are.
func (c *clusterScaleCmd) Run(ctx context.Context) error { return c.act(ctx, "scale", c.Shards) }

type clusterListCmd struct {
	clusterFlags `embed:""`
}

// Run lists nodes and faults.
func (c *clusterListCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	s, err := q.Status(ctx)
	if err != nil || c.JSON {
		return firstOf(err, func() error { return sayJSON(s) })
	}
	if err := listNodes(s.Nodes); err != nil {
		return err
	}
	for i, l := range s.Lasting {
		sayLine("lasts: %s (muster cluster heal fault=%d)", l, s.Faults[i].Number)
	}
	if err := listPlan(s.Plan); err != nil {
		return err
	}
	if s.Limits != "" {
		sayLine("limits: %s", s.Limits)
	}
	if s.Up {
		sayLine("up for %v", s.At.Round(time.Second))
	}
	sayLine("directory: %s, logs in %s", s.Data, cluster.LogDir(s.Data))
	return nil
}

// listNodes prints a line for each node, with what shards tell of themselves.
func listNodes(all []cluster.NodeStatus) error {
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NODE\tSTATE\tPID\tCORES\tMEMORY\tMATCHES\tPLAYERS\tTICK P99")
	for i := range all {
		n := &all[i]
		if n.Pid == 0 {
			fmt.Fprintf(w, "%s\t%s\t-\t-\t-\t-\t-\t-\n", n.Name, n.State)
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%.2f\t%d MB\t%s\t%s\t%s\n", n.Name, n.State, n.Pid, n.CPU, n.Memory>>20,
			tells(n, "matches", "%.0f", 1), tells(n, "players", "%.0f", 1),
			tells(n, "tick_p99_seconds", "%.1f ms", 1000))
	}
	return w.Flush()
}

// tells is a figure that a node tells of itself, in so many parts of its unit; a dash if it does not.
func tells(n *cluster.NodeStatus, figure, format string, by float64) string {
	v, there := n.Tells[figure]
	if !there {
		return "-"
	}
	return fmt.Sprintf(format, by*v)
}

// firstOf is an error, or what comes of going on.
func firstOf(err error, goOn func() error) error {
	if err != nil {
		return err
	}
	return goOn()
}

type clusterRingCmd struct {
	clusterFlags `embed:""`
}

// Run tells who is responsible for what.
func (c *clusterRingCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.Ring(ctx)
	if err != nil || c.JSON {
		return firstOf(err, func() error { return sayJSON(all) })
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SHARD\tMATCH\tSTANDBY\tWOULD MOVE")
	away := 0
	for _, p := range all {
		from := "-"
		if p.Moves() {
			from = "from " + p.At
			away++
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.Shard, p.Match, dash(p.Standby), from)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	sayLine("%d of %d matches would move; muster cluster scale with the number of shards that there are moves them",
		away, len(all))
	return nil
}
