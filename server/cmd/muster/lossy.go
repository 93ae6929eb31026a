package main

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"muster/server/netem"
)

type lossyCmd struct {
	Listen  string        `required:"" help:"Where clients dial (UDP, or TCP with --tcp)." placeholder:"ADDR"`
	To      string        `required:"" help:"The server behind it." placeholder:"ADDR"`
	TCP     bool          `name:"tcp" help:"Pass TCP connections instead of UDP datagrams: a lost segment comes later."`
	Delay   time.Duration `help:"One way." default:"0s"`
	Jitter  time.Duration `help:"The delay varies by up to so much." default:"0s"`
	Loss    float64       `help:"Share of datagrams or segments lost, 0 to 1." default:"0"`
	Dup     float64       `help:"Share of datagrams doubled; nothing to TCP." default:"0"`
	Reorder float64       `help:"Share of datagrams that overtake others; nothing to TCP." default:"0"`
	Rate    int           `help:"Bytes a second; 0 for no limit." default:"0"`
	Seed    uint64        `help:"The same seed decides the same." default:"1"`
}

// Run passes on what comes until it is told to stop.
func (c *lossyCmd) Run(ctx context.Context) error {
	cfg := netem.Config{
		Delay: c.Delay, Jitter: c.Jitter, Loss: c.Loss, Dup: c.Dup, Reorder: c.Reorder, Rate: c.Rate, Seed: c.Seed,
	}
	if c.TCP {
		return c.streams(ctx, cfg)
	}
	p, err := netem.Listen(c.Listen, c.To, cfg)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "a bad link from %s to %s; Ctrl-C ends it\n", p.Addr(), c.To)
	err = p.Run(ctx)
	fmt.Fprintf(stdout, "%d datagrams passed, %d dropped\n", p.Passed.Load(), p.Dropped.Load())
	return err
}

func (c *lossyCmd) streams(ctx context.Context, cfg netem.Config) error {
	line, err := netem.NewLine(cfg)
	if err != nil {
		return err
	}
	p, err := netem.ListenStreams(c.Listen, c.To, func(netip.AddrPort) (up, down *netem.Line) { return line, line })
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "a bad link for TCP from %s to %s; Ctrl-C ends it\n", p.Addr(), c.To)
	err = p.Run(ctx)
	if n := p.Refused.Load(); n > 0 {
		fmt.Fprintf(stdout, "%d connections refused: too many at once\n", n)
	}
	return err
}
