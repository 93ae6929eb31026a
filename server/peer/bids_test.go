package peer

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard"
	"muster/shard/registry"
)

// losing are zones whose every bid fails.
type losing struct {
	Zones // what a bid does not need
	err   error
	down  []string
}

func (z *losing) Bid(context.Context, string) (*shard.Host, error) {
	return nil, fmt.Errorf("bid for match m1: %w", z.err)
}
func (z *losing) StandDown(match string) { z.down = append(z.down, match) }

// A bid that can never win is not made again; one that the store or the time was against is.
func TestABidThatCanNeverWinIsNotRepeated(t *testing.T) {
	for err, again := range map[error]bool{
		shard.ErrNoAnswer:        true,
		shard.ErrNotReady:        true,
		context.DeadlineExceeded: true,
		shard.ErrFenced:          false,
		shard.ErrEnded:           false,
		shard.ErrRuns:            false,
		shard.ErrNotStanding:     false,
		fmt.Errorf("%w: it does not add up", shard.ErrQuarantined): false,
		fmt.Errorf("%w: its operator wants it", shard.ErrVoid):     false,
		fmt.Errorf("%w: its rules are others", shard.ErrForeign):   false,
	} {
		z := &losing{err: err}
		p := &Peers{
			cfg:  Config{Zones: z, Log: slog.New(slog.DiscardHandler)},
			core: newCore(registry.Shard{ID: "b"}), bids: make(chan struct{}, 1), calming: map[string]func(){},
		}
		p.core.kept["m1"] = &kept{owner: "a", began: 1, epoch: 1, since: time.Now(), bidding: true}
		p.bid(t.Context(), bid{"m1", causeSilence})
		require.Equal(t, !again, p.core.kept["m1"] == nil, "%v", err)
		require.Equal(t, !again, len(z.down) == 1, "%v", err)
	}
}
