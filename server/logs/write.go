package logs

import (
	"time"

	"muster/wallclock"
)

// unwritten is what is said when the disk takes nothing.
const unwritten = "the log is not written to the disk; it is tried again every second"

// write has the disk take what was logged, until the log is closed.
func (l *Log) write() {
	defer close(l.ended)
	defer l.files.leave()
	tidy := time.NewTicker(tidyEvery)
	defer tidy.Stop()
	for {
		var again <-chan time.Time
		if !l.flush() {
			again = time.After(retryEvery)
		}
		select {
		case <-l.ending:
			l.flush()
			return
		case <-tidy.C:
			l.files.tidy(wallclock.Now())
		case <-l.wakes(again != nil):
		case <-again:
		}
	}
}

// wakes is woken by a line, unless the disk takes none: it is not to be tried for each.
func (l *Log) wakes(waits bool) <-chan struct{} {
	if waits {
		return nil
	}
	return l.wake
}

// flush writes what waits. It is false if the disk does not take it.
func (l *Log) flush() bool {
	waiting, end, lost := l.ring.next()
	if len(waiting) == 0 && l.files.opened {
		return true
	}
	err := l.files.write(waiting, wallclock.Now())
	l.mu.Lock()
	before := l.trouble
	l.trouble = err
	l.mu.Unlock()
	if err != nil {
		if before == nil {
			l.said().Warn(unwritten, "error", err)
		}
		return false
	}
	l.ring.taken(end, lost)
	l.files.tidy(wallclock.Now())
	if lost > 0 {
		l.said().Warn("lines of the log are not in its files: the disk did not take them in time", "lines", lost)
	}
	return true
}
