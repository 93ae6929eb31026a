package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"muster/matchmaker/api"
)

type queueCmd struct {
	operatorFlags `embed:""`
	Mode          string `arg:"" optional:"" help:"Only those who wait for this mode."`
}

// Run lists who waits for a match, and why.
func (c *queueCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.Waiting(ctx)
	if err != nil {
		return denied(err)
	}
	if c.Mode != "" {
		if all.Modes, err = only(all.Modes, c.Mode); err != nil {
			return err
		}
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "MODE\tPLACE\tPLAYERS\tWAITS\tRATING\tREGION\tWHY\tNEXT")
		for i := range all.Modes {
			m := &all.Modes[i]
			for t := range m.Waiting {
				waits(w, all.At, m.Mode, &m.Waiting[t])
			}
			if more := m.Tickets - len(m.Waiting); more > 0 {
				row(w, m.Mode, fmt.Sprintf("and %d more", more))
			}
		}
		if !all.Explained {
			fmt.Fprintln(w, "This matchmaker does not match: the one that leads knows why tickets wait.")
		}
	})
}

func only(all []api.QueuedMode, mode string) ([]api.QueuedMode, error) {
	var names []string
	for i := range all {
		if all[i].Mode == mode {
			return all[i : i+1], nil
		}
		names = append(names, all[i].Mode)
	}
	return nil, fmt.Errorf("there is no mode %q; there are: %s", mode, strings.Join(names, ", "))
}

// waits is the line of a ticket.
func waits(w *tabwriter.Writer, now time.Time, mode string, t *api.Waiter) {
	var who, points []string
	for _, p := range t.Players {
		who, points = append(who, p.Name), append(points, fmt.Sprint(p.Points))
	}
	place := "-"
	if t.Place > 0 {
		place = fmt.Sprint(t.Place)
	}
	row(w, mode, place, strings.Join(who, ", "), now.Sub(t.Since).Round(time.Second), strings.Join(points, ", "),
		dash(t.Region), dash(t.Why), dash(next(t)))
}

// next is what changes for a ticket by itself.
func next(t *api.Waiter) string {
	var all []string
	if t.PointsFree > 0 {
		all = append(all, fmt.Sprintf("any rating in %d s", t.PointsFree))
	}
	if t.RTTFree > 0 {
		all = append(all, fmt.Sprintf("any region in %d s", t.RTTFree))
	}
	if t.Fill > 0 {
		all = append(all, fmt.Sprintf("AI commanders in %d s", t.Fill))
	}
	return strings.Join(all, ", ")
}
