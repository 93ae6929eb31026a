package simulate

import (
	"fmt"
	"io"
	"time"
)

// event is something that happens at a time; of two at once the earlier asked comes first.
type event struct {
	at     time.Duration
	serial uint64
	do     func()
}

// eventQueue is a heap, without the boxing of container/heap.
type eventQueue struct {
	all    []event
	serial uint64
}

func (h *eventQueue) less(i, j int) bool {
	a, b := &h.all[i], &h.all[j]
	return a.at < b.at || a.at == b.at && a.serial < b.serial
}

func (h *eventQueue) push(at time.Duration, do func()) {
	h.serial++
	h.all = append(h.all, event{at, h.serial, do})
	for i := len(h.all) - 1; i > 0; {
		up := (i - 1) / 2
		if !h.less(i, up) {
			break
		}
		h.all[i], h.all[up] = h.all[up], h.all[i]
		i = up
	}
}

func (h *eventQueue) pop() event {
	top, last := h.all[0], len(h.all)-1
	h.all[0] = h.all[last]
	h.all[last] = event{}
	h.all = h.all[:last]
	for i := 0; ; {
		down := 2*i + 1
		if down >= last {
			break
		}
		if down+1 < last && h.less(down+1, down) {
			down++
		}
		if !h.less(down, i) {
			break
		}
		h.all[i], h.all[down] = h.all[down], h.all[i]
		i = down
	}
	return top
}

func (s *sim) after(d time.Duration, do func()) { s.queue.push(s.now+d, do) }

// loop lets everything happen up to a time.
func (s *sim) loop(until time.Duration) {
	for len(s.queue.all) > 0 && s.queue.all[0].at <= until {
		h := s.queue.pop()
		s.now = h.at
		h.do()
	}
	s.now = until
}

// trace is everything that happened: a hash, and lines if somebody reads them.
type trace struct {
	w    io.Writer
	hash uint64
}

// note adds an event: what, of whom, and up to two numbers.
func (s *sim) note(what string, who int, a, b uint64) {
	h := s.trace.hash ^ 0xcbf29ce484222325
	for _, v := range [...]uint64{
		uint64(s.now), uint64(len(what)) + uint64(what[0])<<8 + uint64(what[len(what)-1])<<16,
		uint64(who), a, b,
	} {
		h = (h ^ v) * 0x100000001b3
		h ^= h >> 29
	}
	s.trace.hash = h
	if s.trace.w != nil {
		fmt.Fprintf(s.trace.w, "%12.6f %-14s %d %d %016x\n", s.now.Seconds(), what, who, a, b)
	}
}
