package loadtest

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Visit has cfg.Players come one after the other, every so often: each joins, sees the match for a moment and leaves
// for good. Duration, JoinRate and Habits do not count. It ends when all have been there, or when ctx ends: then the
// Report is of those who came. meanwhile is called once a second about; it may be nil.
func Visit(ctx context.Context, cfg Config, every time.Duration, meanwhile func()) (Report, error) {
	cfg.Duration, cfg.JoinRate, cfg.Habits = every, 0, Habits{visit: 1}
	if err := cfg.complete(); err != nil {
		return Report{}, fmt.Errorf("visit a match: %w", err)
	}
	n, m := cfg.Players, newMeasure(cfg.Players, cfg.Answers)
	var visitors sync.WaitGroup
	pace := time.NewTicker(every)
	defer pace.Stop()
	for i := range n {
		b := newBot(i, &cfg, m)
		visitors.Go(func() {
			if err := b.once(ctx); err != nil {
				m.failed(err)
			}
		})
		if meanwhile != nil && i%max(1, int(time.Second/every)) == 0 {
			meanwhile()
		}
		select {
		case <-pace.C:
			continue
		case <-ctx.Done():
		}
		n = i + 1
		break
	}
	visitors.Wait()
	r := m.report()
	r.Players = n
	if m.broken != nil {
		return r, fmt.Errorf("write answers: %w", m.broken)
	}
	return r, nil
}
