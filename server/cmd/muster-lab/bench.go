package main

import (
	"context"
	"time"

	"muster/lab/bench"
	"muster/lab/pgtest"
)

// benchCmd are the benchmarks.
type benchCmd struct {
	Match   benchMatchCmd   `cmd:"" help:"The queue: tickets a second from create to assignment, loaded by another process."`
	Queuers benchQueuersCmd `cmd:"" hidden:"" help:"The load of bench match."`
}

type benchMatchCmd struct {
	Rate     int           `help:"Tickets a second, come what may." default:"2100"`
	Duration time.Duration `help:"How long they come." default:"5s"`
	Store    string        `help:"postgres, a server of its own that is started for the benchmark, or sqlite." enum:"postgres,sqlite" default:"postgres"`
	Profile  string        `help:"Write a CPU profile of the queue under load." placeholder:"FILE"`
	JSON     bool          `help:"Print one JSON object."`
}

// Run measures the queue.
func (c *benchMatchCmd) Run(ctx context.Context) (err error) {
	cfg := bench.MatchConfig{Rate: c.Rate, Duration: c.Duration, Profile: c.Profile}
	if c.Store == "postgres" {
		s, err := pgtest.Start()
		if err != nil {
			return err
		}
		defer s.Stop()
		cfg.Store = s.URL
	}
	r, err := bench.Match(ctx, cfg)
	if err != nil {
		return err
	}
	return sayReport(r, c.JSON)
}

type benchQueuersCmd struct {
	At       string        `required:""`
	Rate     int           `required:""`
	Duration time.Duration `required:""`
}

// Run is the load of bench match.
func (c *benchQueuersCmd) Run(ctx context.Context) error {
	return bench.Queuers(ctx, bench.QueuersConfig{At: c.At, Rate: c.Rate, Duration: c.Duration}, stdoutJSON)
}
