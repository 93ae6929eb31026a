package main

import (
	"context"
	"fmt"
	"text/tabwriter"
)

type nodesCmd struct {
	operatorFlags `embed:""`
}

// Run lists the processes of the cluster.
func (c *nodesCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.Nodes(ctx)
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "NODE\tKIND\tREGION\tMATCHES\tPLAYERS\tTICK 99 %\tBUSY\tSTATE\tADDRESS")
		for i := range all {
			n := &all[i]
			matches, tick, busy := "-", "-", "-"
			if n.Capacity > 0 {
				matches = fmt.Sprintf("%d/%d", n.Matches, n.Capacity)
				tick, busy = fmt.Sprintf("%.1f ms", n.TickP99), fmt.Sprintf("%d %%", n.Busy)
			}
			state := n.State
			if n.Strained != "" {
				state += ", strained: " + n.Strained
			}
			if n.Leads {
				state += ", leads"
			}
			row(w, n.ID, n.Kind, dash(n.Region), matches, n.Players, tick, busy, state, n.Addr)
		}
	})
}

// dash stands for what is not known.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
