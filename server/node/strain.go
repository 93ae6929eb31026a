package node

import (
	"runtime"
	"sync"
	"time"

	"muster/shard"
)

// strain measures how hard the shard works: where new matches go, and which ones are moved away, goes by that. It looks
// back over a few seconds at least, so that one busy moment is not taken for a busy shard.
type strain struct {
	mu    sync.Mutex
	at    time.Time     // when it was last measured
	used  time.Duration // of the processors, until then
	ticks *shard.TickTimes

	tickP99  time.Duration // as measured last
	busy     int
	measured int64 // when, in milliseconds since 1970; 0 while nothing is
}

// measure returns how long 99 of 100 of the last ticks took at most, how many percent of this machine's processors our
// process took meanwhile, and when that was measured.
func (s *strain) measure(ticks *shard.TickTimes, now time.Time) (tickP99 time.Duration, busy int, measured int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	passed := now.Sub(s.at)
	if s.ticks != nil && passed < strainOver {
		return s.tickP99, s.busy, s.measured
	}
	used := processorTime()
	if s.ticks != nil {
		s.tickP99 = ticks.Since(s.ticks).Quantile(0.99)
		s.busy = min(100, int(100*(used-s.used)/(passed*time.Duration(runtime.NumCPU()))))
		s.measured = now.UnixMilli()
	}
	s.at, s.used, s.ticks = now, used, ticks
	return s.tickP99, s.busy, s.measured
}
