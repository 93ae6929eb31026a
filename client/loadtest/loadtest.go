// Package loadtest is the bot load tester: many clients, each led by an ai commander, that come in by the front door
// (guest, ticket, assignment, join ticket, QUIC) like anyone, and verify what they get.
//
// A bot has joined when it has the server's Welcome; it is seated when the match says that its seat is led by its
// player; it is starved when two views of one connection lie more than a second apart; and an order was effective when
// its answer says in which tick it was obeyed. What bots count is in measure.go, what is told of it in report.go.
package loadtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"muster/ai"
	"muster/client"
	"muster/client/commander"
	"muster/game"
)

// Config is what Run needs.
type Config struct {
	Matchmaker string        // http://host:port
	Scenario   string        // empty for any
	Players    int           // bots
	Duration   time.Duration // from the first bot's start to the end of all
	JoinRate   int           // bots started a second; 0 for DefaultJoinRate
	Seed       uint64        // of the commanders
	Habits     Habits        // what shares of the bots do instead of fighting
	Answers    io.Writer     // gets a line of JSON for every answered order (see Answer); may be nil
	Progress   func(Report)  // hears once a second how it goes; may be nil
	Seen       func(Sight)   // hears of every view that a bot is shown, at once, from many goroutines; may be nil
	Log        *slog.Logger  // may be nil

	// nil for one with a connection for each bot
	HTTP      *http.Client
	Dial      commander.Dialer
	Commander commander.Makes // nil for ai.New

	join func(ctx context.Context, cfg client.Config) (commander.Link, error) // stands in for client.Dial in tests
}

// Sight is a view that a bot was shown.
type Sight struct {
	Bot   int // from 0
	Match string
	Tick  game.Tick
	At    time.Time
	AI    bool // the match says that AI leads the bot's seat, though its player is there
	Over  bool // the match has ended: the bot goes to another one
}

// Run lets the bots play until Duration is over or ctx ends, and reports. Trouble of single bots is in the Report; the
// error is only of what cannot start, or of Answers.
func Run(ctx context.Context, cfg Config) (Report, error) {
	if err := cfg.complete(); err != nil {
		return Report{}, fmt.Errorf("run bots: %w", err)
	}
	m := newMeasure(cfg.Players, cfg.Answers)
	ctx, cancel := context.WithTimeout(ctx, cfg.Duration)
	defer cancel()
	context.AfterFunc(ctx, m.stop)
	var bots, watcher sync.WaitGroup
	over := make(chan struct{})
	watcher.Go(func() { watch(over, m, cfg.Progress) })
	start(ctx, &cfg, m, &bots)
	bots.Wait()
	close(over)
	watcher.Wait()
	if m.broken != nil {
		return m.report(), fmt.Errorf("write answers: %w", m.broken)
	}
	return m.report(), nil
}

// start starts the bots, not all at once: a flood of joins is another test.
func start(ctx context.Context, cfg *Config, m *measure, bots *sync.WaitGroup) {
	pace := time.NewTicker(time.Second / time.Duration(cfg.JoinRate))
	defer pace.Stop()
	for i := range cfg.Players {
		b := newBot(i, cfg, m)
		bots.Go(func() { b.live(ctx) })
		select {
		case <-pace.C:
		case <-ctx.Done():
			return
		}
	}
}

// watch reports progress until it is over.
func watch(over <-chan struct{}, m *measure, progress func(Report)) {
	if progress == nil {
		return
	}
	every := time.NewTicker(progressEvery)
	defer every.Stop()
	for {
		select {
		case <-every.C:
			progress(m.report())
		case <-over:
			return
		}
	}
}

// complete checks what was given and fills in what was not.
func (c *Config) complete() error {
	switch {
	case c.Players < 1 || c.Players > MaxPlayers:
		return fmt.Errorf("players: 1 to %d, not %d", MaxPlayers, c.Players)
	case c.Duration <= 0:
		return errors.New("duration: must be more than nothing")
	case c.JoinRate < 0 || c.JoinRate > maxJoinRate:
		return fmt.Errorf("join rate: 1 to %d a second, not %d", maxJoinRate, c.JoinRate)
	case c.JoinRate == 0:
		c.JoinRate = DefaultJoinRate
	}
	if err := c.Habits.check(); err != nil {
		return err
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Transport: &http.Transport{
			MaxIdleConnsPerHost: c.Players, // each bot polls for itself
			IdleConnTimeout:     time.Minute,
		}}
	}
	if c.Commander == nil {
		c.Commander = ai.New
	}
	return nil
}
