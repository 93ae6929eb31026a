package rest

import (
	"net/http"
	"time"
)

// refuseLate keeps whoever asks too much waiting for the refusal. A caller who minds Retry-After loses nothing by it;
// one who does not would ask again at once, and thousands of refusals a second cost those who play
// more than what they refuse.
func (s *Server) refuseLate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&lateRefusal{w, s, r}, r)
	})
}

// lateRefusal is an answer that comes late if it is a refusal.
type lateRefusal struct {
	http.ResponseWriter
	s *Server
	r *http.Request
}

func (h *lateRefusal) WriteHeader(status int) {
	if status == http.StatusTooManyRequests {
		late := time.NewTimer(h.s.refuseAfter)
		defer late.Stop()
		select {
		case <-late.C:
		case <-h.r.Context().Done():
		case <-h.s.closing:
		}
	}
	h.ResponseWriter.WriteHeader(status)
}

func (h *lateRefusal) Unwrap() http.ResponseWriter { return h.ResponseWriter }
