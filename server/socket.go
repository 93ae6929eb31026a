package server

import (
	"net/http"
	"net/netip"

	"muster/matchmaker/api"
	"muster/server/wire"
)

// takeSocket lets a browser in that a matchmaker brings: over the WebSocket that this request becomes it has a link
// like any other. Its address is the one that the matchmaker tells.
func (s *Server) takeSocket(w http.ResponseWriter, r *http.Request) {
	remote := r.Header.Get(api.ClientHeader)
	if _, err := netip.ParseAddrPort(remote); err != nil {
		problem(w, http.StatusUnprocessableEntity, "%s: the client's address and port are needed", api.ClientHeader)
		return
	}
	conn, err := s.cfg.Socket(w, r, remote)
	if err != nil {
		return // it was answered
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		go conn.Close(wire.ShuttingDown, "")
		return
	}
	s.work.Go(func() { s.welcome(s.running, conn) })
}
