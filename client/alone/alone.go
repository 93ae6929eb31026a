// Package alone is playing alone, on a whole server in the player's own program: matches against commanders, those that
// were left and can be gone on with, and the replays of all of them. They are kept in a directory, as journals, so that
// however the program ends nothing of them is lost:
//
//	matches/SCENARIO.TIME/   those that have not ended; see saves.go
//	replays/SCENARIO.TIME.replay
//
// It has no window. The desktop game enters its matches by links in memory; a page in a browser keeps this room in a
// worker, and its links go there and back (client/inside).
package alone

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"muster/assets"
	"muster/client/screen/host"
	"muster/game"
	"muster/server/embedded"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Config is what Open needs.
type Config struct {
	Assets *assets.Set
	Dir    string       // that all is kept under; it is made when something is
	Seed   uint64       // of chance; 0 for another each time
	Log    *slog.Logger // may be nil
	Catch  func()       // as client.Config has it; may be nil
	// Rehearse is a program that is compiled while it runs, as in a browser: see rehearse.
	Rehearse bool
}

// Matches are those that are played alone, one at a time. Each gets a server of its own, which ends when the match is
// left: commanders would fight it out for nobody. Any goroutine may call its methods.
type Matches struct {
	cfg     Config
	replays *Replays
	saves   *saves

	mu     sync.Mutex
	server *embedded.Server // of the running match; nil for none
	name   string           // that its replay, and its directory, are kept under
	lesson bool             // it teaches
	said   *intended        // by its commanders
}

// Open opens what is kept in a directory. It does not read it yet.
func Open(cfg Config) *Matches {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	m := &Matches{cfg: cfg, replays: &Replays{dir: filepath.Join(cfg.Dir, "replays")}}
	m.replays.fresh = m.saveReplay
	m.saves = &saves{filepath.Join(cfg.Dir, "matches"), m.replays, cfg.Log}
	return m
}

// Replays are those of all that was played, and what was added to them.
func (m *Matches) Replays() *Replays { return m.replays }

// isLesson distinguishes a scenario that teaches from one that is offered to be played.
func (m *Matches) isLesson(scenario string) bool {
	return slices.Contains(m.cfg.Assets.Lessons(), scenario)
}

// Setup is a scenario that can be played.
func (m *Matches) Setup(scenario string) (*game.Setup, error) { return m.cfg.Assets.Setup(scenario) }

// Begin begins a match in the first seat; commanders lead the others, or, at a table, a second player one of them. It
// ends the one that runs.
func (m *Matches) Begin(ctx context.Context, c host.Choice) (*Match, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.end(); err != nil {
		return nil, err
	}
	m.rehearse(ctx, c)
	p, name := m.room(c), nameOf(c.Scenario, time.Now())
	if p != nil {
		name = p.name
	}
	if err := m.open(c, name, nil, p); err != nil {
		return nil, err
	}
	m.lesson = m.isLesson(c.Scenario)
	seed := m.cfg.Seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	var others []int
	if c.Table {
		setup, err := m.Setup(c.Scenario)
		if err != nil {
			return nil, errors.Join(err, m.end())
		}
		others = append(others, opposite(setup))
	}
	seat, err := m.server.Begin(ctx, c.Scenario, seed, 0, c.Name, others...)
	return m.seated(c, seat, err)
}

// Continue goes on with one that was left, for the player who is called name. It ends the one that runs.
func (m *Matches) Continue(id, name string) (*Match, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.end(); err != nil {
		return nil, err
	}
	p := m.saves.at(id)
	m.rehearse(context.Background(), p.choice)
	if err := m.open(p.choice, p.name, m.replays.intended(p.name), &p); err != nil {
		return nil, err
	}
	m.lesson = false // they are begun again
	c := p.choice
	c.Name = name
	seat, err := m.server.Resume(0, name)
	return m.seated(c, seat, err)
}

// Saves are the matches that may be gone on with; what is played now is none. See host.Saves.
func (m *Matches) Saves() ([]host.Save, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.saves.list(m.name)
}

// Delete forgets one; its replay stays.
func (m *Matches) Delete(id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.saves.remove(id)
}

// open opens the server of a match, on its directory or in memory. said is what its commanders intended before.
func (m *Matches) open(c host.Choice, name string, said []byte, p *place) error {
	cfg, err := m.commanded(c)
	if err != nil {
		return err
	}
	if p != nil {
		if cfg.Store, cfg.Sidecar, err = p.files(); err != nil {
			return err
		}
	}
	m.said = newIntended(said)
	cfg.Explained = m.said.record
	if m.server, err = embedded.Open(cfg); err != nil {
		m.server = nil
		return err
	}
	m.name = name
	return nil
}

// room is where a new match is kept; nil where nothing can be: then it is played all the same, and kept in memory.
// Lessons are short and are begun again.
func (m *Matches) room(c host.Choice) *place {
	if m.isLesson(c.Scenario) {
		return nil
	}
	p, err := m.saves.make(c, time.Now())
	if err != nil {
		m.cfg.Log.Warn("the match is kept in memory alone", "error", err)
		return nil
	}
	return &p
}

// seated is the match that was begun; one that there is no seat in ends.
func (m *Matches) seated(c host.Choice, seat *embedded.Invitation, err error) (*Match, error) {
	if err != nil {
		return nil, errors.Join(err, m.end())
	}
	return &Match{m, m.server, seat, c}, nil
}

// saveReplay writes the replay of the match that runs, or has just ended.
func (m *Matches) saveReplay() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.server == nil {
		return nil
	}
	return m.record()
}

// record writes the replay. A lesson is over when all in it was done, and its match goes on then: such a match, and one
// of a lesson that was left, is none to be watched again.
func (m *Matches) record() error {
	from := m.server.Journal()
	if m.lesson && !ended(from) {
		return nil
	}
	return m.replays.keepPlayed(m.name, from, m.said.file())
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
func (m *Matches) end() error {
	if m.server == nil {
		return nil
	}
	kept, err := m.record(), m.server.Close()
	name := m.name
	m.server, m.name = nil, ""
	if errors.Is(err, context.Canceled) {
		err = nil // that is how it ends
	}
	if p := m.saves.at(name); kept == nil && err == nil {
		if l := p.readJournal(); l.over() {
			err = m.saves.remove(name)
		}
	}
	return errors.Join(kept, err)
}

// Close ends the match that runs.
func (m *Matches) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.end()
}
