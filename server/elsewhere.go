package server

import (
	"context"

	"muster/server/wire"
)

// elsewhere asks the registry where a match was last seen that does not run here; nil if that is here, or unknown. The
// other shard decides whether it lives there: it may send the player on.
func (s *Server) elsewhere(match string) *wire.Redirect {
	if s.cfg.Registry == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.running, askWithin)
	defer cancel()
	head, known, err := s.cfg.Registry.FindHead(ctx, match)
	if err != nil || !known || head.Shard == s.cfg.ID {
		return nil // players ask the queue then
	}
	shards, err := s.cfg.Registry.Shards(ctx)
	if err != nil {
		return nil
	}
	for _, there := range shards {
		if there.ID == head.Shard {
			return &wire.Redirect{Addr: there.Addr, CertHash: there.CertHash, Others: there.Others}
		}
	}
	return nil
}

// moved is why somebody is not let in whose match lives elsewhere.
type moved struct{ to *wire.Redirect }

func (m *moved) Error() string { return "the match lives at " + m.to.Addr }

// sendOn tells a link where its match lives.
func (s *Server) sendOn(conn wire.Conn, to *wire.Redirect) {
	ctx, cancel := context.WithTimeout(context.Background(), lingerFor)
	defer cancel()
	if conn.Send(ctx, to) == nil {
		s.metrics.redirects.Inc()
		select { // the client goes when it has read it
		case <-conn.Done():
		case <-ctx.Done():
		}
	}
	conn.Close(wire.Left, "the match lives elsewhere")
}

// sendAllOn tells everybody of a match that stopped here where it lives now, if that is known.
func (m *match) sendAllOn() {
	to := m.srv.elsewhere(m.id)
	if to == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for s := range m.sessions {
		s.Send(to)
		s.End(wire.ShuttingDown, "the match lives elsewhere now")
		m.srv.metrics.redirects.Inc()
	}
}
