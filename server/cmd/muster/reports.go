package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"
	"time"
)

type reportsCmd struct {
	operatorFlags `embed:""`
	Player        string `arg:"" optional:"" help:"Only those about this player."`
}

// Run lists the reports that wait for a moderator.
func (c *reportsCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.ComplaintsOf(ctx, c.Player, "")
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "REPORT\tAT\tPLAYER\tNAME\tWHY\tBY\tMATCH\tTEXT")
		for i := range all {
			v := &all[i]
			row(w, v.ID, v.Created.Format(time.DateTime), v.Player, v.Name, v.Reason,
				cmp.Or(v.ByName, v.By), dash(v.Match), v.Text)
		}
	})
}

type closeCmd struct {
	operatorFlags `embed:""`
	Report        string `arg:"" help:"The report's id, as muster reports shows it."`
	Verdict       string `required:"" help:"What came of it." placeholder:"TEXT"`
}

// Run closes a report.
func (c *closeCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	v, err := q.CloseComplaint(ctx, c.Report, c.Verdict)
	if err != nil {
		return denied(err)
	}
	return c.done(v, "report %s is closed", v.ID)
}
