package journal

import (
	"slices"
	"sync"
)

// What sleeps for weeks must not hold what others wrote meanwhile: when most of the disk is taken by what nobody needs
// any more, the chains that still stand in the oldest segment are kept again in the newest, and the oldest goes.

// keptAtOnce is how many chains are kept again at once: each group takes all that have come.
const keptAtOnce = 64

// stale lists the zones that hold the oldest segment, if it is time that they leave it: more than half of the disk, and
// two segments, hold nothing that is read, and each of their chains is small. Only who writes may ask: a group that is
// being written changes sizes without the lock.
func (l *Log) stale() (zones []string) {
	total, live := l.out.size, int64(0)
	for _, size := range l.sizes {
		total += size
	}
	oldest := l.index.needed()
	for zone, c := range l.index.zones {
		live += c.bytes
		first, ok := c.oldest()
		if !ok || first != oldest {
			continue
		}
		if c.broken != nil || c.bytes > maxKept {
			return nil
		}
		zones = append(zones, zone)
	}
	if oldest >= l.index.segments || total < 2*live+2*l.bytes {
		return nil
	}
	slices.Sort(zones)
	return zones
}

// clean has stale zones leave the oldest segment. One that is written to just now is left for the next time.
func (s *Files) clean(zones []string) {
	for at := range slices.Chunk(zones, keptAtOnce) {
		var all sync.WaitGroup
		for _, zone := range at {
			all.Go(func() { _ = s.keep(zone, 1) })
		}
		all.Wait()
	}
}
