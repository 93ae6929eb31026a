package shard

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// TickTimes counts ticks by how long they took: bucket i holds those of less than 2^i microseconds, and not less than
// half of that.
type TickTimes struct {
	buckets [24]atomic.Uint64
	micros  atomic.Uint64 // all together
}

// Sum is how long all ticks took together.
func (t *TickTimes) Sum() time.Duration { return time.Duration(t.micros.Load()) * time.Microsecond }

func (t *TickTimes) add(d time.Duration) {
	t.micros.Add(uint64(max(d.Microseconds(), 0)))
	t.buckets[min(bits.Len64(uint64(max(d.Microseconds(), 0))), len(t.buckets)-1)].Add(1)
}

// AddTo adds the counts to those of sum.
func (t *TickTimes) AddTo(sum *TickTimes) {
	for i := range t.buckets {
		sum.buckets[i].Add(t.buckets[i].Load())
	}
	sum.micros.Add(t.micros.Load())
}

// Each calls f for each bucket: an upper bound and how many ticks took less, from the shortest to the longest.
func (t *TickTimes) Each(f func(under time.Duration, n uint64)) {
	var n uint64
	for i := range t.buckets {
		n += t.buckets[i].Load()
		f(time.Microsecond<<i, n)
	}
}

// Quantile is the upper bound of the bucket in which the share q of all ticks lies; 0 without ticks.
func (t *TickTimes) Quantile(q float64) (bound time.Duration) {
	var all uint64
	t.Each(func(_ time.Duration, n uint64) { all = n })
	t.Each(func(under time.Duration, n uint64) {
		if bound == 0 && n > 0 && float64(n) >= q*float64(all) {
			bound = under
		}
	})
	return bound
}
