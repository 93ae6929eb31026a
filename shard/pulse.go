package shard

import (
	"fmt"
	"time"
)

// Trouble tells why the shard should get no players: most of its zones let nothing out any more, because their ticks or
// the store stand still. It is empty when all is well. A single zone that stands still is that match's trouble alone.
func (s *Shard) Trouble(now time.Time) string {
	hosts, still := s.Hosts(), 0
	var longest time.Duration
	for _, h := range hosts {
		if silence := now.Sub(time.Unix(0, h.beat.Load())); silence > stillAfter {
			still++
			longest = max(longest, silence)
		}
	}
	if 2*still <= len(hosts) {
		return ""
	}
	return fmt.Sprintf("%d of %d zones stand still, the longest for %v", still, len(hosts), longest.Round(time.Second))
}
