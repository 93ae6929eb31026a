package main

import (
	"context"
	"fmt"

	"muster/shard/sources"
)

type journalVoid struct {
	Match string `arg:"" help:"The match to give up."`
}

// Run condemns a live match. The release that has its rules plays its records still.
func (c *journalVoid) Run(ctx context.Context, j *journalCmd) error {
	s, err := j.snapshot(ctx)
	if err != nil {
		return err
	}
	if _, err := j.sources().Matches(s, []string{c.Match}); err != nil {
		return err
	}
	if m, err := sources.Summarize(s, c.Match); err == nil && m.Ended {
		return fmt.Errorf("match %s has ended: there is nothing to void", c.Match)
	}
	if err := j.sources().Void(ctx, c.Match, "given up with muster journal void"); err != nil {
		return err
	}
	fmt.Fprintf(stdout,
		"%s is void when its shard is started again; until then, muster journal pardon %s takes that back.\n",
		c.Match, c.Match)
	return nil
}
