package alerts

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// BoardConfig is what a Board is made from.
type BoardConfig struct {
	Rules   []*Rule
	Changed func(changed []Alert) // hears of alerts that begin to fire or are over; may be nil
	Log     *slog.Logger
}

// Board is a Watch for those who read it while it is fed.
type Board struct {
	cfg BoardConfig

	feeding sync.Mutex // held while it is fed
	watch   *Watch
	gave    string    // what evaluating failed with, as far as the log has it
	next    time.Time // it is fed no sooner

	mu  sync.Mutex
	at  time.Time
	now []Alert
}

// NewBoard makes one.
func NewBoard(cfg BoardConfig) *Board { return &Board{cfg: cfg, watch: New(cfg.Rules)} }

// Rules are those that it goes by.
func (b *Board) Rules() []*Rule { return b.cfg.Rules }

// Feed takes in what all processes show, as often as a Watch wants it, however often it is called.
func (b *Board) Feed(ctx context.Context, now time.Time, all func() []Scrape) {
	b.feeding.Lock()
	defer b.feeding.Unlock()
	if now.Before(b.next) {
		return
	}
	b.next = now.Add(Every - Every/10) // or a caller with a clock of its own would miss each second time
	changed, err := b.watch.Step(ctx, now, all())
	if ctx.Err() != nil {
		return
	}
	if err != nil && err.Error() != b.gave {
		b.gave = err.Error()
		b.cfg.Log.Warn("not all alerts can be evaluated", "error", err)
	}
	b.mu.Lock()
	b.at, b.now = now, b.watch.Alerts()
	b.mu.Unlock()
	if b.cfg.Changed != nil && len(changed) > 0 {
		b.cfg.Changed(changed)
	}
}

// Now are the alerts as of the last evaluation, and when that was.
func (b *Board) Now() (at time.Time, all []Alert) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at, b.now
}
