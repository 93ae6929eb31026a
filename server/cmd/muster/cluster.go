package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"muster/printable"
	"muster/server/cluster"
	"muster/server/cluster/plan"
	"muster/shard/replay"
)

// clusterCmd is a whole Muster on this machine, and what is asked of one that runs.
type clusterCmd struct {
	Run     clusterRunCmd     `cmd:"" default:"withargs" help:"Start a whole cluster on this machine, many processes, and see to it."`
	List    clusterListCmd    `cmd:"" help:"List a cluster's nodes, and the faults that last."`
	Fault   clusterFaultCmd   `cmd:"" help:"Hurt a cluster: kill shard-2, stop journal-1 for=5s, cut shard-1 journal, net shard-1 journal-* loss=5% delay=80ms, gone shard-3."`
	Heal    clusterHealCmd    `cmd:"" help:"End the faults of a cluster that last, of all nodes, of those named, or one by its number: fault=3."`
	Scale   clusterScaleCmd   `cmd:"" help:"Change how many shards a cluster has: shards=5."`
	Lessons clusterLessonsCmd `cmd:"" help:"List the lessons: plans that muster cluster runs by their names, each with a page in the console."`
	Follow  clusterFollowCmd  `cmd:"" help:"Have a cluster that is there follow a plan or a lesson: its faults, with players of its own, and its promises."`
	Quit    clusterQuitCmd    `cmd:"" help:"End the plan that a cluster follows; the cluster stays."`
	Report  clusterReportCmd  `cmd:"" help:"Print a kept run: as text, JSON, or one page of HTML with graphs."`
	Ring    clusterRingCmd    `cmd:"" help:"Tell which shard is responsible for which match, and what would move."`
}

type clusterRunCmd struct {
	lasting `embed:""`
	File    string        `arg:"" optional:"" help:"The plan, a YAML file or the name of a lesson: nodes, limits, links, load, faults, promises. Nothing for a small cluster with matches to look at and to join." placeholder:"FILE"`
	For     time.Duration `help:"How long it runs once it is up; 0 for what the plan says, or until it is told to stop." default:"0s"`
	Data    string        `help:"Directory of all its data and logs, kept for the next start; nothing for one that is removed at the end." placeholder:"DIR"`
	Keep    string        `help:"File that keeps the run, for muster cluster report; nothing for one among the newest in the user's cache." placeholder:"FILE"`
	Print   bool          `help:"Start nothing; print the commands that would be run, and files for docker compose and systemd."`
	Only    string        `help:"With --print: only the commands, the compose file or the systemd units." enum:"all,commands,compose,systemd" default:"all"`
	JSON    bool          `help:"Print the verdict with all that was measured, and the timeline, as one JSON object at the end."`
}

// errNoRun is a plan that cannot be run: another exit code than a broken promise.
var errNoRun = errors.New("the plan cannot be run")

// errBroken is a verdict that is not that everything was kept; it was told.
var errBroken = errors.New("not every promise was kept")

