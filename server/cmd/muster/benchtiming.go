package main

import (
	"context"

	"muster/lab/bench"
)

// benchTimingCmd measures what timing tells: a spy in one seat of a duel notes when its views come, and tries to tell
// the ticks in which the hidden player of the other seat gave orders.
type benchTimingCmd struct {
	lasting `embed:""`
	Seconds float64 `help:"Seconds of a round." default:"30"`
	Rounds  int     `help:"Rounds; each is told." default:"1"`
	Shared  bool    `help:"On a shared journal: three servers of it on this machine, which sync every write."`
	JSON    bool    `help:"Print one JSON object a round."`
}

// Run prints each round when it is over.
func (c *benchTimingCmd) Run(ctx context.Context) error {
	cfg := bench.TimingConfig{Seconds: c.Seconds, Rounds: c.Rounds}
	if c.Shared {
		cfg.Shared = openUnlocked
	}
	return bench.Timing(ctx, cfg, func(r bench.TimingReport) error { return sayReport(r, c.JSON) })
}
