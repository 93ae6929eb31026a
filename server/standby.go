package server

import (
	"slices"

	"muster/server/wire"
	"muster/shard"
	"muster/shard/registry"
)

// standby is the shard that goes on with a match should this one fail or hand it over; zero for none.
type standby struct {
	wire.Standby
	began int64 // another process there has forgotten what the one before held
}

func (s *standby) same(o *standby) bool {
	return s.Addr == o.Addr && s.began == o.began && slices.Equal(s.CertHash, o.CertHash) &&
		slices.Equal(s.Others, o.Others) && slices.Equal(s.WebHashes, o.WebHashes)
}

// SetStandby says which shard stands by for a match that runs here; nil for none. Its sessions are told when that
// changes, and those that come later with their Welcome. It may be called every second.
func (s *Server) SetStandby(match string, at *registry.Shard) {
	m := s.runs(match)
	if m == nil {
		return
	}
	var now standby
	if at != nil {
		there := wire.Standby{Addr: at.Addr, CertHash: at.CertHash, Others: at.Others, WebHashes: at.WebHashes}
		now = standby{there, at.Began}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.standby.same(&now) {
		m.standby = now
		m.table.SetStandby(now.Standby)
	}
}

// Sessions is how many clients of a match that runs here can hold a warm link at its standby.
func (s *Server) Sessions(match string) (n int) {
	m := s.runs(match)
	if m == nil {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for ses := range m.sessions {
		if ses.participant.HasStandbys() {
			n++
		}
	}
	return n
}

// Inherit takes up a match that the shard took over as its standby: those who hold warm links have their places with
// its first publication. It is for shard.Config.Inherited.
func (s *Server) Inherit(h *shard.Host) { s.adopt(h) }

// runs is a match that runs here, nil for one that does not.
func (s *Server) runs(id string) *match {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.matches[id]
}
