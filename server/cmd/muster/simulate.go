package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"muster/shard/simulate"
)

type simulateCmd struct {
	lasting `embed:""`
	Seeds   int           `help:"How many seeds to run." default:"1000"`
	From    uint64        `help:"The first seed." default:"1"`
	Length  time.Duration `help:"Virtual time of a run." default:"3m"`
	Cores   int           `help:"How many runs at once; 0 for one a core."`
	Trace   bool          `help:"Print everything that happens; for one seed."`
	Once    bool          `help:"Stop at the first violation."`
	JSON    bool          `help:"Print one JSON object."`
}

// Run runs seeds and fails if a promise was broken.
func (c *simulateCmd) Run(ctx context.Context) error {
	o := simulate.Options{Length: c.Length}
	if c.Cores == 0 {
		c.Cores = runtime.GOMAXPROCS(0)
	}
	if c.Trace {
		o.Trace, c.Cores = stdout, 1
	}
	r := simulate.Sweep(ctx, c.From, c.Seeds, c.Cores, o, func(one simulate.Result) bool {
		if one.Violation != "" {
			fmt.Fprintf(stderr, "seed %d: %s\nagain: muster simulate --from %d --seeds 1 --length %v --trace\n",
				one.Seed, one.Violation, one.Seed, c.Length)
		}
		return one.Violation == "" || !c.Once
	})
	if c.JSON {
		if err := sayJSON(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(stdout,
			"%d seeds, %.1f virtual hours at %.0f times real time, %d faults, %d ticks published, "+
				"%d orders answered: %d violations\n",
			r.Seeds, r.Virtual, r.Speed, r.Injected, r.Shown, r.Answered, r.Violations)
	}
	if r.Violations > 0 {
		return fmt.Errorf("%d of %d seeds broke a promise", r.Violations, r.Seeds)
	}
	if ctx.Err() != nil && r.Seeds < c.Seeds {
		return fmt.Errorf("%w: %d of %d seeds were run", errBrokenOff, r.Seeds, c.Seeds)
	}
	return nil
}
