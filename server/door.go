package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// refusal is why somebody was not let in.
type refusal struct {
	reason wire.Reason
	text   string
}

func (r *refusal) Error() string { return r.text }

func refuse(reason wire.Reason, format string, args ...any) error {
	return &refusal{reason, fmt.Sprintf(format, args...)}
}

// pass is what a valid ticket or token gives.
type pass struct {
	match    *match
	seat     int // -1 for a spectator
	audience game.Audience
	player   string
	name     string
	ticket   game.TicketID // to be spent; zero for a token
	expires  time.Time     // of the ticket
	protocol uint16
	hasSetup bool
}

// accept lets links in until ctx ends. Each has a goroutine, and there are at most maxStrangers without a valid ticket.
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
		select {
		case s.strange <- struct{}{}:
			s.work.Go(func() { s.welcome(ctx, conn) })
		default:
			s.metrics.refused.WithLabelValues(reasonName(wire.TooManyRequests)).Inc()
			s.work.Go(func() { conn.Close(wire.TooManyRequests, "too many links are waiting, try again") })
		}
	}
}

// welcome takes one link from Hello to the end of its session.
func (s *Server) welcome(ctx context.Context, conn wire.Conn) {
	p, err := s.greet(ctx, conn)
	<-s.strange
	if err == nil {
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
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, refuse(wire.TimedOut, "no Hello within %v", helloWithin)
	}
	if err != nil {
		return nil, err
	}
	h, ok := m.(*wire.Hello)
	if !ok {
		return nil, refuse(wire.BadMessage, "the first message is a %T, not a Hello", m)
	}
	return s.admit(h, time.Now())
}

// admit decides whether a Hello opens the door. It changes nothing.
func (s *Server) admit(h *wire.Hello, now time.Time) (*pass, error) {
	p := &pass{protocol: min(h.Newest, wire.NewestProtocol)}
	switch {
	case h.Newest < wire.OldestProtocol:
		return nil, refuse(wire.VersionTooOld, "you speak protocol %d, this shard %d and newer: update the game", h.Newest, wire.OldestProtocol)
	case h.Oldest > wire.NewestProtocol:
		return nil, refuse(wire.VersionTooNew, "you speak protocol %d, this shard up to %d: the shard must be updated", h.Oldest, wire.NewestProtocol)
	}
	id, err := s.identify(h, p, now)
	if err != nil {
		return nil, err
	}
	if h.Match != "" && h.Match != id {
		return nil, refuse(wire.BadTicket, "the ticket is for another match")
	}
	var why wire.Reason
	if p.match, why = s.find(id); p.match == nil {
		return nil, refuse(why, "match %s does not run here", cut(id))
	}
	p.hasSetup = h.SetupHash != 0 && h.SetupHash == p.match.hash
	return p, p.match.mayEnter(p)
}

// identify fills in who comes, by token or else by ticket, and returns the match.
func (s *Server) identify(h *wire.Hello, p *pass, now time.Time) (match string, err error) {
	if r, ok := openToken(&s.cfg.Keys.token, h.Token, now); ok {
		p.seat, p.audience, p.player, p.name = r.Seat, r.Audience, r.Player, r.Name
		return r.Match, nil
	}
	if h.Ticket == "" {
		return "", refuse(wire.BadTicket, "neither a valid resume token nor a join ticket: ask the queue for a new one")
	}
	c, err := api.VerifyJoin(s.cfg.JoinKeys(), h.Ticket, now)
	switch {
	case err != nil:
		return "", refuse(wire.BadTicket, "%v", err)
	case c.Shard != "" && c.Shard != s.cfg.ID:
		return "", refuse(wire.BadTicket, "the join ticket is for shard %s, this is %s", cut(c.Shard), s.cfg.ID)
	case c.Seat < -1 || c.Seat >= game.MaxSeats || c.Audience < 0 || c.Audience > 255:
		return "", refuse(wire.BadTicket, "the join ticket names seat %d and audience %d", c.Seat, c.Audience)
	}
	p.seat, p.audience, p.ticket, p.expires = c.Seat, game.Audience(c.Audience), c.ID, c.Expires
	p.player, p.name = cut(c.Player), cut(c.Name)
	return c.Match, nil
}

// turnAway tells a link why it ends, and closes it.
func (s *Server) turnAway(conn wire.Conn, err error) {
	var r *refusal
	closed, byPeer := closing(err)
	switch {
	case errors.As(err, &r):
	case byPeer:
		r = &refusal{closed.Reason, closed.Text}
	default:
		r = &refusal{wire.BadMessage, err.Error()}
	}
	s.metrics.refused.WithLabelValues(reasonName(r.reason)).Inc()
	s.log.Info("join refused", "reason", reasonName(r.reason), "why", r.text)
	s.farewell(conn, r.reason, r.text)
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
