package server

import "muster/server/wire"

// Drain takes the shard out of use: it opens no more matches, and who plays is told. Matches that run go on.
func (s *Server) Drain() { s.drain(true) }

func (s *Server) drain(on bool) {
	if s.draining.Swap(on) == on {
		return
	}
	if s.cfg.Drained != nil {
		s.cfg.Drained()
	}
	if on {
		s.notify(&wire.Notice{Key: "shard.draining"})
	}
}

// Draining reports whether the shard was taken out of use.
func (s *Server) Draining() bool { return s.draining.Load() }

// Players is how many sessions there are, spectators with them.
func (s *Server) Players() (n int) {
	for _, m := range s.all() {
		m.mu.Lock()
		n += len(m.sessions)
		m.mu.Unlock()
	}
	return n
}

// notify sends a message to every session.
func (s *Server) notify(news wire.Message) {
	for _, m := range s.all() {
		m.mu.Lock()
		for ses := range m.sessions {
			if ses.seated() {
				ses.Send(news)
			}
		}
		m.mu.Unlock()
	}
}
