package main

import (
	"context"

	"muster/client/alone"
	"muster/client/screen/host"
	"muster/client/screen/join"
	"muster/game"
)

// here plays alone on a server inside this program, and joins matches elsewhere.
type here struct {
	join.Network
	matches *alone.Matches
	offers  []string
	levels  []string
}

// open makes the Host of matches that are kept beside the settings. It closes the match that is played.
func open(cfg alone.Config, to join.Network) *here {
	levels, _ := cfg.Assets.Levels() // what is wrong with them is told when one is played against
	return &here{
		Network: to, matches: alone.Open(cfg), offers: host.Offered(cfg.Assets.Scenarios()), levels: levels,
	}
}

// Scenarios are those that the program carries or was given.
func (h *here) Scenarios() []string { return h.offers }

// Levels are those of the assets.
func (h *here) Levels() []string { return h.levels }

// Setup is one of them.
func (h *here) Setup(scenario string) (*game.Setup, error) { return h.matches.Setup(scenario) }

// Start begins a match in the first seat; commanders lead the others, or, at a table, a second player one of them.
func (h *here) Start(ctx context.Context, c host.Choice) (host.Match, error) {
	m, err := h.matches.Begin(ctx, c)
	if err != nil {
		return nil, err
	}
	return m.Enter(ctx)
}

// List are the matches that may be gone on with.
func (h *here) List() ([]host.Save, error) { return h.matches.Saves() }

// Continue goes on with one.
func (h *here) Continue(ctx context.Context, id, name string) (host.Match, error) {
	m, err := h.matches.Continue(id, name)
	if err != nil {
		return nil, err
	}
	return m.Enter(ctx)
}

// Delete forgets one.
func (h *here) Delete(id string) error { return h.matches.Delete(id) }

// Close ends the match that runs.
func (h *here) Close() error { return h.matches.Close() }

var (
	_ host.Tables = (*here)(nil)
	_ host.Saves  = (*here)(nil)
)
