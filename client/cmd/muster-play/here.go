package main

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"muster/ai"
	"muster/assets"
	"muster/client"
	"muster/client/screen/host"
	"muster/server/embedded"
)

// here plays on a whole server inside this program. Each match gets a server of its own, which ends when the match is
// left: commanders would fight it out for nobody.
type here struct {
	over
	set     *assets.Set
	offers  []string
	levels  []string
	seed    uint64 // of chance; 0 for another each time
	replays *replays

	mu     sync.Mutex
	server *embedded.Server // of the running match; nil for none
	name   string           // that its replay is kept under
	said   *intended        // by its commanders
}

// ladder is the order in which the program's own battles are offered: the small ones first, they are easier to take in.
var ladder = []string{"duel", "village", "ridge", "arena", "keep", "convoy", "crossing", "front"}

// offered puts what was given besides them first: whoever brings a battle wants to play it.
func offered(names []string) []string {
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(slices.Index(ladder, a), slices.Index(ladder, b)) })
	return names
}

// Scenarios are those that the program carries or was given.
func (h *here) Scenarios() []string { return h.offers }

// Levels are those of the assets.
func (h *here) Levels() []string { return h.levels }

// Start begins a match in the first seat; commanders lead the others.
func (h *here) Start(ctx context.Context, c host.Choice) (host.Match, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.end(); err != nil {
		return nil, err
	}
	said := &intended{}
	cfg := embedded.Config{Scenarios: h.set.Setup, Explained: said.tell, Log: h.log, Catch: h.guard.Catch}
	if c.Level != "" {
		style, err := h.set.Style(c.Level)
		if err != nil {
			return nil, err
		}
		cfg.Commander = ai.Make(style)
	}
	s, err := embedded.Open(cfg)
	if err != nil {
		return nil, err
	}
	h.server, h.said, h.name = s, said, nameOf(c.Scenario, time.Now())
	seed := h.seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	m, err := s.Play(ctx, c.Scenario, seed, 0, c.Name)
	if err != nil {
		return nil, err
	}
	return &own{m, h, s}, nil
}

// own is a match whose server ends with it.
type own struct {
	*client.Client
	here   *here
	server *embedded.Server
}

// Pace slows the match down, or lets it stand still: nobody else plays it.
func (o *own) Pace(percent int) { o.server.Pace(percent) }

// Close leaves the match, keeps its replay and ends it.
func (o *own) Close() error {
	err := o.Client.Close()
	o.here.mu.Lock()
	defer o.here.mu.Unlock()
	if o.here.server == o.server { // else another match has begun, and ended this one
		err = errors.Join(err, o.here.end())
	}
	return err
}

// keep writes the replay of the match that runs, or has just ended.
func (h *here) keep() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.server == nil {
		return nil
	}
	return h.replays.keep(h.name, h.server.Journal(), h.said.file())
}

func (h *here) end() error {
	if h.server == nil {
		return nil
	}
	kept, err := h.replays.keep(h.name, h.server.Journal(), h.said.file()), h.server.Close()
	h.server = nil
	if errors.Is(err, context.Canceled) {
		err = nil // that is how it ends
	}
	return errors.Join(kept, err)
}

// Close ends the match that runs.
func (h *here) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.end()
}
