package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"muster/matchmaker/api"
)

type chatCmd struct {
	operatorFlags `embed:""`
	Report        string `arg:"" help:"The report's id, as muster reports shows it."`
}

// Run reads what was written in the match of a report, around the time of that. The audit log says who read it.
func (c *chatCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	chat, err := q.Chat(ctx, c.Report)
	if err != nil {
		return denied(err)
	}
	return c.show(chat, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "AT\tSEAT\tTEAM\tPLAYER\tNAME\tTO\tTEXT")
		if chat.Left > 0 {
			row(w, fmt.Sprintf("and %d lines before", chat.Left))
		}
		for i := range chat.Lines {
			l := &chat.Lines[i]
			row(w, l.At.Format(time.DateTime), l.Seat, l.Team, dash(l.Player), dash(speaker(l)), l.Channel,
				cmp.Or(l.Text, l.Phrase))
		}
	})
}

// speaker is who wrote a line.
func speaker(l *api.ChatLine) string {
	if l.AI {
		return "(AI commander)"
	}
	return l.Name
}
