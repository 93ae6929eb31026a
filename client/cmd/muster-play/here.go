package main

import (
	"context"
	"log/slog"
	"math/rand/v2"

	"muster/assets"
	"muster/client/screen/host"
	"muster/server/embedded"
)

// here plays on a whole server inside this program.
type here struct {
	server *embedded.Server
	flags  *flags
}

func newHere(f *flags, log *slog.Logger) (*here, error) {
	s, err := embedded.Open(embedded.Config{Scenarios: assets.Embedded().Setup, Log: log})
	if err != nil {
		return nil, err
	}
	return &here{s, f}, nil
}

// Scenarios are those that the program carries.
func (h *here) Scenarios() []string { return assets.Embedded().Scenarios() }

// Start begins a match in the first seat; commanders lead the others.
func (h *here) Start(ctx context.Context, c host.Choice) (host.Match, error) {
	seed := h.flags.Seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	return seated(h.server.Play(ctx, c.Scenario, seed, 0, h.flags.Name))
}

// Close ends the server and every match in it.
func (h *here) Close() error { return h.server.Close() }
