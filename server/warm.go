package server

import (
	"context"
	"errors"
	"time"

	"muster/matchmaker/api"
	"muster/server/table"
	"muster/server/wire"
	"muster/wallclock"
)

// WarmLinks is how many links are held here for a match of another shard.
func (s *Server) WarmLinks(match string) int { return len(s.warm.of(match)) }

// admitWarm checks the Hello of a warm link. It is nil, nil for a match that runs here already: then the link is one
// like any other.
func (s *Server) admitWarm(h *wire.Hello, now time.Time) (*pass, error) {
	if err := agree(h); err != nil {
		return nil, err
	}
	r, known := openToken(s.cfg.Keys.tokens(), h.Token, now)
	switch {
	case !known:
		return nil, table.Refuse(wire.BadTicket, "a warm link needs a valid resume token")
	case h.Match != "" && h.Match != r.Match:
		return nil, table.Refuse(wire.BadTicket, "the token is for another match")
	case r.Embedded:
		return nil, table.Refuse(wire.BadTicket, "who watches in a frame of another page holds no warm link")
	}
	if m, why := s.find(r.Match); m != nil {
		return nil, nil
	} else if !s.shard.standing(r.Match) {
		return nil, noStandby(r.Match, why)
	}
	p := r.pass()
	p.Protocol = min(h.Newest, wire.NewestProtocol)
	p.warm = &warmLink{pass: p, id: r.Match, setup: h.SetupHash, expires: r.Expires}
	return p, nil
}

// noStandby tells a client that this shard is no standby of its match: it waits until it is told of another.
func noStandby(match string, why wire.Reason) error {
	if why != wire.MatchEnded {
		why = wire.UnknownMatch
	}
	return table.Refuse(why, "this shard does not stand by for match %s", cut(match))
}

// errSeated is why a warm link is held no more that has become a session.
var errSeated = errors.New("the match has come here")

// hold keeps a warm link until its match comes here, and runs its session from then on. A frame that comes over it
// before ends it. Control messages wait unread, 32 KB at most, and count when it has become a session.
func (s *Server) hold(conn wire.Conn, w *warmLink) error {
	if w.Seat < 0 {
		leave, err := s.watching.enter(w.Player, w.id, conn.Remote())
		if err != nil {
			return err
		}
		defer leave()
	}
	w.over, w.release = context.WithCancelCause(s.running)
	defer w.release(nil)
	if err := s.warm.add(w); err != nil {
		return err
	}
	_, err := conn.ReceiveFrame(w.over)
	if !s.warm.out(w) {
		<-w.over.Done() // whoever took it out is about to say why
	}
	switch why := context.Cause(w.over); {
	case errors.Is(why, errSeated):
		s.work.Go(func() { _ = s.checkWitness(s.running, w.pass) }) // a journal that lost something stops by itself
		s.attend(conn, w.session, true)
		return nil
	case s.running.Err() != nil:
		return table.Refuse(wire.ShuttingDown, "the shard shuts down")
	case why != nil:
		return why
	case err == nil:
		return table.Refuse(wire.BadMessage, "a view was acknowledged that nobody sent")
	}
	return conn.Close(wire.Left, "") // it is gone
}

// seatWarm gives those who hold warm links for the match their places. The caller holds mu.
func (m *match) seatWarm() {
	for _, w := range m.srv.warm.of(m.id) {
		p := *w.pass
		p.match, p.HasSetup = m, w.setup != 0 && w.setup == m.hash
		err := m.table.MayEnter(&p.Pass)
		if p.Seat < 0 && isNotYet(err) {
			continue
		}
		if !m.srv.warm.out(w) {
			continue // it broke just now
		}
		if err == nil && m.table.Has(&p.Pass) { // by a link that came when the match was here: it is the newer one
			err = table.Refuse(wire.SeatTaken, "you are in the match by another link")
		}
		if err == nil && wallclock.Now().After(w.expires.Add(api.Leeway)) {
			err = table.Refuse(wire.BadTicket, "the resume token has expired")
		}
		if err == nil {
			w.pass, w.session = &p, newSession(&p)
			err = m.place(w.session)
		}
		if err == nil {
			err = errSeated
		}
		w.release(err)
	}
}

// isNotYet reports whether a spectator may come as soon as the queue has said who may watch.
func isNotYet(err error) bool {
	var r *table.Refusal
	return errors.As(err, &r) && r.Reason == wire.ShuttingDown
}

// tendWarm ends the warm links of matches that this shard no longer stands by for.
func (s *Server) tendWarm() {
	look := time.NewTicker(standEvery)
	defer look.Stop()
	for doubtful := map[string]bool{}; ; {
		select {
		case <-s.running.Done():
			return
		case <-look.C:
			doubtful = s.releaseWarm(doubtful)
		}
	}
}

// releaseWarm ends the links of matches that the shard neither runs nor stands by for, and did not at the last look
// either: while a match comes here it is neither for a moment.
func (s *Server) releaseWarm(before map[string]bool) (doubtful map[string]bool) {
	doubtful = map[string]bool{}
	for _, match := range s.warm.names() {
		m, why := s.find(match)
		if m != nil || s.shard.standing(match) {
			continue
		}
		if doubtful[match] = true; !before[match] {
			continue
		}
		for _, w := range s.warm.of(match) {
			if s.warm.out(w) {
				w.release(noStandby(match, why))
			}
		}
	}
	return doubtful
}
