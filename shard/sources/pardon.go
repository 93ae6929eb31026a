package sources

import (
	"context"
	"fmt"

	"muster/shard"
	"muster/shard/journal"
	"muster/wallclock"
)

// Pardon forgives what the journal of a match does not have, or that it was given up, and returns what it was. The
// shard goes on with the match when it is started again.
func (c *Sources) Pardon(ctx context.Context, match string) (why string, err error) {
	at, sidecar, why, err := c.quarantined(ctx, match)
	switch {
	case err != nil:
		return "", err
	case why == "":
		return "", fmt.Errorf("match %s is neither quarantined nor void in %s", match, c)
	}
	if err := forgive(ctx, at, sidecar, match, why); err != nil {
		return "", fmt.Errorf("pardon %s: %w", match, err)
	}
	return why, nil
}

// Void gives a live match up when its shard is started again. Its records stay.
func (c *Sources) Void(ctx context.Context, match, why string) error {
	for _, p := range c.all() {
		if !p.holds(ctx, match) {
			continue
		}
		sidecar, err := p.sidecar(ctx)
		if err == nil {
			err = shard.Void(sidecar, match, why)
		}
		if err != nil {
			return fmt.Errorf("void match %s: %w", match, err)
		}
		return nil
	}
	return fmt.Errorf("match %s has no journal in %s, only a replay", match, c)
}

// forgive takes the reason back. A match that was void has lost nothing that is to be forgiven.
func forgive(ctx context.Context, at source, sidecar journal.Sidecar, match, why string) error {
	if shard.Voided(why) {
		return sidecar.Quarantine(match, "")
	}
	p, err := pardonOf(ctx, at, sidecar, match)
	if err != nil {
		return err
	}
	return sidecar.Pardon(match, p.Pack())
}

// pardonOf forgives all that the journal of a match does not have now.
func pardonOf(ctx context.Context, at source, sidecar journal.Sidecar, match string) (p shard.Pardon, err error) {
	s, err := at.store(ctx)
	if err != nil {
		return p, err
	}
	recs, _, err := s.Read(match, 1)
	if err != nil {
		return p, err
	}
	b, err := sidecar.Pardoned(match)
	if err != nil {
		return p, err
	}
	before, _ := shard.UnpackPardon(b) // one that cannot be read never forgave anything
	return shard.NewPardon(recs, before, wallclock.Now())
}

// quarantined finds the place in which a match is quarantined, and why.
func (c *Sources) quarantined(ctx context.Context, match string) (
	at source, sidecar journal.Sidecar, why string, err error,
) {
	for _, p := range c.all() {
		if sidecar, err = p.sidecar(ctx); err != nil {
			return p, nil, "", err
		}
		if why, err = sidecar.Quarantined(match); why != "" || err != nil {
			return p, sidecar, why, err
		}
	}
	return at, sidecar, "", nil
}
