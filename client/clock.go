package client

import (
	"math"
	"time"

	"muster/game"
)

// Clock estimates which tick the server is at. A view that came quickly tells more than one that was late, so that the
// quickest of the last seconds counts, and half the round trip that it was under way. It has no
// clock: the time is told.
type Clock struct {
	rate   float64 // ticks a second
	since  time.Time
	now    ahead // the quickest view of this window
	before ahead // and of the one before it
	stands bool  // at tick at: the match stands still
	at     game.Tick
}

// ahead is how far a view was ahead of the time since the first one, in ticks.
type ahead struct {
	ticks float64
	begun time.Time // of the window
	any   bool
}

const clockWindow = 2 * time.Second // the estimate follows a drift within two of them

// NewClock makes one for a match of so many ticks a second.
func NewClock(rate uint8) *Clock { return &Clock{rate: float64(max(rate, 1))} }

// Observe learns from a view's arrival.
func (c *Clock) Observe(t game.Tick, rtt time.Duration, now time.Time) {
	if c.since.IsZero() {
		c.since = now
	}
	c.stands = false
	off := float64(t) - c.ticks(now.Sub(c.since)) + c.ticks(rtt/2)
	if c.now.any && now.Sub(c.now.begun) > clockWindow {
		c.before, c.now = c.now, ahead{}
	}
	if !c.now.any {
		c.now = ahead{ticks: off, begun: now, any: true}
	}
	c.now.ticks = max(c.now.ticks, off)
	if c.before.any && now.Sub(c.before.begun) > 2*clockWindow {
		c.before = ahead{}
	}
}

// Stand notes that the match stands still. What was learned of it before counts no more when it goes on.
func (c *Clock) Stand(t game.Tick) {
	*c = Clock{rate: c.rate, stands: true, at: t}
}

func (c *Clock) ticks(d time.Duration) float64 { return d.Seconds() * c.rate }

// At is the server's tick now, as far as it is known; 0 before the first view.
func (c *Clock) At(now time.Time) float64 {
	if c.stands {
		return float64(c.at)
	}
	if !c.now.any {
		return 0
	}
	best := c.now.ticks
	if c.before.any {
		best = math.Max(best, c.before.ticks)
	}
	return best + c.ticks(now.Sub(c.since))
}
