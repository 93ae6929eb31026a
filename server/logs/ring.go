package logs

import (
	"math"
	"slices"
	"sync"
)

// ring has the newest lines, and those that wait for the disk. Each line has a number, from 0 on.
type ring struct {
	mu      sync.Mutex
	entries []entry // the oldest first
	first   int     // of entries: those before it have left
	number  int     // of the first
	bytes   int
	written int   // the number of the first line that the disk has not taken
	lost    int   // lines that left before the disk took them, and nobody was told of
	floor   int64 // no line is newer than this that is not here
}

func newRing() *ring { return &ring{floor: math.MinInt64} }

// add takes a line. The oldest leave when there are too many.
func (r *ring) add(e entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = append(r.entries, e)
	r.bytes += len(e.line)
	for r.bytes > maxRing && len(r.entries)-r.first > 1 {
		r.drop()
	}
	if r.first > len(r.entries)/2 {
		r.entries = slices.Clone(r.entries[r.first:])
		r.first = 0
	}
}

// drop has the oldest line leave.
func (r *ring) drop() {
	gone := &r.entries[r.first]
	r.bytes -= len(gone.line)
	r.floor = max(r.floor, gone.at)
	*gone = entry{}
	if r.number >= r.written {
		r.lost++
		r.written = r.number + 1
	}
	r.first++
	r.number++
}

// all are the lines that are there, the oldest first, and how new the others are at most.
func (r *ring) all() (lines []entry, floor int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.entries[r.first:]), r.floor
}

// below notes how new the lines are that were there before.
func (r *ring) below(at int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.floor = max(r.floor, at)
}

// next are the lines that wait for the disk, the oldest first, the number behind them, and how many were lost before.
func (r *ring) next() (waiting []entry, end, lost int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	end = r.number + len(r.entries) - r.first
	return slices.Clone(r.entries[r.first+r.written-r.number:]), end, r.lost
}

// taken notes that the disk has the lines up to a number, and that somebody is told how many were lost.
func (r *ring) taken(end, told int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written = max(r.written, end)
	r.lost -= told
}
