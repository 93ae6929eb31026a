package main

import (
	"context"
	"fmt"
	"time"

	"muster/lab/netem"
)

type lossyCmd struct {
	Listen  string        `required:"" help:"Where clients dial (UDP)." placeholder:"ADDR"`
	To      string        `required:"" help:"The server behind it (UDP)." placeholder:"ADDR"`
	Delay   time.Duration `help:"One way." default:"0s"`
	Jitter  time.Duration `help:"The delay varies by up to so much." default:"0s"`
	Loss    float64       `help:"Share of datagrams lost, 0 to 1." default:"0"`
	Dup     float64       `help:"Share doubled." default:"0"`
	Reorder float64       `help:"Share that overtake others." default:"0"`
	Rate    int           `help:"Bytes a second; 0 for no limit." default:"0"`
	Seed    uint64        `help:"The same seed decides the same." default:"1"`
}

// Run passes datagrams on until it is told to stop, and tells how many.
func (c *lossyCmd) Run(ctx context.Context) error {
	p, err := netem.Listen(c.Listen, c.To, netem.Config{
		Delay: c.Delay, Jitter: c.Jitter, Loss: c.Loss, Dup: c.Dup, Reorder: c.Reorder, Rate: c.Rate, Seed: c.Seed,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "a bad link from %s to %s; Ctrl-C ends it\n", p.Addr(), c.To)
	err = p.Run(ctx)
	fmt.Fprintf(stdout, "%d datagrams passed, %d dropped\n", p.Passed.Load(), p.Dropped.Load())
	return err
}
