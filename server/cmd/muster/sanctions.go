package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"muster/matchmaker/api"
)

type sanctionsCmd struct {
	operatorFlags `embed:""`
	Player        string `arg:"" help:"The player's id, as muster people shows it."`
}

// Run lists what was done against a player.
func (c *sanctionsCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.Sanctions(ctx, c.Player)
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "SANCTION\tWHAT\tAT\tHOLDS\tBY\tREASON")
		for i := range all {
			v := &all[i]
			row(w, v.ID, v.Kind, v.Created.Format(time.DateTime), holds(v), cmp.Or(v.ByName, v.By), v.Reason)
		}
	})
}

// holds is how long a sanction holds.
func holds(v *api.Sanction) string {
	switch {
	case !v.Lifted.IsZero():
		return "lifted " + v.Lifted.Format(time.DateTime)
	case v.Kind == api.Kick:
		return "for that match"
	}
	return until(v.Expires)
}

type liftCmd struct {
	operatorFlags `embed:""`
	Sanction      string `arg:"" help:"The sanction's id, as muster sanctions shows it."`
}

// Run ends a sanction before its time.
func (c *liftCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.Lift(ctx, c.Sanction); err != nil {
		return denied(err)
	}
	return c.done(map[string]any{"sanction": c.Sanction, "lifted": true}, "sanction %s is lifted", c.Sanction)
}
