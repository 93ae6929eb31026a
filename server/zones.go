package server

import (
	"context"
	"runtime"
	"slices"

	"muster/game"
	"muster/shard"
)

// zone is what the door needs of a *shard.Host.
type zone interface {
	Match() string
	Setup() *game.Setup
	Enqueue(o game.Order) game.Refusal
	Seat(c game.SeatChange)
	Say(t game.Talk) game.Refusal
	Subscribe(sub shard.Subscriber) (cancel func())
	Latest() *shard.Publication
	Player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool)
	Abandon()
	Start()
	Sleep() // puts the match to bed, if nothing is due in it
	Witness(ctx context.Context, w shard.Witness) error
	Done() <-chan struct{}
	Err() error
}

// zones is what the door needs of a *shard.Shard. find returns nil, nil for a match that was never heard of, and
// shard.ErrAsleep for one to wake.
type zones interface {
	begin(ctx context.Context, match string, setup *game.Setup, seed uint64, wait shard.Wait) (zone, error)
	takeOver(ctx context.Context, match string) (zone, error)
	find(match string) (zone, error)
	wake(ctx context.Context, match string) (zone, error)
	asleep() []string
	ended(match string) (game.Result, bool)
	standing(match string) bool // the shard stands by for a match of another
	all() []zone
}

// hosts makes zones of a Shard.
type hosts struct{ shard *shard.Shard }

func (h hosts) begin(ctx context.Context, match string, setup *game.Setup, seed uint64, wait shard.Wait) (zone, error) {
	z, err := h.shard.BeginWaiting(ctx, match, setup, seed, wait)
	if err != nil {
		return nil, err
	}
	return z, nil
}

func (h hosts) takeOver(ctx context.Context, match string) (zone, error) {
	z, err := h.shard.TakeOver(ctx, match)
	if err != nil {
		return nil, err
	}
	return z, nil
}

func (h hosts) wake(ctx context.Context, match string) (zone, error) {
	z, err := h.shard.Wake(ctx, match)
	if err != nil {
		return nil, err
	}
	return z, nil
}

func (h hosts) asleep() []string { return h.shard.Sleepers() }

func (h hosts) ended(match string) (game.Result, bool) {
	r, ok := h.shard.Ended()[match]
	return r, ok
}

func (h hosts) standing(match string) bool {
	return slices.ContainsFunc(h.shard.Standing(), func(at shard.Standing) bool {
		return at.Match == match && at.Err == nil
	})
}

func (h hosts) find(match string) (zone, error) {
	z, err := h.shard.Host(match)
	if err != nil || z == nil { // a nil *Host must not become a zone
		return nil, err
	}
	return z, nil
}

func (h hosts) all() (all []zone) {
	for _, z := range h.shard.Hosts() {
		all = append(all, z)
	}
	return all
}

func processors() int { return runtime.GOMAXPROCS(0) }
