package shard

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// TickTimes counts ticks, or what else comes again and again, by how long they took: bucket i holds those of less than
// 2^i microseconds, and not less than half of that.
type TickTimes struct {
	buckets [24]atomic.Uint64
	micros  atomic.Uint64 // all together
}

// Sum is how long all of them took together.
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

// Since are the ticks that came after those of before.
func (t *TickTimes) Since(before *TickTimes) *TickTimes {
	var d TickTimes
	for i := range t.buckets {
		d.buckets[i].Store(t.buckets[i].Load() - before.buckets[i].Load())
	}
	d.micros.Store(t.micros.Load() - before.micros.Load())
	return &d
}

// TicksOf are n ticks that took so long each.
func TicksOf(n int, took time.Duration) *TickTimes {
	var t TickTimes
	for range n {
		t.add(took)
	}
	return &t
}
