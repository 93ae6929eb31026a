// Package netem is a bad link on demand: proxies for datagrams (Proxy) and for streams (StreamProxy) that delay, lose,
// double and reorder by a seed, hold to a rate, or pass nothing at all.
//
// What decides is a value that is told the time: a Way for datagrams, a Stream for bytes. Both follow a Line, which
// says how bad one direction of a link is, and may be changed while they run.
package netem

import (
	"errors"
	"fmt"
	"time"
)

// Config says how bad one direction of a link is. The zero Config passes everything on at once.
type Config struct {
	Delay   time.Duration
	Jitter  time.Duration // the delay varies by up to so much to either side; order is kept
	Loss    float64       // share of datagrams that vanish, 0 to 1; of a stream's segments, which then come later
	Dup     float64       // share of datagrams that come twice; nothing to a stream
	Reorder float64       // share of datagrams that overtake what waits before them; nothing to a stream
	Rate    int           // bytes a second; 0 for no limit. Datagrams that would wait for over maxQueue are dropped
	Cut     bool          // nothing passes: datagrams vanish, a stream stands still until it is mended
	Seed    uint64        // the same seed decides the same for the same traffic
}

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

// clear reports whether everything passes at once.
func (c Config) clear() bool {
	c.Seed = 0
	return c == Config{}
}

// pacer is a line that carries so many bytes a second and no more.
type pacer struct {
	free time.Time // when the line is free again
}

// wait is how long what goes in now waits until the line is free.
func (p *pacer) wait(now time.Time) time.Duration { return max(0, p.free.Sub(now)) }

// send puts bytes on the line and reports when they are through.
func (p *pacer) send(now time.Time, size, rate int) time.Time {
	if rate <= 0 {
		return now
	}
	if p.free.Before(now) {
		p.free = now
	}
	p.free = p.free.Add(time.Duration(size) * time.Second / time.Duration(rate))
	return p.free
}
