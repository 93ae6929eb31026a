package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"muster/shard"
)

// takeOver goes on with a match of another shard, which the queue believes gone. Whether it is does not matter: the
// journal fences it off. It answers when the match goes on here, and at once when it did already.
func (s *Server) takeOver(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	if s.draining.Load() {
		problem(w, http.StatusServiceUnavailable, "this shard takes nothing over: it drains")
		return
	}
	z, err := s.shard.takeOver(r.Context(), id)
	switch {
	case errors.Is(err, shard.ErrAsleep): // it sleeps here now
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, shard.ErrEnded):
		if result, known := s.shard.ended(id); known { // whoever ran it is gone, and may not have told
			s.work.Go(func() { s.report(id, result) })
		}
		problem(w, http.StatusGone, "match %s has ended", cut(id))
	case s.absent(w, id, err):
		s.log.Warn("match not taken over", "match", id, "why", err)
	case err != nil:
		s.log.Error("match not taken over", "match", id, "why", err)
		problem(w, http.StatusServiceUnavailable, "match %s: %v", cut(id), err)
	case s.adopt(z) == nil:
		problem(w, http.StatusServiceUnavailable, "this shard shuts down")
	default:
		s.log.Info("match taken over", "match", id)
		w.WriteHeader(http.StatusNoContent)
	}
}

// TakeOver goes on with a match, whoever runs it now, and lets its players in.
func (s *Server) TakeOver(ctx context.Context, match string) error {
	if s.draining.Load() {
		return errors.New("this shard takes nothing over: it drains")
	}
	z, err := s.shard.takeOver(ctx, match)
	if errors.Is(err, shard.ErrAsleep) {
		return nil
	}
	if err == nil && s.adopt(z) == nil {
		err = errors.New("this shard shuts down")
	}
	return err
}
