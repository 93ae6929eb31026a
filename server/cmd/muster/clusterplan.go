package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"muster/docs/lessons"
	"muster/server/cluster"
	"muster/server/cluster/plan"
)

// planNamed is the source of a plan: a file, or where there is none a lesson.
func planNamed(name string) (file string, source []byte, err error) {
	source, err = os.ReadFile(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return name, source, err
	}
	if l, found := lessons.Find(name); found {
		return l.File(), []byte(l.Plan), nil
	}
	return name, nil, fmt.Errorf("%w; nor is there a lesson of that name: muster cluster lessons lists them", err)
}

type clusterLessonsCmd struct {
	Lesson string `arg:"" optional:"" help:"Print the page of this one; nothing for the list."`
	Lang   string `help:"Language of the texts: en or zh." enum:"en,zh" default:"en"`
	JSON   bool   `help:"Print one JSON value."`
}

// Run lists the lessons, or prints one.
func (c *clusterLessonsCmd) Run() error {
	all := lessons.In(c.Lang)
	if c.Lesson != "" {
		l, found := lessons.FindIn(c.Lang, c.Lesson)
		if !found {
			return fmt.Errorf("there is no lesson %q: muster cluster lessons lists them", c.Lesson)
		}
		if !c.JSON {
			_, err := fmt.Fprintln(stdout, strings.TrimSpace(l.Page))
			return err
		}
		all = []lessons.Lesson{l}
	}
	if c.JSON {
		return sayJSON(all)
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "LESSON\tTAKES\tWHAT IT SHOWS")
	for _, l := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\n", l.Name, l.Takes, l.Shows)
	}
	return w.Flush()
}

type clusterFollowCmd struct {
	clusterFlags `embed:""`
	Plan         string `arg:"" help:"A plan: a YAML file, or the name of a lesson."`
}

// Run has a cluster that is there follow a plan.
func (c *clusterFollowCmd) Run(ctx context.Context) error {
	file, source, err := planNamed(c.Plan)
	if err != nil {
		return err
	}
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.Follow(ctx, file, string(source)); err != nil {
		return err
	}
	return c.done(map[string]any{"plan": file, "following": true},
		"the cluster follows %s: muster cluster list tells how far, muster cluster quit ends it", file)
}

type clusterQuitCmd struct {
	clusterFlags `embed:""`
}

// Run ends the plan that a cluster follows.
func (c *clusterQuitCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.Quit(ctx); err != nil {
		return err
	}
	return c.done(map[string]any{"following": false}, "the plan is ended: its faults are over, and its players leave")
}

// listPlan prints how far a plan has come.
func listPlan(p *cluster.PlanStatus) error {
	if p == nil {
		return nil
	}
	done := 0
	for _, s := range p.Steps {
		if s.Done {
			done++
		}
	}
	at := p.At.Round(time.Second).String()
	if p.For > 0 {
		at = fmt.Sprintf("%v of %v", min(p.At, p.For).Round(time.Second), p.For)
	}
	sayLine("plan: %s, %s, %s, %d of %d steps done", p.Name, p.Stage, at, done, len(p.Steps))
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	for _, j := range p.Verdict.Promises {
		outcome := string(j.Outcome)
		if j.Outcome == plan.Kept && !p.Final {
			outcome = "kept so far"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", j.Promise, j.Asked, j.Measured, outcome)
	}
	return w.Flush()
}
