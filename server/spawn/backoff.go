package spawn

import "time"

// Backoff says how long to wait before a process that ended is started again: longer each time, and as at first after
// one that lived for long. The zero value is ready.
type Backoff struct{ last time.Duration }

// Next is the wait before the next start, after a life of so long.
func (b *Backoff) Next(lived time.Duration) time.Duration {
	if lived > steadyFor || b.last == 0 {
		b.last = firstRestart
	} else {
		b.last = min(2*b.last, lastRestart)
	}
	return b.last
}

// Fresh reports whether the last wait was a first one: what was said of former ends is old.
func (b *Backoff) Fresh() bool { return b.last <= firstRestart }
