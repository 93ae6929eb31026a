package simulate

import (
	"context"
	"runtime/debug"
	"sync"
	"time"
)

// Report adds up many runs.
type Report struct {
	Seeds      int      `json:"seeds"`
	Virtual    float64  `json:"virtual_hours"`
	Speed      float64  `json:"speed"` // virtual time over real time
	Injected   int      `json:"faults"`
	Faults     Faults   `json:"faults_by_kind"`
	Shown      int      `json:"ticks_published"`
	Answered   int      `json:"orders_answered"`
	Broken     []Result `json:"-"`
	Violations int      `json:"violations"`
}

// Sweep runs n seeds from one on, on so many cores, until ctx ends. Each gets every result, in no order; false stops
// the sweep.
func Sweep(ctx context.Context, from uint64, n, cores int, o Options, each func(Result) bool) *Report {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // runs leave much behind and live short
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seeds := make(chan uint64)
	var mu sync.Mutex
	var all sync.WaitGroup
	r, began := &Report{}, time.Now()
	for range cores {
		all.Go(func() {
			for seed := range seeds {
				one := Run(seed, o)
				mu.Lock()
				r.add(&one)
				if !each(one) {
					cancel()
				}
				mu.Unlock()
			}
		})
	}
	for i := range uint64(n) {
		select {
		case seeds <- from + i:
		case <-ctx.Done():
		}
	}
	close(seeds)
	all.Wait()
	r.Injected = r.Faults.Sum()
	r.Speed = r.Virtual / max(time.Since(began).Hours(), 1e-9)
	return r
}

func (r *Report) add(one *Result) {
	r.Seeds++
	r.Virtual += one.Virtual.Hours()
	r.Faults.Add(&one.Faults)
	r.Shown += one.Shown
	r.Answered += one.Answered
	if one.Violation != "" {
		r.Violations++
		r.Broken = append(r.Broken, *one)
	}
}
