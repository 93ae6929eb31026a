package main

import (
	"context"
	"time"

	"muster/client/screen/host"
	"muster/shard/journal"
)

// List are the matches that may be gone on with; what is played now is none.
func (h *here) List() ([]host.Save, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.saves.list(h.name)
}

// Continue goes on with one.
func (h *here) Continue(ctx context.Context, id, name string) (host.Match, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.end(); err != nil {
		return nil, err
	}
	p := h.saves.at(id)
	if err := h.open(p.choice, p.name, h.replays.intended(p.name), &p); err != nil {
		return nil, err
	}
	h.lesson = false // they are begun again
	m, err := h.server.Resume(ctx, 0, name)
	c := p.choice
	c.Name = name
	return h.played(ctx, c, m, err)
}

// Delete forgets one.
func (h *here) Delete(id string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.saves.remove(id)
}

// room is where a new match is kept; nil where nothing can be: then it is played all the same, and kept in memory.
// Lessons are short and are begun again.
func (h *here) room(c host.Choice) *place {
	if h.isLesson(c.Scenario) {
		return nil
	}
	p, err := h.saves.make(c, time.Now())
	if err != nil {
		h.Log.Warn("the match is kept in memory alone", "error", err)
		return nil
	}
	return &p
}

// files opens a match's journal on disk.
func (p *place) files() (journal.Store, journal.Sidecar, error) {
	f, err := journal.OpenFiles(p.journal())
	if err != nil {
		return nil, nil, err // and no Store that holds a nil
	}
	return f, p.sidecar(), nil
}
