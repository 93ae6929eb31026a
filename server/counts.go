package server

import (
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"muster/game"
	"muster/server/table"
	"muster/server/wire"
)

// Counts are what the door counts; read them with Load. What a peer made up is counted at the end of a list, so that it
// cannot make up figures of its own.
type Counts struct {
	Publications               atomic.Uint64 // taken up by the feeds of all matches
	Frames, Skipped, ViewBytes atomic.Uint64 // views sent; wake-ups of a session that had none to send; bytes of views
	Panics, Overruns, Unasked  atomic.Uint64 // turns that commanders lost, and views that they were not asked about
	BadAcks, Talk, Redirects   atomic.Uint64 // acknowledgements and talk that were refused; players sent on
	Packets, Lost              atomic.Uint64 // QUIC's, to clients
	Players, Spectators        atomic.Int64  // sessions
	Embedded                   atomic.Int64  // of those who watch in frames of other pages, no Spectators
	Orders                     [game.Refusals + 1]atomic.Uint64
	Refused, Ended             [wire.Reasons + 1]atomic.Uint64 // links not let in, and sessions
	RoundTrips                 RoundTrips
}

// Counts are the server's.
func (s *Server) Counts() *Counts { return &s.counts }

// order is where an order is counted.
func (c *Counts) order(r game.Refusal) *atomic.Uint64 { return &c.Orders[min(r, game.Refusals)] }

// of is where a reason is counted.
func of(list *[wire.Reasons + 1]atomic.Uint64, r wire.Reason) *atomic.Uint64 {
	return &list[min(r, wire.Reasons)]
}

// sessions is where sessions like one are counted.
func (c *Counts) sessions(p *table.Pass) *atomic.Int64 {
	switch {
	case p.Embedded:
		return &c.Embedded
	case p.Seat < 0:
		return &c.Spectators
	}
	return &c.Players
}

// RoundTripBounds are the upper bounds of RoundTrips' classes; there is one more for what takes longer.
var RoundTripBounds = [...]time.Duration{
	1 * time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 150 * time.Millisecond, 200 * time.Millisecond,
	300 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second,
}

// RoundTrips counts samples of links' round trips by how long they took.
type RoundTrips struct {
	Classes [len(RoundTripBounds) + 1]atomic.Uint64
	Micros  atomic.Uint64 // all together
}

func (r *RoundTrips) add(micros int64) {
	class := 0
	for class < len(RoundTripBounds) && time.Duration(micros)*time.Microsecond > RoundTripBounds[class] {
		class++
	}
	r.Classes[class].Add(1)
	r.Micros.Add(uint64(micros))
}

// Waiting is what waits at the door.
type Waiting struct {
	Strangers int // links that have shown no valid ticket yet
	Warm      int // links that clients hold here in case this shard takes their matches over
	Messages  int // control messages that their clients have not taken
}

// Waiting is how it is now.
func (s *Server) Waiting() Waiting {
	return Waiting{s.pendingLinks.count(), s.warm.count(), s.waiting()}
}

// waiting counts the control messages that clients have not taken.
func (s *Server) waiting() (n int) {
	s.mu.Lock()
	matches := slices.Collect(maps.Values(s.matches))
	s.mu.Unlock()
	for _, m := range matches {
		m.mu.Lock()
		for ses := range m.sessions {
			ses.mu.Lock()
			n += len(ses.outbox)
			ses.mu.Unlock()
		}
		m.mu.Unlock()
	}
	return n
}

// sample counts how the link does.
func (s *session) sample(conn wire.Conn) {
	now := conn.Stats()
	s.mu.Lock()
	before := s.told
	s.told = now
	s.mu.Unlock()
	c := &s.match.srv.counts
	c.Packets.Add(now.PacketsOut - before.PacketsOut)
	c.Lost.Add(max(now.PacketsLost, before.PacketsLost) - before.PacketsLost)
	if now.RTTMicros > 0 {
		c.RoundTrips.add(now.RTTMicros)
	}
}

// Outcome is a refusal's key; what a peer made up is one of the others.
func Outcome(r game.Refusal) string {
	if r < game.Refusals {
		return r.String()
	}
	return "other"
}

// ReasonName is a reason's key; what a peer made up is one of the others.
func ReasonName(r wire.Reason) string {
	if r < wire.Reasons {
		return r.String()
	}
	return "other"
}
