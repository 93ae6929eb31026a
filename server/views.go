package server

import (
	"context"

	"muster/game"
	"muster/server/wire"
)

// NotifyView says that there is a newer view. Most often it is sent at once by whoever brings it: waking the session's
// writer for it costs more than sending it. The writer does it when something is in the way: messages that go first, a
// client that acknowledges nothing (its datagrams may queue up, and the next one would block), a view
// too large for a datagram.
func (s *session) NotifyView() {
	if s.congested() || s.sendViewNow() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stale = true
	s.signal()
}

// congested reports whether a client must wait for a newer view: it has not acknowledged what it was sent, and more
// would only grow old before it is read. A view goes now and then all the same, or a client that lost all of them
// would never acknowledge one.
func (s *session) congested() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ahead < maxAhead || s.held >= heldFor {
		s.held = 0
		return false
	}
	s.held++
	return true
}

func (s *session) sendViewNow() bool {
	s.mu.Lock()
	conn, acked := s.conn, s.acked
	free := conn != nil && s.phase == playing && !s.busy && !s.stale && len(s.outbox) == 0 && acked.Tick > 0 &&
		s.ahead < wire.MaxOnTheWay
	s.mu.Unlock()
	if !free {
		return false
	}
	frame, number := s.match.audience(s.audience).frame(acked)
	before, news := s.claim(frame, number)
	if !news {
		return true
	}
	if !conn.SendNow(frame) {
		s.mu.Lock()
		s.sent = before
		s.mu.Unlock()
		return false
	}
	s.count(frame)
	return true
}

// idle says that the writer has nothing in hand.
func (s *session) idle(conn wire.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn, s.busy = conn, false
}

// sendView sends the newest view of the session's audience, unless the client was sent it.
func (s *session) sendView(ctx context.Context, conn wire.Conn, acked wire.Ack) error {
	frame, number := s.match.audience(s.audience).frame(acked)
	if _, news := s.claim(frame, number); !news {
		return nil
	}
	s.count(frame)
	return conn.SendFrame(ctx, frame)
}

// claim says that the view of a number is being sent, so that its acknowledgement is known; news is false if it was
// sent already. before is the newest one until now.
func (s *session) claim(frame []byte, number game.Tick) (before game.Tick, news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before = s.sent
	// that of number 0, before the match begins, may be lost and goes again
	if number <= before && (number > 0 || before > 0) || len(frame) == 0 {
		s.match.srv.counts.Skipped.Add(1)
		return before, false
	}
	if s.sent = number; number > 0 {
		s.ahead++
	}
	return before, true
}

func (s *session) count(frame []byte) {
	s.match.srv.counts.Frames.Add(1)
	s.match.srv.counts.ViewBytes.Add(uint64(len(frame)))
}
