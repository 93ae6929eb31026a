package server

import (
	"net/http"
	"time"

	"muster/matchmaker/api"
)

// listPresence reports who is there, of those who have a seat in a match that runs here.
func (s *Server) listPresence(w http.ResponseWriter, _ *http.Request) {
	now := time.Now()
	all := append([]api.Presence{}, s.absentees(now)...)
	for _, m := range s.all() {
		all = append(all, m.presence(now)...)
	}
	answer(w, all)
}

// presence reports who is there, of those whose seats the queue has told of. Whoever has not come yet is away from when
// that was first asked for.
func (m *match) presence(now time.Time) (all []api.Presence) {
	m.mu.Lock()
	defer m.mu.Unlock()
	away := map[int64]time.Time{}
	for _, v := range m.table.Presence() {
		p := api.Presence{Stint: v.Stint, Here: v.Here, Turn: v.Turn, Plans: v.Plans, Waits: v.Waits}
		if v.Until > 0 {
			p.Due = time.UnixMilli(int64(v.Until))
		}
		if v.Here {
			all = append(all, p)
			continue
		}
		since, known := m.away[v.Stint]
		if !known {
			since = now
		}
		away[v.Stint] = since
		p.Away = int64(now.Sub(since) / time.Second)
		all = append(all, p)
	}
	m.away = away
	return all
}
