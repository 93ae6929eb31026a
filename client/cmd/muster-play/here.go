package main

import (
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
	"muster/client/screen/join"
	"muster/game"
	"muster/server"
	"muster/server/embedded"
	"muster/shard/journal"
	"muster/shard/replay"
)

// here plays on a whole server inside this program. Each match gets a server of its own, which ends when the match is
// left: commanders would fight it out for nobody.
type here struct {
	join.Network
	set     *assets.Set
	offers  []string
	levels  []string
	seed    uint64 // of chance; 0 for another each time
	replays *replays
	saves   *saves

	mu     sync.Mutex
	server *embedded.Server // of the running match; nil for none
	name   string           // that its replay, and its directory, are kept under
	lesson bool             // it teaches
	said   *intended        // by its commanders
}

// Scenarios are those that the program carries or was given.
func (h *here) Scenarios() []string { return h.offers }

// isLesson distinguishes a scenario that teaches from one that is offered to be played.
func (h *here) isLesson(scenario string) bool { return slices.Contains(h.set.Lessons(), scenario) }

// Levels are those of the assets.
func (h *here) Levels() []string { return h.levels }

// Setup is one of them.
func (h *here) Setup(scenario string) (*game.Setup, error) { return h.set.Setup(scenario) }

// Start begins a match in the first seat; commanders lead the others, or, at a table, a second player one of them.
func (h *here) Start(ctx context.Context, c host.Choice) (host.Match, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.end(); err != nil {
		return nil, err
	}
	p, name := h.room(c), nameOf(c.Scenario, time.Now())
	if p != nil {
		name = p.name
	}
	if err := h.open(c, name, nil, p); err != nil {
		return nil, err
	}
	h.lesson = h.isLesson(c.Scenario)
	seed := h.seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	m, err := h.server.Play(ctx, c.Scenario, seed, 0, c.Name)
	return h.played(ctx, c, m, err)
}

// open opens the server of a match, on its directory or in memory. said is what its commanders intended before.
func (h *here) open(c host.Choice, name string, said []byte, p *place) (err error) {
	cfg := embedded.Config{Scenarios: h.set.Setup, Log: h.Log, Catch: h.Guard.Catch}
	if c.Table {
		cfg.Scenarios = h.unhurried
	}
	if c.Level != "" {
		style, err := h.set.Style(c.Level)
		if err != nil {
			return err
		}
		cfg.Commander = server.Everywhere(ai.Make(style))
	}
	if p != nil {
		if cfg.Store, cfg.Sidecar, err = p.files(); err != nil {
			return err
		}
	}
	h.said = newIntended(said)
	cfg.Explained = h.said.record
	if h.server, err = embedded.Open(cfg); err != nil {
		h.server = nil
		return err
	}
	h.name = name
	return nil
}

// played is the match that was begun; one that nobody could enter ends.
func (h *here) played(ctx context.Context, c host.Choice, m *client.Client, err error) (host.Match, error) {
	if err != nil {
		return nil, errors.Join(err, h.end())
	}
	one := &own{m, h, h.server}
	if !c.Table {
		return one, nil
	}
	other, err := h.server.Resume(ctx, opposite(m.Setup()), c.Name+" 2")
	if err != nil {
		return nil, errors.Join(err, m.Close(), h.end())
	}
	return &shared{one, other}, nil
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

// saveReplay writes the replay of the match that runs, or has just ended.
func (h *here) saveReplay() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.server == nil {
		return nil
	}
	return h.record()
}

// record writes the replay. A lesson is over when all in it was done, and its match goes on then: such a match, and one
// of a lesson that was left, is none to be watched again.
func (h *here) record() error {
	from := h.server.Journal()
	if h.lesson && !ended(from) {
		return nil
	}
	return h.replays.keepPlayed(h.name, from, h.said.file())
}

// ended reports whether a server's one match has come to its end.
func ended(from journal.Store) bool {
	zones, err := from.Zones()
	if err != nil || len(zones) == 0 {
		return false
	}
	recs, durable, err := from.Read(zones[0], 1)
	if err != nil {
		return false
	}
	s, err := replay.Summarize(zones[0], recs[:min(uint64(len(recs)), durable)])
	return err == nil && s.Ended
}

// end ends the match that runs. Its journal stays if it is not over: it may be gone on with.
func (h *here) end() error {
	if h.server == nil {
		return nil
	}
	kept, err := h.record(), h.server.Close()
	name := h.name
	h.server, h.name = nil, ""
	if errors.Is(err, context.Canceled) {
		err = nil // that is how it ends
	}
	if p := h.saves.at(name); kept == nil && err == nil {
		if l := p.readJournal(); l.over() {
			err = h.saves.remove(name)
		}
	}
	return errors.Join(kept, err)
}

// Close ends the match that runs.
func (h *here) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.end()
}
