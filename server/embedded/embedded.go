// Package embedded is a whole server inside a program: the real shard and the real door, joined to the program's own
// clients by links in memory. There is no queue: the program says who plays what.
package embedded

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"muster/ai"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

const id = "embedded"

// Config is what Open needs.
type Config struct {
	Scenarios func(name string) (*game.Setup, error)
	// as server.Config has it; may be nil
	Explained func(match string, tick game.Tick, seat uint8, squads []ai.Intention)
	// of the seats without a player; nil for ai.New
	Commander server.Commanders
	Log       *slog.Logger // may be nil
	// as client.Config has it; may be nil
	Catch func()
	// of the matches, open, and closed by Close; nil for memory: they live as long as the program
	Store journal.Store
	// what lies beside Store; nil for memory
	Sidecar journal.Sidecar
}

// Server is the whole of it.
type Server struct {
	cfg   Config
	key   ed25519.PrivateKey // signs join tickets in the queue's place
	keys  *server.Keys
	store journal.Store
	shard *shard.Shard
	line  *wire.PipeListener
	stop  context.CancelFunc
	done  chan error
}

// Open starts a server. What its store holds that has not ended goes on: see Resume. When it fails the store is closed.
func Open(cfg Config) (*Server, error) {
	s := &Server{cfg: cfg, store: cfg.Store, line: wire.NewPipeListener(), done: make(chan error, 1)}
	if s.store == nil {
		s.store = journal.NewMemory()
	}
	if err := s.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("open embedded server: %w", err), s.store.Close())
	}
	return s, nil
}

func (s *Server) open() (err error) {
	if _, s.key, err = ed25519.GenerateKey(rand.Reader); err != nil {
		return err
	}
	if s.keys, err = server.NewKeys(); err != nil {
		return err
	}
	if s.shard, err = shard.Open(context.Background(), shard.Config{
		ID: id, Store: s.store, Sidecar: s.cfg.Sidecar, Log: s.cfg.Log,
	}); err != nil {
		return err
	}
	trusted := []ed25519.PublicKey{s.key.Public().(ed25519.PublicKey)}
	door, err := server.New(server.Config{
		ID: id, Shard: s.shard, Listener: s.line, Keys: s.keys, Log: s.cfg.Log, Scenarios: s.cfg.Scenarios,
		Explained: s.cfg.Explained, Commander: s.cfg.Commander,
		JoinKeys: func() []ed25519.PublicKey { return trusted },
	})
	if err != nil {
		return errors.Join(err, s.shard.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	go func() { s.done <- door.Run(ctx) }()
	return nil
}

// Play opens a match of a scenario and takes a seat in it under a name; commanders lead the others. The same seed gives
// the same chances.
func (s *Server) Play(
	ctx context.Context, scenario string, seed uint64, seat int, name string,
) (*client.Client, error) {
	i, err := s.Begin(ctx, scenario, seed, seat, name)
	if err != nil {
		return nil, err
	}
	return i.Enter(ctx)
}

// Begin opens a match as Play does, and leaves it to the caller how the seat is taken. Its first tick waits for a while
// until that is done, and until others have taken further seats (see Resume): no commander plans their first turn.
func (s *Server) Begin(
	ctx context.Context, scenario string, seed uint64, seat int, name string, others ...int,
) (*Invitation, error) {
	return s.begin(ctx, scenario, seed, api.JoinClaims{Seat: seat, Name: name}, append(others, seat)...)
}

// Watch opens a match that commanders fight out among themselves, and shows what a team sees of it, live.
func (s *Server) Watch(ctx context.Context, scenario string, seed uint64, team int) (*client.Client, error) {
	i, err := s.begin(ctx, scenario, seed, api.JoinClaims{Seat: -1, Audience: team, Name: "watcher"})
	if err != nil {
		return nil, err
	}
	return i.Enter(ctx)
}

func (s *Server) begin(
	ctx context.Context, scenario string, seed uint64, c api.JoinClaims, awaited ...int,
) (*Invitation, error) {
	setup, err := s.cfg.Scenarios(scenario)
	if err != nil {
		return nil, err
	}
	if c.Seat >= len(setup.Scenario.Seats) || c.Seat < 0 && c.Audience >= len(setup.Scenario.Teams) {
		return nil, fmt.Errorf("join %s: there is no seat or team %d there: it has %d seats and %d teams, from 0",
			scenario, max(c.Seat, c.Audience), len(setup.Scenario.Seats), len(setup.Scenario.Teams))
	}
	c.Match = rand.Text()
	wait := shard.Wait{}
	if len(awaited) > 0 {
		wait = shard.WaitFor(awaited, time.Now().Add(ticketFor))
	}
	if _, err := s.shard.BeginWaiting(ctx, c.Match, setup, seed, wait); err != nil {
		return nil, err
	}
	return s.invite(setup, c), nil
}

// Resume invites to a seat of the one match that the store held: it goes on where it was.
func (s *Server) Resume(seat int, name string) (*Invitation, error) {
	zones, err := s.store.Zones()
	switch {
	case err != nil:
		return nil, fmt.Errorf("resume: %w", err)
	case len(zones) != 1:
		return nil, fmt.Errorf("resume: the journal holds %d matches, where one is expected", len(zones))
	}
	h, err := s.shard.Host(zones[0])
	if err == nil && h == nil {
		err = errors.New("it does not go on")
	}
	if err != nil {
		return nil, fmt.Errorf("resume match %s: %w", zones[0], err)
	}
	return s.invite(h.Setup(), api.JoinClaims{Match: zones[0], Seat: seat, Name: name}), nil
}

// ticketFor is how long a ticket opens the door, and how long a match waits for who has one.
const ticketFor = time.Minute

func (s *Server) ticket(c api.JoinClaims) string {
	rand.Read(c.ID[:]) // never fails, by its documentation
	c.Expires = time.Now().Add(ticketFor)
	ticket, err := api.SignJoin(s.key, c)
	if err != nil {
		panic(err) // the claims are our own
	}
	return ticket
}

// Admit hands a link of the caller's to the door, as if it had been dialled. It waits until the door has it.
func (s *Server) Admit(ctx context.Context, link wire.Conn) error { return s.line.Admit(ctx, link) }

// Ticks counts the ticks of all matches, and those of them that came more than a tick late.
func (s *Server) Ticks() (all, late uint64) {
	n := s.shard.Stats()
	return n.Ticks.Load(), n.Overruns.Load()
}

// Pace lets the matches go at a share of their usual pace, in percent, or stand still at 0.
func (s *Server) Pace(percent int) {
	for _, h := range s.shard.Hosts() {
		h.Pace(percent)
	}
}

// Journal holds all that was played.
func (s *Server) Journal() journal.Store { return s.store }

// Close ends all matches.
func (s *Server) Close() error {
	s.stop()
	return errors.Join(<-s.done, s.shard.Close(), s.store.Close())
}
