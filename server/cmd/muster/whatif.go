package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"muster/matchmaker/api"
)

type whatIfCmd struct {
	operatorFlags `embed:""`
	Mode          string   `arg:"" help:"Whose last day is played again."`
	Set           []string `help:"A setting to change, as often as you like: fill, open, points.from, points.second, points.full, rtt.from, rtt.second, rtt.full, scenarios, team." placeholder:"NAME=VALUE" sep:"none"`
}

// Run tells what the last day of a mode would have been with other settings. It changes none.
func (c *whatIfCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	state, err := q.Waiting(ctx)
	if err != nil {
		return denied(err)
	}
	one, err := only(state.Modes, c.Mode)
	if err != nil {
		return err
	}
	s := one[0].Settings
	for _, text := range c.Set {
		name, value, _ := strings.Cut(text, "=")
		if err := s.Set(strings.TrimSpace(name), strings.TrimSpace(value)); err != nil {
			return err
		}
	}
	v, err := q.WhatIf(ctx, c.Mode, s)
	if err != nil {
		return denied(err)
	}
	return c.show(v, func(w *tabwriter.Writer) { compared(w, &v) })
}

// compared is a day as it was, as it is simulated with the real settings, and with others.
func compared(w *tabwriter.Writer, v *api.WhatIf) {
	fmt.Fprintln(w, "\tWAS\tSIMULATED\tCHANGED")
	of := func(what string, was any, value func(*api.SimulatedDay) string) {
		row(w, what, was, value(&v.Real), value(&v.Changed))
	}
	number := func(f func(*api.SimulatedDay) int) func(*api.SimulatedDay) string {
		return func(d *api.SimulatedDay) string { return fmt.Sprint(f(d)) }
	}
	of("tickets", v.Was.Tickets, number(func(d *api.SimulatedDay) int { return d.Tickets }))
	of("got seats", v.Was.Seated, number(func(d *api.SimulatedDay) int { return d.Seated }))
	of("gave up", v.Was.GaveUp, number(func(d *api.SimulatedDay) int { return d.GaveUp }))
	of("still wait", "-", number(func(d *api.SimulatedDay) int { return d.Waiting }))
	of("wait, median", fmt.Sprint(v.Was.WaitMedian, " s"), func(d *api.SimulatedDay) string {
		return fmt.Sprint(d.WaitMedian, " s")
	})
	of("wait, 95 %", fmt.Sprint(v.Was.Wait95, " s"), func(d *api.SimulatedDay) string {
		return fmt.Sprint(d.Wait95, " s")
	})
	of("matches", "-", number(func(d *api.SimulatedDay) int { return d.Matches }))
	of("joined later", "-", number(func(d *api.SimulatedDay) int { return d.Joined }))
	of("led by AI", "-", func(d *api.SimulatedDay) string { return fmt.Sprint(d.Led, " %") })
	of("points apart", "-", func(d *api.SimulatedDay) string {
		return fmt.Sprintf("%d, 95 %%: %d", d.Apart, d.Apart95)
	})
	of("favourite wins", "-", func(d *api.SimulatedDay) string {
		return fmt.Sprintf("%d %%, 95 %%: %d %%", d.Favourite, d.Favour95)
	})
	of("round trip", "-", func(d *api.SimulatedDay) string {
		return fmt.Sprintf("%d ms, 95 %%: %d ms", d.RTT, d.RTT95)
	})
	if !v.Whole {
		fmt.Fprintf(w, "There were too many tickets: the newest were played, since %s.\n",
			v.Since.Format(time.DateTime))
	}
	if v.Cut {
		fmt.Fprintf(w, "It took too long: the day was played only until %s.\n", v.Until.Format(time.DateTime))
	}
}
