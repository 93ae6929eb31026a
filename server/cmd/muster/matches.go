package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"
)

type matchesCmd struct {
	operatorFlags `embed:""`
}

// Run lists the matches that run.
func (c *matchesCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.Matches(ctx)
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "MATCH\tMODE\tSCENARIO\tSHARD\tPLAYERS\tSINCE")
		for i := range all {
			m := &all[i]
			row(w, m.ID, dash(m.Mode), m.Scenario, m.Shard, fmt.Sprintf("%d/%d", m.Taken, m.Seats),
				time.Since(m.Begun).Round(time.Second))
		}
	})
}

type playersCmd struct {
	operatorFlags `embed:""`
	Match         string `arg:"" optional:"" help:"Of this match; of all that run if none is named."`
}

// Run lists who has a seat, and whether its player leads the squads.
func (c *playersCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.Sitters(ctx, c.Match)
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "PLAYER\tNAME\tMATCH\tSEAT\tSHARD\tSINCE\tLEADS")
		for i := range all {
			v := &all[i]
			leads := "player"
			if !v.Away.IsZero() {
				leads = fmt.Sprintf("AI for %v", time.Since(v.Away).Round(time.Second))
			}
			row(w, v.Player, v.Name, v.Match, v.Seat, v.Shard,
				time.Since(v.Since).Round(time.Second), leads)
		}
	})
}
