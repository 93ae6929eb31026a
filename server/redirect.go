package server

import (
	"context"

	"muster/server/wire"
)

// redirect asks the registry where a match that does not run here was last seen; nil if that is here, or unknown. The
// other shard decides whether it lives there: it may send the player on.
func (s *Server) redirect(match string) *wire.Redirect {
	if s.cfg.Registry == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.running, askWithin)
	defer cancel()
	head, known, err := s.cfg.Registry.FindHead(ctx, match)
	if err != nil || !known || head.Shard == s.cfg.ID {
		return nil // players ask the queue then
	}
	return s.at(head.Shard)
}

// at is where players reach a shard; nil if the registry does not know.
func (s *Server) at(shard string) *wire.Redirect {
	ctx, cancel := context.WithTimeout(s.running, askWithin)
	defer cancel()
	shards, err := s.cfg.Registry.Shards(ctx)
	if err != nil {
		return nil
	}
	for _, there := range shards {
		if there.ID == shard {
			return &wire.Redirect{
				Addr: there.Addr, CertHash: there.CertHash, Others: there.Others, WebHashes: there.WebHashes,
			}
		}
	}
	return nil
}

// movedError is why somebody is not let in whose match lives elsewhere.
type movedError struct{ to *wire.Redirect }

func (m *movedError) Error() string { return "the match lives at " + m.to.Addr }

// sendRedirect sends a link to where its match runs.
func (s *Server) sendRedirect(conn wire.Conn, to *wire.Redirect) {
	ctx, cancel := context.WithTimeout(context.Background(), lingerFor)
	defer cancel()
	if conn.Send(ctx, to) == nil {
		s.counts.Redirects.Add(1)
		select { // the client goes when it has read it
		case <-conn.Done():
		case <-ctx.Done():
		}
	}
	conn.Close(wire.Left, "the match lives elsewhere")
}

// redirectAll sends everybody of a match that stopped here to where it runs now, if that is known.
func (m *match) redirectAll(to *wire.Redirect) {
	if to == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for s := range m.sessions {
		s.Send(to)
		s.End(wire.ShuttingDown, "the match lives elsewhere now")
		m.srv.counts.Redirects.Add(1)
	}
}
