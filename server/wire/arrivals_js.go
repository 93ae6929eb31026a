package wire

import (
	"context"
	"errors"
	"sync"
)

// arrivals are messages that have come from the browser and were not read yet. Whoever brings them must not wait: the
// page would stand still. What comes before the end is read before it.
type arrivals struct {
	mu   sync.Mutex
	list [][]byte
	err  error
	news chan struct{} // holds one
}

func newArrivals() *arrivals { return &arrivals{news: make(chan struct{}, 1)} }

func (a *arrivals) put(b []byte) {
	a.mu.Lock()
	a.list = append(a.list, b)
	a.mu.Unlock()
	poke(a.news)
}

// end says that nothing more comes; the first reason counts.
func (a *arrivals) end(why string) {
	a.mu.Lock()
	if a.err == nil {
		a.err = errors.New(why)
	}
	a.mu.Unlock()
	poke(a.news)
}

// Read waits for the next message.
func (a *arrivals) Read(ctx context.Context) ([]byte, error) {
	for {
		a.mu.Lock()
		if len(a.list) > 0 {
			b := a.list[0]
			a.list = a.list[1:]
			a.mu.Unlock()
			return b, nil
		}
		err := a.err
		a.mu.Unlock()
		if err != nil {
			return nil, err
		}
		select {
		case <-a.news:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
