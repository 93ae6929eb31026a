package archive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/shard/registry"
)

// copies asks others what must be so before a shard gives the records of a finished match up that a shared journal
// holds: the queue knows the result, and the replay stands on a second shard's disk. What nobody answers for is not so.
type copies struct {
	id     string // of this shard
	shards func(ctx context.Context) ([]registry.Shard, error)
	keep   func(ctx context.Context, at registry.Shard, match string) (api.KeptReplay, error)
	report func(ctx context.Context, r api.MatchReport) error

	company time.Time // when another shard was last there, or this one began
}

var (
	errAlone   = errors.New("no other shard is there to keep a copy of its replay")
	errNotTold = errors.New("the queue has not taken its result")
)

// release reports whether the records of a match may go, whose replay was kept here since some time.
func (c *copies) release(
	ctx context.Context, match string, result game.Result, have api.KeptReplay, since, now time.Time,
) error {
	err := c.report(ctx, api.MatchReport{
		Match: match, Winner: int(result.Winner), Reason: result.Reason.String(), Ticks: uint32(result.Tick),
	})
	if err != nil && (!refused(err) || now.Sub(since) < unwantedFor) {
		return fmt.Errorf("%w: %w", errNotTold, err)
	}
	if have == (api.KeptReplay{}) {
		return nil // it was deleted, as the operator wanted: nobody keeps a copy
	}
	return c.second(ctx, match, have, now)
}

// refused reports whether the queue answered that it does not want a result, now or later.
func refused(err error) bool {
	return slices.Contains([]int{
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity,
	}, api.StatusOf(err))
}

// second has another shard keep a copy, and sees that it is the same.
func (c *copies) second(ctx context.Context, match string, have api.KeptReplay, now time.Time) error {
	all, err := c.shards(ctx)
	if err != nil {
		return fmt.Errorf("look for a shard that keeps a copy of its replay: %w", err)
	}
	others := keepers(all, c.id, match)
	if len(others) == 0 {
		if now.Sub(c.company) < aloneFor {
			return errAlone
		}
		return nil
	}
	c.company = now
	err = nil
	for _, s := range others {
		kept, bad := c.keep(ctx, s, match)
		switch {
		case bad != nil:
			err = errors.Join(err, fmt.Errorf("shard %s: %w", s.ID, bad))
		case kept != have:
			err = errors.Join(err, fmt.Errorf("shard %s keeps another replay: it has %d records, and this one %d",
				s.ID, kept.Records, have.Records))
		default:
			return nil
		}
	}
	return fmt.Errorf("have another shard keep a copy of its replay: %w", err)
}

// keepers are the shards that can keep a copy of a match's replay, in the order in which they are asked: it is another
// one for each match. One that drains may be about to go, and is asked last.
func keepers(all []registry.Shard, self, match string) (order []registry.Shard) {
	byID := map[string]registry.Shard{}
	var stay, drain []string
	for _, s := range all {
		switch byID[s.ID] = s; {
		case s.ID == self || !s.Shared:
		case s.Draining:
			drain = append(drain, s.ID)
		default:
			stay = append(stay, s.ID)
		}
	}
	for _, ids := range [][]string{stay, drain} {
		for len(ids) > 0 {
			next := matching.Home(match, ids)
			order = append(order, byID[next])
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == next })
		}
	}
	return order
}
