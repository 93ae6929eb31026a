// Package wallclock is the time of day as this machine has it, which another machine may have differently. It is
// read here alone, so that one offset shifts it: a trial of a cluster on one machine has nodes whose clocks are wrong
// (--clock-offset), and what they do then is what they would do on a real one.
//
// The rule: a moment that is compared with another process's, told to one, or kept on disk or in a database is read
// here. What never leaves the process (deadlines, time-outs, how long something took, between two lines of a log)
// is read from package time, which a wrong clock does not touch. Moments of the one are not compared with moments of
// the other. What the system itself stamps (files, logs, TLS's look at certificates) is not shifted.
package wallclock

import (
	"sync/atomic"
	"time"
)

// offset is how far this process's clock is ahead of the machine's.
var offset atomic.Int64

// Set shifts the clock, once, before anything reads it.
func Set(ahead time.Duration) { offset.Store(int64(ahead)) }

// Offset is how far the clock was shifted.
func Offset() time.Duration { return time.Duration(offset.Load()) }

// Now is the time of day. Like time.Now's it goes on evenly when the machine's clock is set.
func Now() time.Time { return time.Now().Add(Offset()) }

// Since is how long a moment is past.
func Since(t time.Time) time.Duration { return Now().Sub(t) }

// Until is how long a moment is ahead.
func Until(t time.Time) time.Duration { return t.Sub(Now()) }
