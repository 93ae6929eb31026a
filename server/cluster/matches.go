package cluster

import (
	"context"
	"fmt"
	"time"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// keepMatches sees to it that so many matches are fought by AI commanders, with players welcome: it opens one as a
// player would, who comes in and leaves at once. A match that has ended makes room for the next.
func (c *shell) keepMatches(ctx context.Context, want int) {
	mine := map[string]bool{}
	every := time.NewTicker(matchesEvery)
	defer every.Stop()
	for {
		if err := c.openMatches(ctx, want, mine); err != nil && ctx.Err() == nil {
			c.cfg.Log.Debug("a match could not be opened yet", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// openMatches opens those that are missing. Guests are put into the empty seats of a match that runs, so they stay
// until a new match was opened for the last of them.
func (c *shell) openMatches(ctx context.Context, want int, mine map[string]bool) (err error) {
	running, err := c.queue.where(ctx)
	if err != nil {
		return err
	}
	for m := range mine {
		if _, runs := running[m]; !runs {
			delete(mine, m)
		}
	}
	if len(mine) >= want {
		return nil
	}
	through, err := c.throughAny(ctx)
	if err != nil {
		return err
	}
	q := api.NewClient(registry.AnyMatchmaker, through)
	var seated []func()
	defer func() {
		for _, leave := range seated {
			leave()
		}
	}()
	for n := 0; len(mine) < want && n < maxGuests; n++ {
		s, err := q.Guest(ctx, fmt.Sprint("Opener ", n+1))
		if err != nil {
			return err
		}
		guest := q.In(s, nil)
		a, err := guest.Seat(ctx, c.cfg.Plan.Load.Scenario, nil)
		if err != nil {
			return err
		}
		seated = append(seated, func() { _ = guest.Leave(ctx, a.Match) }) // or the queue takes the seat for empty
		mine[a.Match] = true
	}
	return nil
}
