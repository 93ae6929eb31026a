package scrape

import "math"

// quantile is how long a share of what was timed since another reading took at most: within its bucket as if all were
// spread evenly, beyond the last bound that bound. timed is false if nothing was.
func (r reading) quantile(share float64, before reading) (v float64, timed bool) {
	since := make([]float64, len(r.buckets))
	for i, b := range r.buckets {
		since[i] = b.count
	}
	if len(before.buckets) == len(since) && !r.restarted(before) {
		for i, b := range before.buckets {
			since[i] -= b.count
		}
	}
	if len(since) == 0 || since[len(since)-1] == 0 {
		return 0, false
	}
	rank, low, under := share*since[len(since)-1], 0.0, 0.0
	for i, b := range r.buckets {
		switch {
		case since[i] < rank:
		case math.IsInf(b.most, 1):
			return low, true
		default:
			return low + (b.most-low)*(rank-under)/(since[i]-under), true
		}
		low, under = b.most, since[i]
	}
	return low, true
}

// restarted reports whether it is of another process than before.
func (r reading) restarted(before reading) bool {
	for i, b := range before.buckets {
		if r.buckets[i].count < b.count {
			return true
		}
	}
	return false
}
