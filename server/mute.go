package server

import (
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// mutes are the players whom nobody hears, and until when. The queue tells of each with the seat that it offers, and of
// all who sit in a match when that was resumed or taken over.
type mutes struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (m *mutes) set(player string, until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !until.After(wallclock.Now()) {
		delete(m.until, player)
		return
	}
	if m.until == nil || len(m.until) >= maxMuted {
		m.until = map[string]time.Time{}
	}
	m.until[player] = until
}

func (m *mutes) has(player string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return now.Before(m.until[player])
}

func (s *Server) mute(w http.ResponseWriter, r *http.Request) {
	var o api.MutePlayer
	if read(w, r, &o) {
		s.mutes.set(cut(chi.URLParam(r, "player")), o.Until)
		w.WriteHeader(http.StatusNoContent)
	}
}
