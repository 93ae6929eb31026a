package server

import (
	"net/http"

	"muster/matchmaker/api"
)

// readLog answers with lines of the process's log.
func (s *Server) readLog(w http.ResponseWriter, r *http.Request) {
	q, err := api.ParseLogQuery(r.URL.Query())
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "%v", err)
		return
	}
	p, err := s.cfg.Logbook.Read(r.Context(), q)
	if err != nil {
		problem(w, http.StatusServiceUnavailable, "the log cannot be read now: %v", err)
		return
	}
	answer(w, p)
}

// setLogLevel has the process log more or less.
func (s *Server) setLogLevel(w http.ResponseWriter, r *http.Request) {
	var l api.LogLevelRequest
	if !read(w, r, &l) {
		return
	}
	if err := s.cfg.Logbook.SetLevel(l); err != nil {
		problem(w, http.StatusUnprocessableEntity, "%v", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
