package shard

import (
	"fmt"
	"time"
)

// Unhealthy says why the shard should get no players: most of its zones let nothing out any more, because their ticks
// or the store stand still. It is empty when all is well. A single zone that stands still is that match's problem
// alone.
func (s *Shard) Unhealthy(now time.Time) string {
	hosts, stalled := s.Hosts(), 0
	var longest time.Duration
	for _, h := range hosts {
		if stalledFor := now.Sub(time.Unix(0, h.beat.Load())); stalledFor > stallAfter {
			stalled++
			longest = max(longest, stalledFor)
		}
	}
	if 2*stalled <= len(hosts) {
		return ""
	}
	return fmt.Sprintf("%d of %d zones stand still, the longest for %v",
		stalled, len(hosts), longest.Round(time.Second))
}
