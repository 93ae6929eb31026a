package server

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/time/rate"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// phase is what a session is going through.
type phase uint8

const (
	entering phase = iota // its seat change is queued and not yet published
	playing               // it was welcomed
	ending                // it will be told goodbye when what is queued was sent
)

// session is one client's connection to a match. What it is to be sent gathers here under mu; next says what comes next
// and serve's writer sends it. Nobody ever waits for the writer.
type session struct {
	match    *match
	seat     int // -1 for a spectator
	audience game.Audience
	ticket   game.TicketID
	pass     *pass
	renewed  game.Tick // when the token was last renewed; the match's mu guards it
	wake     chan struct{}
	gone     chan struct{} // closed when the session has ended

	mu     sync.Mutex
	phase  phase
	outbox []wire.Message // at most maxOutbox
	acked  wire.Ack       // what the client holds
	sent   game.Tick      // newest view sent
	stale  bool           // a newer view than sent is there
	conn   wire.Conn      // once the writer runs
	busy   bool           // the writer has taken something and is sending it
	ahead  int            // views sent since the last acknowledgement
	reason wire.Reason
	text   string

	orders, talk, noise *rate.Limiter
}

func newSession(p *pass) *session {
	return &session{
		match: p.match, seat: p.seat, audience: p.audience, ticket: p.ticket, pass: p,
		wake: make(chan struct{}, 1), gone: make(chan struct{}),
		orders: rate.NewLimiter(orderRate, orderBurst),
		talk:   rate.NewLimiter(talkRate, talkBurst),
		noise:  rate.NewLimiter(noiseRate, noiseBurst),
	}
}

func (s *session) seated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase != entering
}

// seatedAt says Welcome: the publication p shows the session in its seat.
func (s *session) seatedAt(p *shard.Publication) {
	m := s.match
	w := &wire.Welcome{
		Protocol: s.pass.protocol, Match: m.id, Seat: int16(s.seat), Audience: s.audience,
		Token: s.token(p), Tick: p.Tick, TickRate: m.setup.Rules.TickRate,
	}
	if s.audience == game.All {
		w.Tick = m.audience(game.All).tick()
	}
	if s.seat >= 0 {
		_, w.LastSeq, _ = m.zone.Player(uint8(s.seat), s.ticket)
	}
	for i := range m.seats {
		w.Seats = append(w.Seats, m.news(i))
	}
	if !s.pass.hasSetup {
		w.Setup = m.packed()
	}
	s.renewed = p.Tick
	s.mu.Lock()
	if s.phase == entering {
		s.phase = playing
	}
	s.mu.Unlock()
	s.send(w)
	s.nudge()
}

// token makes a resume token that witnesses the head behind p.
func (s *session) token(p *shard.Publication) []byte {
	r := resume{
		Expires: time.Now().Add(tokenLife), Epoch: p.Epoch, Number: p.Number, Head: p.Head,
		Seat: s.seat, Audience: s.audience, Match: s.match.id, Player: s.pass.player, Name: s.pass.name,
	}
	return r.seal(&s.match.srv.cfg.Keys.token)
}

// send queues a control message. A client that leaves maxOutbox of them unread is let go.
func (s *session) send(m wire.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.phase == ending:
		return
	case len(s.outbox) >= maxOutbox:
		s.phase, s.reason, s.text = ending, wire.TimedOut, "messages are not read"
	default:
		s.outbox = append(s.outbox, m)
	}
	s.stir()
}

// end lets what is queued be sent, then says goodbye.
func (s *session) end(reason wire.Reason, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != ending {
		s.phase, s.reason, s.text = ending, reason, text
	}
	s.stir()
}

func (s *session) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// next takes what is to be sent now: whether a view, then messages, then whether that was the last.
func (s *session) next() (view bool, acked wire.Ack, messages []wire.Message, last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	view, acked, messages, last = s.stale, s.acked, s.outbox, s.phase == ending
	s.stale, s.outbox, s.busy = false, nil, true
	return view, acked, messages, last
}

// ack takes an acknowledgement. One of a view that was never sent is ignored.
func (s *session) ack(a wire.Ack) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Tick > s.acked.Tick && a.Tick <= s.sent {
		s.acked, s.ahead = a, 0
	}
}

// take handles a control message of the client. An error ends the session.
func (s *session) take(m wire.Message) error {
	switch m := m.(type) {
	case *wire.Orders:
		s.order(m.Orders)
	case *wire.Talk:
		s.say(m.Talk)
	case *wire.Goodbye:
		return refuse(wire.Left, "%s", cut(m.Text))
	default:
		return refuse(wire.BadMessage, "a %T was not expected here", m)
	}
	return nil
}

