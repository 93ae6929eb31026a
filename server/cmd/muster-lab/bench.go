package main

import (
	"context"
	"errors"
	"net"
	"net/http"
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
	cfg := bench.MatchConfig{Rate: c.Rate, Duration: c.Duration, Profile: c.Profile, Serve: serve}
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

// headerWithin is for a request's header: only our own load asks.
const headerWithin = 5 * time.Second

// serve answers requests until ctx ends.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: headerWithin}
	defer context.AfterFunc(ctx, func() { s.Close() })()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
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
