package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"muster/matchmaker/api"
	"muster/server/wire"
)

// ErrStays is what the error about a match wraps that was to be handed over and goes on here.
var ErrStays = errors.New("the match stays here")

// HandOver has another shard go on with a match that runs here; with no name, whichever stands by for it. It tells
// which one does.
func (s *Server) HandOver(ctx context.Context, match, to string) (at string, err error) {
	if s.cfg.HandOver == nil {
		return "", fmt.Errorf("%w: no other shard stands by; that needs a shared journal, the cluster's key "+
			"and --standby one", ErrStays)
	}
	return s.cfg.HandOver(ctx, match, to)
}

// answerHandOver answers when another shard goes on with the match: 409 when it stays here, with the reason.
func (s *Server) answerHandOver(w http.ResponseWriter, r *http.Request, m *match) {
	var o api.HandOver
	if r.ContentLength != 0 && !read(w, r, &o) {
		return
	}
	at, err := s.HandOver(r.Context(), m.id, o.To)
	switch {
	case errors.Is(err, ErrStays):
		s.log.Warn("match not handed over", "match", m.id, "to", cut(o.To), "why", err)
		problem(w, http.StatusConflict, "match %s: %v", m.id, err)
	case err != nil:
		s.log.Error("match not handed over", "match", m.id, "to", cut(o.To), "why", err)
		problem(w, http.StatusServiceUnavailable, "match %s: %v", m.id, err)
	default:
		answer(w, api.HandOver{To: at})
	}
}

// goesOn waits until the registry knows who goes on with a match that was handed over, and says where that is. It may
// be here again. It is nil when nobody is known to.
func (m *match) goesOn() *wire.Redirect {
	for until := time.Now().Add(goesOnWithin); ; time.Sleep(goesOnEvery) {
		if to := m.srv.redirect(m.id); to != nil {
			return to
		}
		if now := m.srv.runs(m.id); now != nil && now != m {
			return m.srv.at(m.srv.cfg.ID)
		}
		if time.Now().After(until) || m.srv.running.Err() != nil {
			return nil
		}
	}
}
