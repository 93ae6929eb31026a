package server

import "time"

// RoundTrips is how long a packet takes to the player of each seat of a match and back, as their links measure it now;
// 0 where nobody is there or nothing was measured.
func (s *Server) RoundTrips(match string) []time.Duration {
	s.mu.Lock()
	m := s.matches[match]
	s.mu.Unlock()
	if m == nil {
		return nil
	}
	return m.roundTrips()
}

func (m *match) roundTrips() []time.Duration {
	all := make([]time.Duration, len(m.setup.Scenario.Seats))
	m.mu.Lock()
	defer m.mu.Unlock()
	for s := range m.sessions {
		if at := s.participant.Seat; at >= 0 && at < len(all) {
			all[at] = s.roundTrip()
		}
	}
	return all
}

func (s *session) roundTrip() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return 0
	}
	return time.Duration(s.conn.Stats().RTTMicros) * time.Microsecond
}
