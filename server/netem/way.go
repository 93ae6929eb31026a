package netem

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Way is one direction of a link for datagrams. It decides and does nothing: the time is told.
type Way struct {
	line *Line

	mu   sync.Mutex
	set  *setting // what the line was for the last one
	rng  *rand.Rand
	pace pacer
	last time.Time // when the last one in order comes out
}

// NewWay makes a way with a line of its own; ways of other streams decide independently.
func NewWay(cfg Config, stream uint64) *Way {
	l := &Line{seed: cfg.Seed}
	l.now.Store(&setting{Config: cfg, clear: cfg.clear(), changed: make(chan struct{})})
	return l.Way(stream)
}

// Way makes a way that follows the line; ways of other streams decide independently.
func (l *Line) Way(stream uint64) *Way {
	return &Way{line: l, rng: rand.New(rand.NewPCG(l.seed, stream))}
}

// clear reports whether everything passes at once.
func (w *Way) clear() bool { return w.line.now.Load().clear }

// Pass reports when a datagram that goes in now comes out: never, once or twice.
func (w *Way) Pass(now time.Time, size int) (out []time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	cfg := w.line.now.Load()
	if cfg != w.set {
		w.set, w.pace = cfg, pacer{} // what a slower line had queued up holds up no other
	}
	// Every datagram draws the same number of times, so that one setting does not shift what another decides.
	lost, twice, ahead, jitter := w.rng.Float64() < cfg.Loss, w.rng.Float64() < cfg.Dup,
		w.rng.Float64() < cfg.Reorder, w.rng.Float64()
	if cfg.Cut || cfg.Rate > 0 && w.pace.wait(now) > maxQueue {
		return nil
	}
	sent := w.pace.send(now, size, cfg.Rate)
	if lost {
		return nil
	}
	at := sent.Add(cfg.Delay + time.Duration((2*jitter-1)*float64(cfg.Jitter)))
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
