// Package logs keeps what a process logs, so that it can be asked for: the newest lines in memory, and all of them in
// files of a bounded size. It also has the process log more or less while it runs.
//
// The files lie in a directory of the process's data directory, a few of them, numbered from the oldest on. Each line
// is an object of JSON as package slog writes it:
//
//	logs/00000007.log
//	{"time":"2026-11-30T15:04:05.123456789Z","level":"INFO","msg":"join","match":"m1","player":"p1","seat":0}
//
// No two lines of a process have the same time. What was being written when the machine lost its power is half a line,
// which is skipped.
//
// To log waits for no disk and never fails: lines go to memory, and one goroutine writes them to the disk when it takes
// them. A line that leaves the memory before that is lost to the file, and a line of its own says how many were.
//
// What is read from here has nothing that opens a door in it, and no addresses unless they are asked for: see fit. The
// files are for those who may read the data directory, and have addresses.
package logs

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// usual is the level at which a process logs unless it is told otherwise.
const usual = slog.LevelInfo

// Log is the log of a process.
type Log struct {
	level  slog.LevelVar
	ring   *ring
	files  *files        // nil where lines are kept in memory alone
	json   slog.Handler  // into the ring
	busy   chan struct{} // holds one who reads a file
	wake   chan struct{}
	ending chan struct{}
	ended  chan struct{}
	once   sync.Once

	mu      sync.Mutex
	own     *slog.Logger // what is said of the log itself
	last    time.Time    // of the newest line
	until   time.Time    // when the level is the usual one again; zero for never
	back    *time.Timer
	changes int   // of the level
	trouble error // why lines are not written to the disk; nil if they are
}

// Open opens the log that is kept in a directory, which is made; without one, lines are kept in memory alone. It takes
// lines whatever is wrong with the directory: Read tells of that.
func Open(dir string) *Log {
	l := &Log{
		ring: newRing(), busy: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		ending: make(chan struct{}), ended: make(chan struct{}),
	}
	l.level.Set(usual)
	l.json = slog.NewJSONHandler(sink{l}, &slog.HandlerOptions{Level: slog.Level(-1 << 10), ReplaceAttr: kept})
	l.own = slog.New(tee{log: l, out: slog.DiscardHandler, kept: l.json})
	if dir == "" {
		close(l.ended)
		return l
	}
	l.files = newFiles(dir)
	l.trouble = l.files.open() // tried again when there is something to write
	l.ring.below(l.files.newest())
	go l.write()
	return l
}

// In opens the log of a process with a data directory; without one, in memory.
func In(data string) *Log {
	if data == "" {
		return Open("")
	}
	return Open(filepath.Join(data, "logs"))
}

// Over is a logger that says what another one says, and keeps it. At a level below the usual one the other one is told
// of it, too. It hears at once of a directory that takes nothing: when that was opened there was nobody to tell.
func (l *Log) Over(log *slog.Logger) *slog.Logger {
	over := slog.New(tee{log: l, out: log.Handler(), kept: l.json})
	l.mu.Lock()
	l.own = over
	trouble := l.trouble
	l.mu.Unlock()
	if trouble != nil {
		over.Warn(unwritten, "error", trouble)
	}
	return over
}

// Close writes what waits for the disk, and ends. A disk that stands still does not keep the process from ending.
func (l *Log) Close() error {
	l.once.Do(func() {
		l.mu.Lock()
		if l.back != nil {
			l.back.Stop()
		}
		l.mu.Unlock()
		close(l.ending)
	})
	select {
	case <-l.ended:
	case <-time.After(closeIn):
	}
	return nil
}

// SetLevel implements api.Logbook.
func (l *Log) SetLevel(r api.LogLevelRequest) error {
	if err := r.Check(); err != nil {
		return err
	}
	level := levelOf(r.Level)
	say := func() {
		l.said().Warn("the level of the log was changed", "to", string(r.Level), "seconds", r.Seconds)
	}
	if level > slog.LevelWarn { // after that it would not be said
		say()
	}
	l.change(level, time.Duration(r.Seconds)*time.Second)
	if level <= slog.LevelWarn {
		say()
	}
	return nil
}

// change sets the level, for so long; 0 for until it is changed again.
func (l *Log) change(level slog.Level, lasts time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.back != nil {
		l.back.Stop()
	}
	l.changes++
	l.back, l.until = nil, time.Time{}
	l.level.Set(level)
	if lasts > 0 && level != usual {
		mine := l.changes
		l.until = wallclock.Now().Add(lasts)
		l.back = time.AfterFunc(lasts, func() { l.fallBack(mine) })
	}
}

// fallBack makes the level the usual one again, unless it was changed since.
func (l *Log) fallBack(change int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changes == change {
		l.back, l.until = nil, time.Time{}
		l.level.Set(usual)
	}
}

// said is the logger for what is said of the log itself.
func (l *Log) said() *slog.Logger {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.own
}

// node is how the log does.
func (l *Log) node() api.LogNode {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := api.LogNode{Level: nameOf(l.level.Level()), Until: l.until}
	if l.trouble != nil {
		n.Trouble = fit("its newest lines are in memory alone: "+l.trouble.Error(), maxTold)
	}
	return n
}

// stamp is the time of a line that came at a moment.
func (l *Log) stamp(at time.Time) time.Time {
	if at.IsZero() {
		at = wallclock.Now()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	at = at.UTC()
	if behind := l.last.Sub(at); behind >= 0 && behind < sameMoment {
		at = l.last.Add(1)
	}
	l.last = at
	return at
}

// sink is where lines come as JSON.
type sink struct{ log *Log }

// Write implements io.Writer.
func (s sink) Write(b []byte) (int, error) {
	e, ok := parse(b)
	if !ok {
		return len(b), fmt.Errorf("keep a line of the log: %q is none", b[:min(len(b), maxTold)])
	}
	if len(b) > maxLine {
		e.line = shortened(e)
	} else {
		e.line = bytes.Clone(b)
	}
	s.log.ring.add(e)
	select {
	case s.log.wake <- struct{}{}:
	default:
	}
	return len(b), nil
}
