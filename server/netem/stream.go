package netem

import (
	"math/rand/v2"
	"time"
)

// Stream is one direction of a link for a stream of bytes, as TCP makes one of a bad line: nothing is lost, doubled or
// out of order, it only comes later. A lost segment holds up all that is behind it until it has been sent again: for a
// round trip where enough follows that its loss is noticed (fast retransmission), else for a timeout that doubles each
// time (RFC 6298). It decides and does nothing: the time is told, by one goroutine.
//
//	Push        bytes go in: how long they are delayed, and what is lost of them, is decided now
//	Due         so many bytes may come out, as fast as the line is by now
//	Room        so many bytes more may go in: a sender that is faster than the line waits, as for a full window
type Stream struct {
	line  *Line
	set   *setting // what the line was when it was asked last
	rng   *rand.Rand
	pace  pacer
	last  time.Time // before which the last bytes do not come out; the order is kept
	queue []chunk
	held  int // bytes in the queue
}

// chunk is bytes that went in together.
type chunk struct {
	at   time.Time // they do not come out before
	size int
}

// Stream makes a stream that follows the line; others decide independently.
func (l *Line) Stream(stream uint64) *Stream {
	return &Stream{line: l, set: l.now.Load(), rng: rand.New(rand.NewPCG(l.seed, stream))}
}

// Push puts bytes in.
func (s *Stream) Push(now time.Time, size int) {
	cfg, _ := s.line.Now()
	jitter := s.rng.Float64()
	at := now.Add(cfg.Delay + time.Duration((2*jitter-1)*float64(cfg.Jitter)))
	if cfg.Loss > 0 {
		at = at.Add(s.stall(cfg, size))
	}
	if at.Before(now) {
		at = now
	}
	if at.Before(s.last) {
		at = s.last
	}
	s.last, s.held = at, s.held+size
	s.queue = append(s.queue, chunk{at: at, size: size})
}

// stall is for how long the segments of so many bytes are held up by those of them that are lost.
func (s *Stream) stall(cfg Config, size int) (most time.Duration) {
	roundTrip := 2 * cfg.Delay // the way back is taken for one like this
	segments := (size + segment - 1) / segment
	for n := range segments {
		held, timeout := time.Duration(0), minTimeout+roundTrip
		for tries := 0; tries < maxTries && s.rng.Float64() < cfg.Loss; tries++ {
			if tries == 0 && segments-n > noticedAfter {
				held += roundTrip
				continue
			}
			held += timeout
			timeout *= 2
		}
		most = max(most, held)
	}
	return most
}

// Due reports how many bytes may come out now, and when to ask again: never before more goes in or the line changes if
// that is zero. What came out is forgotten. The rate is that of now: what a slow line has queued up does not go on at
// its pace once the line is healed.
func (s *Stream) Due(now time.Time) (bytes int, again time.Time) {
	if set := s.line.now.Load(); set != s.set {
		s.set, s.pace.free = set, now // a line that was slow or cut does not make up for it
	}
	if s.set.Cut {
		return 0, time.Time{}
	}
	for len(s.queue) > 0 {
		c, pace := &s.queue[0], s.pace
		size := s.piece(c.size)
		if again = pace.send(c.at, size, s.set.Rate); again.After(now) {
			break
		}
		s.pace, bytes, again = pace, bytes+size, time.Time{}
		if c.size -= size; c.size == 0 {
			s.queue = s.queue[1:]
		}
	}
	if s.held -= bytes; len(s.queue) == 0 {
		s.queue = nil
	}
	return bytes, again
}

// piece is how many bytes of a chunk leave together: at a limited rate a segment, or what the line carries in a
// hundredth of a second if that is more.
func (s *Stream) piece(size int) int {
	if s.set.Rate <= 0 {
		return size
	}
	return min(size, max(segment, s.set.Rate/100))
}

// Room is how many bytes more may go in.
func (s *Stream) Room() int { return max(0, window-s.held) }
