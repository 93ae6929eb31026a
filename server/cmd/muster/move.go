package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"muster/matchmaker/api"
)

type moveCmd struct {
	operatorFlags `embed:""`
	Match         string `arg:"" help:"Match to move."`
	Shard         string `arg:"" optional:"" help:"Where to; wherever is best if none is named."`
	Explain       bool   `help:"Only tell where it would go, and why."`
}

// Run moves a match. It returns when the match goes on at the other shard.
func (c *moveCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if !c.Explain {
		m, err := q.Move(ctx, c.Match, api.MoveRequest{Shard: c.Shard})
		if err != nil {
			return denied(err)
		}
		return c.done(m, "match %s goes on at %s; it was at %s", m.Match, m.To, m.From)
	}
	m, err := q.Move(ctx, c.Match, api.MoveRequest{Shard: c.Shard, Explain: true})
	if err != nil {
		return denied(err)
	}
	return c.show(m, func(w *tabwriter.Writer) { explain(w, &m, c.Shard) })
}

// explain shows where a match would go, the best first, if no shard is named.
func explain(w *tabwriter.Writer, m *api.Move, named string) {
	switch {
	case m.To != "":
		fmt.Fprintf(w, "match %s, at %s, would go to %s\n\n", m.Match, m.From, m.To)
	case named != "":
		fmt.Fprintf(w, "match %s, at %s, cannot go to %s\n\n", m.Match, m.From, named)
	default:
		fmt.Fprintf(w, "match %s, at %s, can go to no other shard\n\n", m.Match, m.From)
	}
	fmt.Fprintln(w, "SHARD\tREGION\tTICK 99 %\tBUSY\tSTRAIN\tTHEN\tMATCHES\tWHY NOT")
	for i := range m.Destinations {
		d := &m.Destinations[i]
		why := d.Refused
		if why == "" && d.Unfit != "" {
			why = "only by hand: " + d.Unfit
		}
		fmt.Fprintf(w, "%s\t%s\t%.1f ms\t%d %%\t%d %%\t%d %%\t%d/%d\t%s\n",
			d.Shard, dash(d.Region), d.TickP99, d.Busy, d.Strain, d.Then, d.Matches, d.Capacity, why)
	}
	fmt.Fprintln(w, "\nA shard of the match's region comes first, then the least strained, then the least full.")
	if m.Strained == "" {
		fmt.Fprintf(w, "Shard %s is not strained (%d %%): no match begins to leave it by itself.\n", m.From, m.Strain)
		return
	}
	fmt.Fprintf(w, "Shard %s is strained (%d %%): %s. If that lasts, matches leave it by themselves.\n",
		m.From, m.Strain, m.Strained)
}

type drainCmd struct {
	operatorFlags `embed:""`
	Shard         string `arg:"" help:"Shard to take out of use."`
}

// Run has a shard take no more matches, and hand over its own.
func (c *drainCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.Drain(ctx, c.Shard); err != nil {
		return denied(err)
	}
	return c.done(map[string]any{"shard": c.Shard, "draining": true},
		"shard %s takes no more matches and hands over those that it runs; muster nodes shows how many are left, "+
			"muster undrain %s takes it back", c.Shard, c.Shard)
}

type undrainCmd struct {
	operatorFlags `embed:""`
	Shard         string `arg:"" help:"Shard to use again."`
}

// Run has a shard take matches again.
func (c *undrainCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.Undrain(ctx, c.Shard); err != nil {
		return denied(err)
	}
	return c.done(map[string]any{"shard": c.Shard, "draining": false}, "shard %s takes matches again", c.Shard)
}

type endCmd struct {
	operatorFlags `embed:""`
	Match         string `arg:"" help:"Match to end."`
}

// Run ends a match without a winner.
func (c *endCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.End(ctx, c.Match); err != nil {
		return denied(err)
	}
	return c.done(map[string]any{"match": c.Match, "ended": true}, "match %s ends without a winner", c.Match)
}
