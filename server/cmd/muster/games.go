package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"muster/matchmaker/api"
)

type gamesCmd struct {
	operatorFlags `embed:""`
}

// Run lists the matches that the account plays.
func (c *gamesCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.Games(ctx)
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "MATCH\tMODE\tSCENARIO\tPLAYERS\tTURN\tWAITS FOR\tTIME LEFT\tSINCE")
		for i := range all {
			g := &all[i]
			waits, left := waitsFor(g, time.Now())
			row(w, g.Match, g.Mode, g.Scenario, strings.Join(namesOf(g.Players, nil), ", "), g.Turn, waits, left,
				time.Since(g.Begun).Round(time.Second))
		}
	})
}

// waitsFor is whom a match waits for, and how long the caller has.
func waitsFor(g *api.Game, now time.Time) (whom, left string) {
	whom = dash(strings.Join(namesOf(g.Players, func(s *api.GameSeat) bool { return s.Waited }), ", "))
	if g.Yours {
		whom = "you"
	}
	if !g.Due.IsZero() {
		left = max(0, g.Due.Sub(now)).Round(time.Second).String()
	}
	return whom, dash(left)
}

func namesOf(all []api.GameSeat, which func(s *api.GameSeat) bool) (names []string) {
	for i := range all {
		if which == nil || which(&all[i]) {
			names = append(names, all[i].Name)
		}
	}
	return names
}
