package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/table"
	"muster/server/wire"
	"muster/shard"
	"muster/wallclock"
)

// pass is what a valid ticket or token gives, and for which match.
type pass struct {
	witness shard.Witness // of a token; zero for a ticket
	table.Pass
	match *match
	warm  *warmLink // that it is for, instead of a session
}

// accept lets links in until ctx ends, a goroutine each.
func (s *Server) accept(ctx context.Context) error {
	for {
		conn, err := s.cfg.Listener.Accept(ctx)
		if ctx.Err() != nil {
			if conn != nil {
				conn.Close(wire.ShuttingDown, "")
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("accept links: %w", err)
		}
		s.work.Go(func() { s.welcome(ctx, conn) })
	}
}

// welcome takes one link from Hello to the end of its session.
func (s *Server) welcome(ctx context.Context, conn wire.Conn) {
	greeting, leave := s.pendingLinks.enter(ctx)
	p, err := s.greet(greeting, conn)
	leave()
	switch {
	case err != nil:
	case p.warm != nil:
		err = s.hold(conn, p.warm)
	default:
		err = s.serve(conn, p)
	}
	if err != nil {
		s.turnAway(conn, err)
	}
}

func (s *Server) greet(ctx context.Context, conn wire.Conn) (*pass, error) {
	ctx, cancel := context.WithTimeout(ctx, helloWithin)
	defer cancel()
	m, err := conn.Receive(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, table.Refuse(wire.TimedOut, "no Hello within %v", helloWithin)
	case errors.Is(err, context.Canceled):
		return nil, table.Refuse(wire.TooManyRequests, "too many links are waiting, try again")
	}
	if err != nil {
		return nil, err
	}
	h, ok := m.(*wire.Hello)
	if !ok {
		return nil, table.Refuse(wire.BadMessage, "the first message is a %T, not a Hello", m)
	}
	if h.Warm {
		if p, err := s.admitWarm(h, wallclock.Now()); p != nil || err != nil {
			return p, err
		}
	}
	if len(h.Token) == 0 {
		if err := s.knowKeys(ctx); err != nil {
			return nil, err
		}
	}
	p, err := s.admitSoon(ctx, h)
	if err != nil {
		return nil, err
	}
	return p, s.checkWitness(ctx, p)
}

// admitSoon is admit, for a match that is just being taken up as soon as that is done.
func (s *Server) admitSoon(ctx context.Context, h *wire.Hello) (*pass, error) {
	for {
		p, err := s.admit(h, wallclock.Now())
		if !errors.Is(err, errNotYet) {
			return p, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(againEvery):
		}
	}
}

// knowKeys waits until a matchmaker's key is known. A shard that has just started together with its matchmaker, or
// while the registry was away, must not call good tickets bad.
func (s *Server) knowKeys(ctx context.Context) error {
	for until := time.Now().Add(keysWithin); len(s.cfg.JoinKeys()) == 0; {
		select {
		case <-ctx.Done():
		case <-time.After(keysEvery):
		}
		if ctx.Err() != nil || time.Now().After(until) {
			return table.Refuse(wire.ShuttingDown,
				"this shard has just started and knows no matchmaker yet: try again in a moment")
		}
	}
	return nil
}

// checkWitness holds what a returning player was told of the journal against it. Where they part, nobody plays on.
func (s *Server) checkWitness(ctx context.Context, p *pass) error {
	var wrong *shard.WitnessError
	err := p.match.zone.Witness(ctx, p.witness)
	if errors.As(err, &wrong) {
		return table.Refuse(wire.Quarantined,
			"the server has lost a part of this match that you have seen: its operator must look at it")
	}
	if err != nil && ctx.Err() != nil { // many return at once, and each is held against the journal by itself
		return table.Refuse(wire.ShuttingDown, "the match's journal is being read: try again in a moment")
	}
	return err
}

// admit decides whether a Hello opens the door: by its token, or else by its ticket, which may be
// newer. It changes nothing.
func (s *Server) admit(h *wire.Hello, now time.Time) (*pass, error) {
	if err := agree(h); err != nil {
		return nil, err
	}
	r, known := openToken(s.cfg.Keys.tokens(), h.Token, now)
	if !known {
		return s.admitByTicket(h, now)
	}
	p := r.pass()
	err := s.lead(h, p, r.Match)
	if refused := (*table.Refusal)(nil); h.Ticket != "" && !errors.Is(err, errNotYet) && errors.As(err, &refused) {
		if p, e := s.admitByTicket(h, now); e == nil || errors.Is(e, errNotYet) {
			return p, e
		}
	}
	return p, err
}

// agree checks that there is a version of the protocol that both ends speak.
func agree(h *wire.Hello) error {
	switch {
	case h.Newest < wire.OldestProtocol:
		return table.Refuse(wire.VersionTooOld, "you speak protocol %d, this shard %d and newer: update the game",
			h.Newest, wire.OldestProtocol)
	case h.Oldest > wire.NewestProtocol:
		return table.Refuse(wire.VersionTooNew,
			"you speak protocol %d, this shard up to %d: the shard must be updated", h.Oldest, wire.NewestProtocol)
	}
	return nil
}

// pass is what a token gives.
func (r *resume) pass() *pass {
	return &pass{
		Pass: table.Pass{
			Seat: r.Seat, Audience: r.Audience, Player: r.Player, Name: r.Name, Stint: r.Stint, First: r.First,
			Embedded: r.Embedded,
		},
		witness: shard.Witness{Epoch: r.Epoch, Number: r.Number, Hash: r.Head},
	}
}

func (s *Server) admitByTicket(h *wire.Hello, now time.Time) (*pass, error) {
	if h.Ticket == "" {
		return nil, table.Refuse(wire.BadTicket,
			"neither a valid resume token nor a join ticket: ask the queue for a new one")
	}
	c, err := api.VerifyJoin(s.cfg.JoinKeys(), h.Ticket, now)
	switch {
	case err != nil:
		return nil, table.Refuse(wire.BadTicket, "%v", err)
	case c.Shard != "" && c.Shard != s.cfg.ID:
		return nil, table.Refuse(wire.BadTicket, "the join ticket is for shard %s, this is %s", cut(c.Shard), s.cfg.ID)
	case c.Seat < -1 || c.Seat >= game.MaxSeats || c.Audience < 0 || c.Audience > 255:
		return nil, table.Refuse(wire.BadTicket, "the join ticket names seat %d and audience %d", c.Seat, c.Audience)
	}
	p := &pass{Pass: table.Pass{
		Seat: c.Seat, Audience: game.Audience(c.Audience), Player: cut(c.Player), Name: cut(c.Name), Stint: c.Stint,
		Ticket: c.ID, First: c.ID, Expires: c.Expires, Embedded: c.Embedded && c.Seat < 0,
	}}
	return p, s.lead(h, p, c.Match)
}

// lead finds the match that a pass is for, and asks it.
func (s *Server) lead(h *wire.Hello, p *pass, id string) error {
	if h.Match != "" && h.Match != id {
		return table.Refuse(wire.BadTicket, "the ticket is for another match")
	}
	var why wire.Reason
	if p.match, why = s.find(id); p.match == nil {
		if to := s.redirect(id); to != nil && why != wire.MatchEnded {
			return &movedError{to}
		}
		return s.absence(id, why)
	}
	p.Protocol = min(h.Newest, wire.NewestProtocol)
	p.HasSetup = h.SetupHash != 0 && h.SetupHash == p.match.hash
	if err := p.match.speaks(p.Protocol); err != nil {
		return err
	}
	return p.match.mayEnter(p)
}

// turnAway tells a link why it ends, and closes it.
func (s *Server) turnAway(conn wire.Conn, err error) {
	var away *movedError
	if errors.As(err, &away) {
		s.sendRedirect(conn, away.to)
		return
	}
	var r *table.Refusal
	closed, byPeer := closing(err)
	switch {
	case errors.As(err, &r):
	case byPeer:
		r = &table.Refusal{Reason: closed.Reason, Text: closed.Text}
	default:
		r = &table.Refusal{Reason: wire.BadMessage, Text: err.Error()}
	}
	of(&s.counts.Refused, r.Reason).Add(1)
	s.throttled.say(slog.LevelInfo, "joins refused", ReasonName(r.Reason), "why", r.Text)
	s.farewell(conn, r.Reason, r.Text)
}

// farewell says goodbye and waits a moment for it to arrive before it closes the link.
func (s *Server) farewell(conn wire.Conn, reason wire.Reason, text string) {
	ctx, cancel := context.WithTimeout(context.Background(), lingerFor)
	defer cancel()
	if conn.Send(ctx, &wire.Goodbye{Reason: reason, Text: text}) == nil {
		select {
		case <-conn.Done():
		case <-ctx.Done():
		}
	}
	conn.Close(reason, text)
}

// closing finds the *wire.CloseError in err.
func closing(err error) (c *wire.CloseError, ok bool) {
	ok = errors.As(err, &c)
	return c, ok
}
