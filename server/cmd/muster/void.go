package main

import (
	"context"
	"fmt"
	"slices"

	"muster/shard"
	"muster/shard/journal"
)

// annex is what lies beside the journal there.
func (p place) annex(ctx context.Context) (journal.Annex, error) {
	if !p.isShared() {
		return annexIn(p.at), nil
	}
	shared, err := openShared(ctx, p.at, p.access, false) // closed when the program ends
	if err != nil {
		return nil, err
	}
	return shared.annex, nil
}

type journalVoid struct {
	Match string `arg:"" help:"The match to give up."`
}

// Run condemns a live match. The release that has its rules plays its records still.
func (c *journalVoid) Run(ctx context.Context, j *journalCmd) error {
	s, err := j.take(ctx)
	if err != nil {
		return err
	}
	if _, err := j.matches(s, []string{c.Match}); err != nil {
		return err
	}
	if m, err := summarize(s, c.Match); err == nil && m.Ended {
		return fmt.Errorf("match %s has ended: there is nothing to void", c.Match)
	}
	for _, p := range j.all() {
		if !p.holds(ctx, c.Match) {
			continue
		}
		annex, err := p.annex(ctx)
		if err == nil {
			err = shard.Void(annex, c.Match, "given up with muster journal void")
		}
		if err != nil {
			return fmt.Errorf("void match %s: %w", c.Match, err)
		}
		fmt.Fprintf(stdout, "%s is void when its shard is started again; until then, muster journal pardon %s takes that back.\n", c.Match, c.Match)
		return nil
	}
	return fmt.Errorf("match %s has no journal in %s, only a replay", c.Match, &j.places)
}

// holds reports whether the journal there has a match.
func (p place) holds(ctx context.Context, match string) bool {
	if !p.isHome() {
		return false
	}
	s, err := p.store(ctx)
	if err != nil {
		return false
	}
	zones, err := s.Zones()
	return err == nil && slices.Contains(zones, match)
}
