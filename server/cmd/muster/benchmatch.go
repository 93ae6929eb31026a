package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"muster/lab/bench"
	"muster/server/supervisor"
)

type benchMatchCmd struct {
	lasting  `embed:""`
	Rate     int           `help:"Tickets a second, come what may." default:"2100"`
	Duration time.Duration `help:"How long they come." default:"5s"`
	// this release tells where the other one is
	Store   string `hidden:"" enum:"sqlite,postgres" default:"sqlite"`
	Profile string `help:"Write a CPU profile of the queue under load." placeholder:"FILE"`
	JSON    bool   `help:"Print one JSON object."`
}

// Run measures a player's way through everything, and the queue.
func (c *benchMatchCmd) Run(ctx context.Context) error {
	if c.Store != "sqlite" {
		return errors.New("bench match --store " + c.Store + " is now muster-lab bench match, with the same flags")
	}
	view, err := ticketToView(ctx)
	if err != nil {
		return err
	}
	r, err := bench.Match(ctx, bench.MatchConfig{Rate: c.Rate, Duration: c.Duration, Profile: c.Profile})
	if err != nil {
		return err
	}
	r.ViewMS = float64(view.Microseconds()) / 1000
	return sayReport(r, c.JSON)
}

// ticketToView is how long a player waits for the first view of a match on what up runs.
func ticketToView(ctx context.Context) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "muster-bench-view")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	up := &upCmd{
		shardFlags: shardFlags{Matches: bench.JoinsMeasured}, Scenario: "arena",
		UDP: "127.0.0.1:0", HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Data: dir,
	}
	cfg, err := up.config(slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	all, err := supervisor.OpenAllInOne(ctx, cfg)
	if err != nil {
		return 0, err
	}
	live, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- all.Run(live) }()
	defer func() { stop(); err = errors.Join(err, <-done) }()
	return bench.TicketToView(ctx, all.Queue.URL())
}

type benchQueuersCmd struct {
	lasting  `embed:""`
	At       string        `required:""`
	Rate     int           `required:""`
	Duration time.Duration `required:""`
}

// Run is the load of bench match.
func (c *benchQueuersCmd) Run(ctx context.Context) error {
	return bench.Queuers(ctx, bench.QueuersConfig{At: c.At, Rate: c.Rate, Duration: c.Duration}, stdoutJSON)
}