// order submits orders. What is not admitted is answered at once, with tick 0.
func (s *session) order(orders []game.Order) {
	var refused []game.Answer
	for _, o := range orders {
		r := s.submit(o)
		if r == game.Obeyed {
			continue
		}
		s.match.srv.metrics.orders.WithLabelValues(outcome(r)).Inc()
		refused = append(refused, game.Answer{Seat: uint8(s.seat), Leader: game.Player, Seq: o.Seq, Refusal: r})
	}
	if len(refused) > 0 {
		s.send(&wire.Answers{Answers: refused})
	}
}

func (s *session) submit(o game.Order) game.Refusal {
	switch {
	case s.seat < 0:
		return game.NotYourSeat
	case !s.orders.Allow():
		return game.TooMany
	case o.Seq == 0 || o.Kind >= game.OrderKinds:
		return game.Malformed
	}
	o.Seat, o.Leader = uint8(s.seat), game.Player
	return s.match.zone.Submit(o)
}

func (s *session) say(t game.Talk) {
	if s.seat < 0 || t.Kind > game.Ping || len(t.Text) > game.MaxTalk || !utf8.ValidString(t.Text) {
		s.send(&wire.Notice{Key: "talk.refused"})
		return
	}
	t.Seat = uint8(s.seat)
	if !s.talk.Allow() || s.match.zone.Say(t) != game.Obeyed {
		s.send(&wire.Notice{Key: "talk.too_many"})
	}
}

// serve runs a session from its pass to its goodbye.
func (s *Server) serve(conn wire.Conn, p *pass) error {
	ses := newSession(p)
	if err := p.match.enter(ses, p); err != nil {
		return err
	}
	defer close(ses.gone)
	defer p.match.leave(ses)
	s.metrics.sessions.Inc()
	defer s.metrics.sessions.Dec()
	s.log.Info("join", "match", p.match.id, "seat", p.seat, "resumed", p.ticket == game.TicketID{})

	ctx, cancel := context.WithCancel(s.running)
	var readers sync.WaitGroup
	readers.Go(func() { ses.listen(ctx, conn) })
	readers.Go(func() { ses.heed(ctx, conn) })
	impatient := time.AfterFunc(admitWithin, ses.impatient)
	ses.write(ctx, conn)
	impatient.Stop()
	ses.mu.Lock()
	reason, text := ses.reason, ses.text
	ses.mu.Unlock()
	p.match.leave(ses) // before the farewell: the AI must not wait for it
	s.log.Info("leave", "match", p.match.id, "seat", p.seat, "reason", reasonName(reason), "why", text)
	s.farewell(conn, reason, text)
	cancel()
	readers.Wait()
	return nil
}

// impatient ends a session whose seat change did not become durable in time.
func (s *session) impatient() {
	if !s.seated() {
		s.end(wire.TimedOut, "the match did not take up the seat in time")
	}
}

// write sends until the session ends.
func (s *session) write(ctx context.Context, conn wire.Conn) {
	for s.idle(conn); ; s.idle(conn) {
		select {
		case <-s.wake:
		case <-conn.Done():
			s.lost(conn.Err())
			return
		}
		view, acked, messages, last := s.next()
		if err := s.push(ctx, conn, view, acked, messages); err != nil {
			s.lost(err)
			return
		}
		if last {
			return
		}
	}
}

// push sends Welcome before the first view, and every later view before the answers of its tick.
func (s *session) push(ctx context.Context, conn wire.Conn, view bool, acked wire.Ack, messages []wire.Message) error {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	if len(messages) > 0 {
		if w, ok := messages[0].(*wire.Welcome); ok {
			if err := conn.Send(ctx, w); err != nil {
				return err
			}
			messages = messages[1:]
		}
	}
	if view {
		if err := s.show(ctx, conn, acked); err != nil {
			return err
		}
	}
	for _, m := range messages {
		if err := conn.Send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// lost ends a session whose link is gone or takes nothing.
func (s *session) lost(err error) {
	closed, ok := closing(err)
	switch {
	case ok:
		s.end(closed.Reason, closed.Text)
	case errors.Is(err, context.DeadlineExceeded):
		s.end(wire.TimedOut, "nothing was taken for too long")
	case err != nil:
		s.end(wire.TimedOut, err.Error())
	}
}

// listen takes the client's control messages.
func (s *session) listen(ctx context.Context, conn wire.Conn) {
	for {
		m, err := conn.Receive(ctx)
		if err == nil && !s.noise.Allow() {
			err = refuse(wire.TooManyRequests, "too many messages")
		}
		if err == nil {
			err = s.take(m)
		}
		var r *refusal
		if errors.As(err, &r) {
			s.end(r.reason, r.text)
			return
		}
		if err != nil {
			s.lost(err)
			return
		}
	}
}

// heed takes the client's frames, which are acknowledgements.
func (s *session) heed(ctx context.Context, conn wire.Conn) {
	for {
		b, err := conn.ReceiveFrame(ctx)
		if err != nil {
			s.lost(err)
			return
		}
		if !s.noise.Allow() {
			continue // may be lost anyway
		}
		if a, err := wire.DecodeAck(b); err == nil {
			s.ack(a)
		}
	}
}
