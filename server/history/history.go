// Package history keeps what the metrics of nodes were: each second for an hour, each minute for thirty days, in one
// file of a size that does not grow beyond a bound.
//
// A series is one metric of one node. Its values of an hour are one chunk, its minutes of a day another:
//
//	fine    hour, series -> 3600 slots, one a second
//	coarse  day, series  -> 1440 slots, one a minute: the mean, and how far above it the maximum is
//
// A chunk is compressed by zstd with a checksum. Within it each slot is a varint: 0 where there is nothing, else 1 +
// the zigzag difference to the value before (of what is above the mean the value itself). A value is a float64 cut to
// its first bits (quantise), which makes it an integer whose differences are small where values are alike: fineBits
// keep it to 1 part in 65,000, coarseBits to 1 in 1,000. Whole numbers below that are exact. What counts up and up is
// better added as a rate.
//
// Chunks that still grow are in memory. What was added to them is written to the file every few seconds:
//
//	tail  number, hour -> series, where in its chunk, bytes; of all series
//
// When an hour is over, its chunks and the day's so far replace the tail in one transaction. A process that is killed
// loses what came after the last tail. A file that is damaged is set aside, and a new one begun.
package history

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Sample is a value of a metric of a node.
type Sample struct {
	Node, Name string
	Value      float64 // NaN is no sample
}

// History is an open file. Its methods may be called at once.
type History struct {
	file  string
	most  int64 // bytes of it
	many  int   // series
	db    *sql.DB
	aside string

	mu      sync.Mutex
	series  map[id]*series
	next    int64 // number of the next series
	now     int64 // second of the last sample; -1: there was none
	flushed int64 // second of the last tail
	behind  int   // samples in a row from a clock that is behind now
	hour    int64 // of the open fine chunks; -1: there are none
	day     int64 // of the open coarse chunks; -1: there are none
	tail    int64 // number of the last one
	fresh   []*series
	lost    int   // samples of series beyond maxSeries, since the last error told of them
	err     error // what became of the last write

	jobs   []*job // what is to be written, in this order; the first is being written
	more   *sync.Cond
	closed bool
	done   chan struct{}
}

// id is what a series is known by.
type id struct{ node, name string }

// series is one with its open chunks.
type series struct {
	id
	number int64
	seen   int64 // the last day with a sample
	known  int64 // what the file has of it

	fine, mean, above encoder
	flushed           int // bytes of fine that are in a tail
	minute            minute
}

// minute gathers the samples of one.
type minute struct {
	at       int64 // since 1970
	n        int
	sum, max float64
}

// Open opens a file, or begins one. A damaged one is set aside: SetAside says so.
func Open(file string) (*History, error) {
	h := &History{file: file, most: maxFile, many: maxSeries, done: make(chan struct{})}
	h.reset()
	h.more = sync.NewCond(&h.mu)
	err := h.open()
	if damaged(err) {
		if h.aside, err = setAside(file, err); err == nil {
			h.reset()
			err = h.open()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("history %s: %w", file, err)
	}
	p, err := newPacker()
	if err != nil {
		return nil, errors.Join(err, h.db.Close())
	}
	go h.write(p)
	return h, nil
}

// reset makes it empty, as it is before a file was read.
func (h *History) reset() {
	h.series, h.now, h.hour, h.day = map[id]*series{}, -1, -1, -1
	h.next, h.tail, h.flushed, h.jobs, h.fresh = 0, 0, 0, nil, nil
}

// SetAside says what was wrong with the file that was there, and where it is now; empty if nothing was.
func (h *History) SetAside() string { return h.aside }

// Close writes what is not written yet.
func (h *History) Close() error {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return nil
	}
	h.closed = true
	h.more.Broadcast()
	h.mu.Unlock()
	<-h.done // the writer writes what is left
	if err := errors.Join(h.err, h.db.Close()); err != nil {
		return fmt.Errorf("history %s: %w", h.file, err)
	}
	return nil
}

// Nodes lists those with a series.
func (h *History) Nodes() []string { return h.list(func(i id) string { return i.node }) }

// Names lists the metrics that some node has.
func (h *History) Names() []string { return h.list(func(i id) string { return i.name }) }

func (h *History) list(of func(id) string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := map[string]bool{}
	for i := range h.series {
		all[of(i)] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// Has reports whether a node has a metric.
func (h *History) Has(node, name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.series[id{node, name}] != nil
}

// Last is when the last sample came; zero if none did.
func (h *History) Last() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.now < 0 {
		return time.Time{}
	}
	return time.Unix(h.now, 0)
}
