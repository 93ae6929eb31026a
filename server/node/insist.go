package node

import (
	"context"
	"errors"
	"time"

	"muster/shard"
)

// insist takes a match over again and again while another owner keeps writing, until a time. Nothing is wrong with the
// match then: each try is a race for the next record of its journal.
func insist(ctx context.Context, until time.Time, takeOver func() error) error {
	for {
		err := takeOver()
		if !errors.Is(err, shard.ErrGaveUp) || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(takeOverEvery):
		}
	}
}

// takeOverNow goes on with the matches that the operator named. Players of the shard's own wait for its door meanwhile:
// what does not come soon comes later.
func (p *Node) takeOverNow(ctx context.Context) error {
	until := time.Now().Add(takeOverFirst)
	for _, match := range p.cfg.TakeOver {
		err := insist(ctx, until, func() error {
			_, err := p.shard.TakeOver(ctx, match)
			return err
		})
		switch {
		case err == nil, errors.Is(err, shard.ErrAsleep):
			p.cfg.Log.Info("match taken over", "match", match)
		case errors.Is(err, shard.ErrGaveUp) && ctx.Err() == nil:
			p.wanted = append(p.wanted, match)
			p.cfg.Log.Warn("match not taken over yet: its owner keeps writing", "match", match)
		default:
			return err
		}
	}
	return nil
}

// takeOverLater goes on with what takeOverNow left, beside all else that the shard does. None that fails ends that.
func (p *Node) takeOverLater(ctx context.Context) error {
	p.takeOverWanted(ctx, p.door.TakeOver)
	<-ctx.Done()
	return nil
}

func (p *Node) takeOverWanted(ctx context.Context, takeOver func(ctx context.Context, match string) error) {
	until := time.Now().Add(takeOverWithin)
	for _, match := range p.wanted {
		err := insist(ctx, until, func() error { return takeOver(ctx, match) })
		switch {
		case err == nil:
			p.cfg.Log.Info("match taken over", "match", match)
		case ctx.Err() == nil:
			p.cfg.Log.Error("match not taken over", "match", match, "why", err)
		}
	}
}
