package main

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"

	"muster/assets"
	"muster/client/screen/host"
	"muster/server/embedded"
)

// here plays on a whole server inside this program. Each match gets a server of its own: one that was left would be
// fought on by commanders until its clock ran out, for nobody.
type here struct {
	flags *flags
	log   *slog.Logger

	mu     sync.Mutex
	server *embedded.Server // of the running match; nil before the first
}

// Scenarios are those that the program carries.
func (h *here) Scenarios() []string { return assets.Embedded().Scenarios() }

// Start begins a match in the first seat; commanders lead the others.
func (h *here) Start(ctx context.Context, c host.Choice) (host.Match, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.end(); err != nil {
		return nil, err
	}
	s, err := embedded.Open(embedded.Config{Scenarios: assets.Embedded().Setup, Log: h.log})
	if err != nil {
		return nil, err
	}
	h.server = s
	seed := h.flags.Seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	return seated(s.Play(ctx, c.Scenario, seed, 0, h.flags.Name))
}

func (h *here) end() error {
	if h.server == nil {
		return nil
	}
	err := h.server.Close()
	h.server = nil
	if errors.Is(err, context.Canceled) {
		return nil // that is how it ends
	}
	return err
}

// Close ends the match that runs.
func (h *here) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.end()
}
