package main

import (
	"context"
	"os"

	"muster/lab/bench"
)

type benchServeCmd struct {
	lasting  `embed:""`
	Clients  int     `help:"Clients, in a process of their own; 8 to a match." default:"64"`
	Seconds  float64 `help:"Seconds that each round measures." default:"5"`
	March    float64 `help:"Seconds before that, until they fight." default:"20"`
	Rounds   int     `help:"Rounds of each kind, taken in turn; medians are told." default:"3"`
	Bare     bool    `help:"Measure the bare loops, too." default:"true" negatable:""`
	Browsers bool    `help:"Measure clients over WebTransport and WebSockets, too."`
	Profile  string  `help:"Write a CPU profile of the server's first round, and with .heap behind its name one of its memory." placeholder:"FILE"`
	JSON     bool    `help:"Print one JSON object."`
}

// Run measures the server and the bare loops in turn.
func (c *benchServeCmd) Run(ctx context.Context) error {
	r, err := bench.Serve(ctx, bench.ServeConfig{
		Clients: c.Clients, Seconds: c.Seconds, March: c.March, Rounds: c.Rounds, Bare: c.Bare,
		Browsers: c.Browsers, Profile: c.Profile,
	})
	if err != nil {
		return err
	}
	return sayReport(r, c.JSON)
}

type benchClientsCmd struct{}

// Run is the process of clients.
func (benchClientsCmd) Run(ctx context.Context) error { return bench.Clients(ctx, os.Stdin, stdout) }
