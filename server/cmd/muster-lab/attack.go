package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/lab/attack"
)

type attackCmd struct {
	Matchmaker string        `required:"" help:"The queue's URL, http://host:port." placeholder:"URL"`
	Admin      string        `help:"The server's listener for operators, where its figures are read." default:"http://127.0.0.1:7490" placeholder:"URL"`
	Scenario   string        `help:"What to queue for; nothing for the queue's default."`
	Flood      int           `help:"Links a second that are begun and never finished." default:"3000"`
	Joins      int           `help:"Players who join during the flood." default:"200"`
	JoinRate   int           `help:"Of them a second; 0 for 20." default:"0"`
	Seed       uint64        `help:"Seed of the commanders' chances." default:"1"`
	Soak       time.Duration `help:"Attack steadily for so long, at a tenth of the rate, while --players play, who play a twelfth of the time before that in peace." default:"0s"`
	Players    int           `help:"With --soak: how many bots play." default:"16"`
	JSON       bool          `help:"Print the report as one JSON object, the last line of stdout."`
}

// Run attacks, and fails if the server, or who played on it, did not fare as it should.
func (c *attackCmd) Run(ctx context.Context) error {
	cfg := attack.Config{
		Matchmaker: c.Matchmaker, Admin: c.Admin, Scenario: c.Scenario, Flood: c.Flood, Joins: c.Joins,
		JoinRate: c.JoinRate, Seed: c.Seed,
	}
	if c.Soak > 0 {
		return c.soak(ctx, cfg)
	}
	r, err := attack.Run(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(sayReport(r, c.JSON), r.Err())
}

// soak attacks for a long time.
func (c *attackCmd) soak(ctx context.Context, cfg attack.Config) error {
	r, err := attack.Soak(ctx, attack.SoakConfig{
		Config: cfg, Players: c.Players, Calm: c.Soak / 12, For: c.Soak,
		Progress: func(line string) { fmt.Fprintln(stderr, line) },
	})
	if err != nil {
		return err
	}
	return errors.Join(sayReport(r, c.JSON), r.Err())
}