// Run starts the cluster and waits until it has ended.
func (c *clusterRunCmd) Run(ctx context.Context) error {
	p, err := c.plan()
	if err != nil {
		return errors.Join(errNoRun, err)
	}
	if c.Print {
		return c.print(p)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if c.Keep == "" {
		if c.Keep, err = newRun(time.Now()); err != nil {
			return err
		}
	}
	r, err := cluster.Run(ctx, cluster.Config{
		Plan: p, Program: program, Data: c.Data, Keep: c.Keep, Release: replay.Version(), Progress: c.progress,
		Up: func(f cluster.Cluster) { c.up(p, f) }, Log: newLogger(false),
	})
	if err != nil {
		return errors.Join(errNoRun, err)
	}
	return c.verdict(p, &r)
}

// plan is the file, or the small cluster.
func (c *clusterRunCmd) plan() (p plan.Plan, err error) {
	p = plan.Default()
	if c.File != "" {
		file, b, err := planNamed(c.File)
		if err != nil {
			return p, err
		}
		if p, err = plan.Read(file, b); err != nil {
			return p, err
		}
	}
	if c.For > 0 {
		p.For = c.For
	}
	return p, nil
}

// progress prints a line of the timeline.
func (c *clusterRunCmd) progress(e plan.Entry) {
	if c.JSON {
		return
	}
	about := e.Node
	if about == e.Who { // a node of itself
		about = ""
	}
	sayLine("%s %-12s %-14s %s%s", e.Wall.Format("15:04:05.0"), e.Who, about, e.What, e.Lasted())
}

// up says in a few lines where to play, where to watch and how to hurt it.
func (c *clusterRunCmd) up(p plan.Plan, f cluster.Cluster) {
	if c.JSON {
		return
	}
	fmt.Fprintf(stdout, `
The cluster is up.

  play      bin/muster-play --matchmaker %s
  watch     %s/   and the operators' page %s/
  console   muster console --data %s   makes a link; its page Faults hurts and heals by button
  nodes     muster cluster list
  hurt it   muster cluster fault kill shard-1      stop journal-1 for=5s      cut %s journal
  heal it   muster cluster heal
  grow it   muster cluster scale shards=5          muster cluster ring
  logs      %s/logs
  name it   --cluster %s, where more than one cluster runs

  Ctrl-C ends all of it.

`, f.Queues[0], f.Queues[0], f.Pages[0], filepath.Join(f.Data, plan.Matchmakers.Node(1)),
		plan.Shards.Node(p.Nodes.Shards), f.Data, f.Data)
}

// verdict tells what the plan came to.
func (c *clusterRunCmd) verdict(p plan.Plan, r *cluster.Result) error {
	if c.JSON {
		if err := sayJSON(r); err != nil {
			return err
		}
	} else if len(p.Promises) > 0 {
		w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "\nPROMISE\tASKED\tMEASURED\t")
		for _, j := range r.Verdict.Promises {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", j.Promise, j.Asked, j.Measured, j.Outcome)
		}
		w.Flush()
	}
	if !c.JSON {
		sayLine("report: muster cluster report %s", c.Keep)
	}
	for _, t := range r.Troubles {
		fmt.Fprintln(stderr, "trouble:", printable.Lines(t))
	}
	if len(p.Promises) > 0 && r.Verdict.Outcome != plan.Kept {
		return fmt.Errorf("%w: %s", errBroken, verdictWords(r.Verdict))
	}
	return nil
}

// verdictWords says why a verdict is not that all was kept.
func verdictWords(v plan.Verdict) string {
	if v.Why != "" {
		return fmt.Sprintf("the run ended before its time: %s", v.Why)
	}
	var not []string
	for _, j := range v.Promises {
		if j.Outcome != plan.Kept {
			not = append(not, fmt.Sprintf("%s (%s)", j.Promise, j.Outcome))
		}
	}
	return strings.Join(not, ", ")
}

// print prints what would be run.
func (c *clusterRunCmd) print(p plan.Plan) error {
	by, err := cluster.Choose(p)
	if err != nil {
		return err
	}
	if c.Only == "all" || c.Only == "commands" {
		if err := c.printCommands(p, by); err != nil {
			return err
		}
	}
	if c.Only == "all" || c.Only == "compose" {
		c.heading("compose.yaml")
		fmt.Fprint(stdout, cluster.Compose(p, by))
	}
	if c.Only == "all" || c.Only == "systemd" {
		for _, u := range cluster.Systemd(p, by) {
			fmt.Fprintf(stdout, "\n# /etc/systemd/system/%s\n%s", u.Name, u.Text)
		}
	}
	return nil
}

func (c *clusterRunCmd) printCommands(p plan.Plan, by cluster.Choices) error {
	dir := c.Data
	if dir == "" {
		dir = "muster-cluster"
	}
	all, err := cluster.Commands(p, by, dir)
	if err != nil {
		return err
	}
	c.heading("commands on this machine, in the order of their start")
	for i := range all {
		fmt.Fprintf(stdout, "%s &\n", all[i].Line())
	}
	return nil
}

// heading says what follows, where more than one thing is printed.
func (c *clusterRunCmd) heading(what string) {
	if c.Only == "all" {
		fmt.Fprintf(stdout, "\n# %s\n", what)
	}
}
