package server

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/go-chi/chi/v5"

	"muster/server/wire"
)

// ErrNoReplay is what Config.Replay answers for a match of which no replay is kept here.
var ErrNoReplay = errors.New("no replay of it is kept here")

// sendReplay sends the replay of a match that has ended, as replay.File exports it.
func (s *Server) sendReplay(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	if z, _ := s.shard.find(id); z != nil { // its result is told a moment before its journal is closed
		problem(w, http.StatusServiceUnavailable, "match %s has not ended yet", cut(id))
		return
	}
	f, info, err := s.replay(r, id)
	switch {
	case errors.Is(err, ErrNoReplay):
		problem(w, http.StatusNotFound, "match %s: %v", cut(id), err)
		return
	case err != nil:
		problem(w, http.StatusServiceUnavailable, "the replay of match %s: %v", cut(id), err)
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", info.ModTime(), f)
}

func (s *Server) replay(r *http.Request, id string) (*os.File, os.FileInfo, error) {
	if s.cfg.Replay == nil || id == "" || cut(id) != id {
		return nil, nil, ErrNoReplay
	}
	f, err := s.cfg.Replay(r.Context(), id)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("measure the file: %w", err), f.Close())
	}
	return f, info, nil
}

// tellSaid tells the queue what was written in a match, for a moderator.
func (s *Server) tellSaid(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	if s.cfg.Said == nil || id == "" || cut(id) != id {
		problem(w, http.StatusNotFound, "match %s: %v", cut(id), ErrNoReplay)
		return
	}
	said, err := s.cfg.Said(r.Context(), id)
	switch {
	case errors.Is(err, ErrNoReplay):
		problem(w, http.StatusNotFound, "match %s: %v", cut(id), err)
	case err != nil:
		problem(w, http.StatusServiceUnavailable, "the records of match %s: %v", cut(id), err)
	default:
		answer(w, said)
	}
}

// sendSoFar sends the records of a match that runs, as late as its spectators are.
func (s *Server) sendSoFar(w http.ResponseWriter, r *http.Request, m *match) {
	t, latest := m.terms.Load(), m.zone.Latest()
	switch {
	case s.cfg.SoFar == nil:
		problem(w, http.StatusNotFound, "match %s: %v", m.id, ErrNoReplay)
		return
	case t == nil || latest == nil || latest.Tick <= t.ticks:
		problem(w, http.StatusServiceUnavailable, "match %s is not as old yet as its spectators are late", m.id)
		return
	}
	b, err := s.cfg.SoFar(r.Context(), m.id, latest.Tick-t.ticks)
	if err != nil {
		problem(w, http.StatusServiceUnavailable, "the records of match %s: %v", m.id, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b) // the reader is gone if this fails
}

// sendSight sends what happens in a match now. It is the one way on which all of that leaves a shard without delay.
func (s *Server) sendSight(w http.ResponseWriter, _ *http.Request, m *match) {
	latest := m.zone.Latest()
	if latest == nil || len(latest.Views) != len(m.views) {
		problem(w, http.StatusServiceUnavailable, "nothing has happened in match %s yet", m.id)
		return
	}
	out := wire.NewOutgoing()
	out.Publish(latest.Views[len(latest.Views)-1])
	b := wire.Sight{Setup: m.packed(), Frame: out.Frame(wire.Ack{})}.Append(nil)
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b) // the reader is gone if this fails
}

// keepReplay keeps a copy of a replay for another shard, which then gives the match's records up.
func (s *Server) keepReplay(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	if id == "" || cut(id) != id {
		problem(w, http.StatusNotFound, "match %s: %v", cut(id), ErrNoReplay)
		return
	}
	kept, err := s.cfg.KeepReplay(r.Context(), id)
	switch {
	case errors.Is(err, ErrNoReplay):
		problem(w, http.StatusNotFound, "match %s: %v", cut(id), err)
	case err != nil:
		problem(w, http.StatusServiceUnavailable, "the replay of match %s: %v", cut(id), err)
	default:
		answer(w, kept)
	}
}
