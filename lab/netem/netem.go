// Package netem is a bad link on demand: a UDP proxy that delays, loses, doubles and reorders datagrams by a seed.
package netem

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Config says how bad the link is, each way alike. The zero Config passes everything on at once.
type Config struct {
	Delay   time.Duration
	Jitter  time.Duration // the delay varies by up to so much to either side; order is kept
	Loss    float64       // share of datagrams that vanish, 0 to 1
	Dup     float64       // share that come twice
	Reorder float64       // share that overtake what waits before them
	Rate    int           // bytes a second; 0 for no limit. What would wait for over maxQueue is dropped
	Seed    uint64        // the same seed decides the same for the same datagrams
}

// maxQueue is how long a datagram may wait for its turn at a limited rate, as in a small router.
const maxQueue = 200 * time.Millisecond

// check finds what cannot be.
func (c *Config) check() error {
	for name, share := range map[string]float64{"loss": c.Loss, "dup": c.Dup, "reorder": c.Reorder} {
		if !(share >= 0 && share <= 1) {
			return fmt.Errorf("%s: a share from 0 to 1, not %g", name, share)
		}
	}
	if c.Delay < 0 || c.Jitter < 0 || c.Rate < 0 {
		return errors.New("delay, jitter and rate: nothing below 0")
	}
	return nil
}

// Way is one direction of a link. It decides and does nothing: the time is told.
type Way struct {
	mu   sync.Mutex
	cfg  Config
	rng  *rand.Rand
	free time.Time // when the line is free again
	last time.Time // when the last one in order comes out
}

// NewWay makes a way; ways of other streams decide independently.
func NewWay(cfg Config, stream uint64) *Way {
	return &Way{cfg: cfg, rng: rand.New(rand.NewPCG(cfg.Seed, stream))}
}

// Pass tells when a datagram that goes in now comes out: never, once or twice.
func (w *Way) Pass(now time.Time, size int) (out []time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	// Every datagram draws the same number of times, so that one setting does not shift what another decides.
	lost, twice, ahead, jitter := w.rng.Float64() < w.cfg.Loss, w.rng.Float64() < w.cfg.Dup,
		w.rng.Float64() < w.cfg.Reorder, w.rng.Float64()
	sent := now
	if w.cfg.Rate > 0 {
		if w.free.Before(now) {
			w.free = now
		}
		if w.free.Sub(now) > maxQueue {
			return nil
		}
		w.free = w.free.Add(time.Duration(size) * time.Second / time.Duration(w.cfg.Rate))
		sent = w.free
	}
	if lost {
		return nil
	}
	at := sent.Add(w.cfg.Delay + time.Duration((2*jitter-1)*float64(w.cfg.Jitter)))
	switch {
	case ahead:
		at = sent
	case at.Before(w.last):
		at = w.last
	default:
		w.last = at
	}
	if at.Before(now) {
		at = now
	}
	if out = append(out, at); twice {
		out = append(out, at)
	}
	return out
}
