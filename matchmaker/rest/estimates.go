package rest

import (
	"context"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/modes"
	"muster/matchmaker/store"
)

// estimates remember how long the last tickets of each mode waited.
type estimates struct {
	mu  sync.Mutex
	all map[string]time.Duration
}

func newEstimates() *estimates { return &estimates{all: map[string]time.Duration{}} }

// of is how many seconds a ticket of a mode waits: the median of the last ones; 0 if that is not known.
func (e *estimates) of(mode string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return int((e.all[mode] + time.Second/2) / time.Second)
}

// read reads anew how long the last tickets waited. An estimate is a courtesy: where that fails, the old one stays.
func (e *estimates) read(ctx context.Context, from *store.Store, offer *modes.Offer) {
	for _, mode := range offer.Modes {
		waits, err := from.Waits(ctx, mode.Name, estimateFrom)
		if err != nil || len(waits) == 0 {
			continue
		}
		slices.Sort(waits)
		e.mu.Lock()
		e.all[mode.Name] = waits[len(waits)/2]
		e.mu.Unlock()
	}
}
