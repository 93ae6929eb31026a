// Package commander leads one seat's squads by an AI commander, over the network and through the front door like
// anyone: guest, ticket, assignment, join ticket, QUIC. It plays match after match, and comes back to its seat: through
// broken links by itself, and after its process was killed by what it keeps (see Kept). Meanwhile the server's own AI
// leads its squads.
//
// seat.go is what bots (package loadtest) share: how a seat is joined, and a commander in it.
package commander

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
)

// Config is what Run needs.
type Config struct {
	Queue   *api.Client       // of nobody yet
	Name    string            // that others see
	Wish    api.TicketRequest // what to queue for; with a Match, that one is played and no other
	Matches int               // so many are played to their end; 0 for no end
	Makes   Makes
	Seed    uint64 // of the commander's chances

	Kept Kept             // what an earlier run kept
	Keep func(Kept) error // keeps it for the next one; nil where none comes back: then the seat is given up at the end

	Dial Dialer
	Log  *slog.Logger // may be nil

	join func(ctx context.Context, cfg client.Config) (Link, error) // stands in for client.Dial in tests
}

// commander is a run.
type commander struct {
	cfg   Config
	queue *api.Client
	book  book
	told  string // the last trouble that was logged
}

// errOver is a match that was over before we were in it, or given up with its shard.
var errOver = errors.New("the match is over")

// Run plays until so many matches were played, or ctx ends. Whatever goes wrong is tried again, but for wishes that
// nobody can fulfil.
func Run(ctx context.Context, cfg Config) error {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Wish.Match != "" {
		cfg.Matches = 1
	}
	c := &commander{cfg: cfg, queue: cfg.Queue, book: book{kept: cfg.Kept, write: cfg.Keep, log: cfg.Log}}
	for played := 0; cfg.Matches == 0 || played < cfg.Matches; {
		err := c.match(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			played, c.told = played+1, ""
			continue
		case hopeless(err, &cfg.Wish):
			return err
		case err.Error() != c.told:
			c.told = err.Error()
			cfg.Log.Warn("no seat, or lost it; trying again every second, and logging only other errors", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryAfter):
		}
	}
	return nil
}

// errWish is of a wish that the queue has refused.
type errWish struct{ error }

func (e errWish) Unwrap() error { return e.error }

// hopeless reports whether a wish will never be fulfilled: there is no such scenario, the match is over or full.
func hopeless(err error, wish *api.TicketRequest) bool {
	if !errors.As(err, &errWish{}) {
		return false
	}
	switch api.StatusOf(err) {
	case http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity:
		return true
	}
	return wish.Match != "" && (!api.Temporary(err) || api.StatusOf(err) == 0)
}

// match goes all the way from the queue to the end of a match; nil if it was played to its end.
func (c *commander) match(ctx context.Context) error {
	if err := c.signIn(ctx); err != nil {
		return err
	}
	l, err := c.enter(ctx)
	switch {
	case Over(err):
		c.book.left()
		return errOver
	case api.StatusOf(err) == http.StatusUnauthorized:
		c.book.forget() // the queue knows us no more; the next time we are somebody new
		return err
	case err != nil:
		return err
	}
	match := l.Resume().Match
	err = c.lead(ctx, l)
	if err := l.Close(); err != nil {
		c.cfg.Log.Debug("cannot close the link", "match", match, "error", err)
	}
	if ctx.Err() == nil || c.cfg.Keep == nil {
		c.leave(match)
	}
	return err
}

// signIn makes us somebody: who we were, or a new guest.
func (c *commander) signIn(ctx context.Context) error {
	if s := c.book.session(); s != nil {
		c.queue = c.cfg.Queue.In(*s, c.book.signed)
		return nil
	}
	g, err := c.cfg.Queue.Guest(ctx, c.cfg.Name)
	if err != nil {
		return err
	}
	c.book.signed(g)
	c.queue = c.cfg.Queue.In(g, c.book.signed)
	return nil
}

// enter takes a seat: the one that was kept, which needs no queue; the one that the queue says is ours; or a new one.
func (c *commander) enter(ctx context.Context) (Link, error) {
	if j := c.book.seat(); j != nil {
		l, err := c.join(ctx, *j)
		if err == nil || Over(err) {
			return l, err
		}
		c.cfg.Log.Debug("the kept seat cannot be joined; the queue is asked where it is",
			"match", j.Match, "error", err)
	}
	mine, err := c.queue.MySeat(ctx)
	if err != nil {
		return nil, err
	}
	var a api.Assignment
	if mine != nil {
		a, err = c.queue.Where(ctx, mine.Match)
		err = client.Told(api.StatusOf(err), err)
	} else if a, err = c.queue.SeatFor(ctx, c.cfg.Wish, nil); err != nil {
		err = errWish{err}
	}
	if err != nil {
		return nil, err
	}
	return c.join(ctx, JoinOf(a))
}

func (c *commander) join(ctx context.Context, j client.Join) (Link, error) {
	way := Way(c.queue, j)
	way.Dial, way.Log = c.cfg.Dial, c.cfg.Log
	return Enter(ctx, way, joinWithin, c.cfg.join)
}

// lead leads the seat until the match is over, the link is closed for good, or ctx ends.
func (c *commander) lead(ctx context.Context, l Link) error {
	s, match, kept := Sit(l, c.cfg.Makes, c.cfg.Seed), l.Resume().Match, time.Time{}
	var ended game.Result
	defer func() { s.Finish(ended) }()
	c.cfg.Log.Info("leading a seat", "match", match, "seat", l.Seat())
	for {
		if time.Since(kept) >= keepEvery {
			c.book.sits(l.Resume())
			kept = time.Now()
		}
		u, err := l.Next(ctx)
		if err != nil {
			c.book.sits(l.Resume())
			return err
		}
		if u.Restored {
			s.Forget()
		}
		if r := Ended(u); r.Reason != game.NotOver {
			ended = r
			c.cfg.Log.Info("the match is over", "match", match, "winner", r.Winner, "reason", r.Reason)
			c.book.left()
			return nil
		}
		switch {
		case Over(u.Err):
			c.book.left()
			return errOver
		case u.Link == client.Closed:
			c.book.left() // if it is ours all the same, the queue knows
			return fmt.Errorf("link of match %s closed: %w", match, u.Err)
		}
		s.Order(s.Think(u), func(uint32, game.Order) {})
		s.Say()
		if err := s.Fault(); err != nil && u.View != nil {
			c.cfg.Log.Warn("the commander lost its turn", "tick", u.View.Tick, "error", err)
		}
	}
}

// leave gives the seat back; ctx may have ended, so it takes a time of its own.
func (c *commander) leave(match string) {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	if err := c.queue.Leave(ctx, match); err != nil {
		c.cfg.Log.Debug("cannot leave; the match is over, or the queue will find out", "match", match, "error", err)
	}
}
