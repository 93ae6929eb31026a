package history

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

const (
	hourLong = 3600  // seconds, and slots of a fine chunk
	dayLong  = 86400 // seconds
	daySlots = 1440  // of a coarse chunk
)

// Add takes what was measured at a moment, at most once a second. It does not wait for the disk: its error says what
// became of what was added before, and what cannot be kept. Either way it goes on with the next call.
func (h *History) Add(at time.Time, samples []Sample) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return errors.New("history: it is closed")
	}
	now := at.Unix()
	if now < 0 {
		return fmt.Errorf("history: %v is before 1970", at)
	}
	if now >= h.now-backwards {
		h.behind = 0
	} else if h.behind++; h.behind > believeAfter {
		h.rewind(now)
	} else if h.behind == 1 {
		h.err = errors.Join(h.err, fmt.Errorf("the clock is %v behind the last sample: none is kept until it is right "+
			"again, or has stayed behind for %d samples", time.Duration(h.now-now)*time.Second, believeAfter))
	}
	if now > h.now {
		h.add(now, samples)
	}
	return h.trouble()
}

// trouble is what the caller has not heard of yet.
func (h *History) trouble() error {
	err := h.err
	if h.lost > 0 {
		err = errors.Join(err, fmt.Errorf("%d samples were not kept: there are %d series already",
			h.lost, len(h.series)))
	}
	h.err, h.lost = nil, 0
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}

func (h *History) add(now int64, samples []Sample) {
	if hour := now / hourLong; hour != h.hour {
		h.rotate(hour)
	}
	h.now = now
	for _, s := range samples {
		if math.IsNaN(s.Value) {
			continue
		}
		if of := h.of(s.Node, s.Name); of != nil {
			of.add(now, s.Value)
		}
	}
	if now-h.flushed >= flushEvery || now < h.flushed {
		h.flush()
	}
}

// of is the series of a metric of a node, made if it is new; nil if there are too many.
func (h *History) of(node, name string) *series {
	i := id{node[:min(len(node), maxText)], name[:min(len(name), maxText)]}
	s := h.series[i]
	if s != nil {
		return s
	}
	if len(h.series) >= h.many {
		h.lost++
		return nil
	}
	s = newSeries(i, h.next)
	h.next++
	h.series[i] = s
	h.fresh = append(h.fresh, s)
	return s
}

func newSeries(i id, number int64) *series {
	return &series{id: i, number: number, above: encoder{plain: true}}
}

func (s *series) add(now int64, v float64) {
	q := quantise(v, fineBits)
	if s.fine.put(now%hourLong, q) {
		s.observe(now, unquantise(q, fineBits))
	}
}

// observe gathers a value into its minute. It gets the value that is in the file, so that it comes to the same when
// that is read again.
func (s *series) observe(now int64, v float64) {
	if at := now / 60; s.minute.n == 0 || at != s.minute.at {
		s.endMinute()
		s.minute = minute{at: at, max: v}
	}
	s.minute.n++
	s.minute.sum += v / 60
	s.minute.max = max(s.minute.max, v)
}

// endMinute puts what was gathered into the coarse chunk.
func (s *series) endMinute() {
	if s.minute.n == 0 {
		return
	}
	slot := s.minute.at % daySlots
	mean := quantise(s.minute.sum*60/float64(s.minute.n), coarseBits)
	if s.mean.put(slot, mean) {
		s.above.put(slot, quantise(s.minute.max, coarseBits)-mean)
	}
	s.seen = s.minute.at / daySlots
	s.minute = minute{}
}

// flush has the tail written: of each series what its fine chunk got since the last one.
func (h *History) flush() {
	h.flushed = h.now
	if len(h.jobs) >= maxJobs { // the bytes stay where they are, and go with a later one
		h.more.Broadcast()
		return
	}
	h.flushAnyway()
}

func (h *History) flushAnyway() {
	var b []byte
	for _, s := range h.series {
		if s.flushed == len(s.fine.buf) {
			continue
		}
		b = binary.AppendUvarint(b, uint64(s.number))
		b = binary.AppendUvarint(b, uint64(s.flushed))
		b = binary.AppendUvarint(b, uint64(len(s.fine.buf)-s.flushed))
		b = append(b, s.fine.buf[s.flushed:]...)
		s.flushed = len(s.fine.buf)
	}
	if len(b) == 0 && len(h.fresh) == 0 {
		return
	}
	h.tail++
	h.later(&job{number: h.tail, hour: h.hour, tail: b})
}

// rotate ends the chunks of the hour that is over, and begins those of another.
func (h *History) rotate(hour int64) {
	if h.hour >= 0 {
		h.flush()
		h.later(h.sealed(hour * hourLong))
	}
	day := hour * hourLong / dayLong
	for _, s := range h.series {
		s.fine.reset()
		s.flushed = 0
		if day != h.day {
			s.mean.reset()
			s.above.reset()
		}
	}
	h.hour, h.day = hour, day
}

// sealed is the writing of all open chunks, when another hour begins.
func (h *History) sealed(now int64) *job {
	j := &job{
		seal: true, number: h.tail, hour: h.hour, day: h.day,
		fineBefore:   (now - int64(fineFor/time.Second)) / hourLong,
		coarseBefore: (now - int64(coarseFor/time.Second)) / dayLong,
		chunks:       map[int64]chunks{},
	}
	for i, s := range h.series {
		s.endMinute()
		var c chunks
		if s.seen != s.known {
			c.seen, s.known = s.seen, s.seen
		}
		if s.fine.n > 0 {
			c.fine = append(c.fine, s.fine.buf...)
		}
		if s.mean.n > 0 {
			c.mean, c.above = append(c.mean, s.mean.buf...), append(c.above, s.above.buf...)
		}
		if c.fine != nil || c.mean != nil {
			j.chunks[s.number] = c
		} else if s.seen < j.coarseBefore {
			j.gone = append(j.gone, s.number)
			delete(h.series, i)
		}
	}
	return j
}

// rewind forgets what a clock wrote that was ahead: with it nothing could be added until the clock is there again. Of
// what it wrote on the same day the minutes before now stay; the seconds of the hour go, and another day's minutes.
func (h *History) rewind(now int64) {
	j := &job{rewind: true, hour: now / hourLong, day: now / dayLong, chunks: map[int64]chunks{}}
	for _, s := range h.series {
		slots := int64(0)
		if j.day == h.day {
			slots = now / 60 % daySlots
		}
		s.fine.reset()
		s.mean.cut(slots)
		s.above.cut(slots)
		s.flushed, s.minute = 0, minute{}
		if s.mean.n > 0 {
			j.chunks[s.number] = chunks{mean: slices.Clone(s.mean.buf), above: slices.Clone(s.above.buf)}
		}
	}
	h.later(j)
	h.hour, h.day, h.now, h.flushed, h.behind = -1, j.day, now-1, now-1, 0
}
