package main

import (
	"context"
	"fmt"

	"muster/client/swarm"
)

// soak attacks for a long time, and fails if the server or who played on it fared worse than they may.
func (c *botsCmd) soak(ctx context.Context) error {
	cfg := swarm.SoakConfig{
		AttackConfig: swarm.AttackConfig{Matchmaker: c.Matchmaker, Admin: c.Admin, Scenario: c.Scenario, Flood: c.Flood, Seed: c.Seed},
		Players:      c.Players, Calm: c.Soak / 12, For: c.Soak,
		Progress: func(line string) { fmt.Fprintln(stderr, line) },
	}
	r, err := swarm.Soak(ctx, cfg)
	if err != nil {
		return working(ctx, err)
	}
	if c.JSON {
		sayJSON(r) // a stdout that is gone tells nobody
		return r.Err()
	}
	fmt.Fprintf(stdout, `%d bots for %v in peace: views %.0f ms apart (median), %.0f ms (99 %%); for %v under attack: %.0f ms, %.0f ms; %d and %d starved
meanwhile %d of %d players joined, in %.0f ms (median), %.0f ms (99 %%); %d links were begun and never finished
`, c.Players, cfg.Calm, r.Calm.ViewIntervalP50, r.Calm.ViewIntervalP99, cfg.For, r.Attacked.ViewIntervalP50, r.Attacked.ViewIntervalP99,
		r.Calm.Starved, r.Attacked.Starved, r.Visitors.Joined, r.Visitors.Players, r.Visitors.JoinP50, r.Visitors.JoinP99, r.Flood)
	for _, a := range r.Attacks {
		fmt.Fprintf(stdout, "%-38s %d of %d refused %s\n", a.Name, a.Refused, a.Done, a.Trouble)
		if a.HonestMS > 0 {
			fmt.Fprintf(stdout, "%-38s %.0f ms at most\n", "  meanwhile the owner logged in within", a.HonestMS)
		}
	}
	if n := len(r.Heap); n > 0 {
		fmt.Fprintf(stdout, "live heap %.1f MB after a minute, %.1f MB at the end; %.2f MB an hour from the second quarter on\n", r.Heap[0].MB, r.Heap[n-1].MB, r.SlopeMBH)
	}
	return r.Err()
}
