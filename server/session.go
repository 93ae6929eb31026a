package server

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"muster/game"
	"muster/server/table"
	"muster/server/wire"
	"muster/wallclock"
)

// phase is what a session is going through.
type phase uint8

const (
	entering phase = iota // its seat change is queued and not yet published
	playing               // its Welcome is queued
	ending                // it will be told goodbye when what is queued was sent
)

// session is one client's connection to a match. What it is to be sent gathers here under mu; next says what comes next
// and serve's writer sends it. Nobody ever waits for the writer. Who sits where and what it is told decides the match's
// table, for which it is a participant's Outbox.
type session struct {
	match       *match
	participant *table.Participant
	audience    game.Audience
	wake        chan struct{}
	gone        chan struct{} // closed when the session has ended

	mu     sync.Mutex
	phase  phase
	outbox []wire.Message // at most maxOutbox
	acked  wire.Ack       // what the client holds
	sent   game.Tick      // number of the newest view sent
	stale  bool           // a newer view than sent is there
	conn   wire.Conn      // once the writer runs
	busy   bool           // the writer has taken something and is sending it
	ahead  int            // views sent since the one that was acknowledged last, at most
	held   int            // views passed over since, see holds
	told   wire.Stats     // of the link, as the metrics know them
	reason wire.Reason
	remote bool // the client gave the reason
	text   string

	noise *rate.Limiter
}

func newSession(p *pass) *session {
	s := &session{
		match: p.match, audience: p.Audience,
		wake: make(chan struct{}, 1), gone: make(chan struct{}),
		noise: rate.NewLimiter(noiseRate, noiseBurst),
	}
	s.participant = table.NewParticipant(p.Pass, s)
	return s
}

func (s *session) seated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase != entering
}

// Send queues a control message. A client that leaves maxOutbox of them unread is let go.
func (s *session) Send(m wire.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.phase == ending:
		return
	case len(s.outbox) >= maxOutbox:
		s.phase, s.reason, s.text = ending, wire.TimedOut, "client stopped reading its messages"
	default:
		s.observe(m)
		s.outbox = append(s.outbox, m)
	}
	s.signal()
}

// observe notes what a message means for the session itself. The caller holds mu.
func (s *session) observe(m wire.Message) {
	switch m := m.(type) {
	case *wire.Welcome:
		s.phase = playing
	case *wire.Over:
		m.View, _ = s.match.audience(s.audience).frame(wire.Ack{})
	case *wire.Renew:
		m.Health = s.match.srv.pulse.health(time.Now())
	case *wire.Answers:
		for _, a := range m.Answers {
			s.match.srv.counts.order(a.Refusal).Add(1)
		}
	}
}

// End lets what is queued be sent, then says goodbye.
func (s *session) End(reason wire.Reason, text string) { s.end(reason, text, false) }

func (s *session) end(reason wire.Reason, text string, remote bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != ending {
		s.phase, s.reason, s.text, s.remote = ending, reason, text, remote
	}
	s.signal()
}

// parting is why the session ended, as the others in the match are told.
func (s *session) parting() wire.Parting {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != ending {
		return wire.LostLink
	}
	return wire.PartingBy(s.reason, s.remote)
}

func (s *session) signal() {
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

// ack takes an acknowledgement. One of a view that was never sent is ignored, and false.
func (s *session) ack(a wire.Ack) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Tick > s.sent {
		return false
	}
	if a.Tick > s.acked.Tick {
		s.acked, s.ahead = a, min(s.ahead, int(s.sent-a.Tick))
	}
	return true
}

// handle handles a control message of the client. An error ends the session.
func (s *session) handle(m wire.Message) error {
	switch m := m.(type) {
	case *wire.Orders:
		s.order(m.Orders)
	case *wire.Talk:
		s.relayTalk(m.Talk)
	case *wire.Goodbye:
		return table.Refuse(wire.Left, "%s", cut(m.Text))
	default:
		return table.Refuse(wire.BadMessage, "a %T was not expected here", m)
	}
	return nil
}

// order submits orders. What is not admitted is answered at once, with tick 0.
func (s *session) order(orders []game.Order) {
	if refused := s.participant.Order(s.match.zone, orders, time.Now()); len(refused) > 0 {
		s.match.srv.throttled.say(slog.LevelInfo, "orders not admitted",
			Outcome(refused[0].Refusal),
			"match", s.match.id, "player", s.participant.Player, "seat", s.participant.Seat)
		s.Send(&wire.Answers{Answers: refused})
	}
}

func (s *session) relayTalk(t game.Talk) {
	switch now := time.Now(); {
	case s.match.srv.mutes.has(s.participant.Player, wallclock.Now()):
		s.Send(&wire.Notice{Key: "talk.muted"})
		return
	case now.UnixNano() < s.match.talkFrom.Load():
		s.Send(&wire.Notice{Key: "talk.not_yet"})
		return
	}
	if notice := s.participant.Say(s.match.zone, t, time.Now()); notice != "" {
		s.match.srv.counts.Talk.Add(1)
		s.Send(&wire.Notice{Key: notice})
	}
}

// serve runs a session from its pass to its goodbye.
func (s *Server) serve(conn wire.Conn, p *pass) error {
	if p.Seat < 0 {
		leave, err := s.watchers(&p.Pass).enter(p.Player, p.match.id, conn.Remote())
		if err != nil {
			return err
		}
		defer leave()
	}
	ses := newSession(p)
	if err := p.match.enter(ses); err != nil {
		return err
	}
	s.attend(conn, ses, p.Ticket == game.TicketID{})
	return nil
}

// attend runs a session that has entered, to its goodbye.
func (s *Server) attend(conn wire.Conn, ses *session, resumed bool) {
	m, seat, player := ses.match, ses.participant.Seat, ses.participant.Player
	defer close(ses.gone)
	defer m.leave(ses)
	here := s.counts.sessions(&ses.participant.Pass)
	here.Add(1)
	defer here.Add(-1)
	s.log.Info("join", "match", m.id, "player", player, "seat", seat, "resumed", resumed)

	ctx, cancel := context.WithCancel(s.running)
	var readers sync.WaitGroup
	readers.Go(func() { ses.readMessages(ctx, conn) })
	readers.Go(func() { ses.readAcks(ctx, conn) })
	impatient := time.AfterFunc(admitWithin, ses.expire)
	ses.write(ctx, conn)
	impatient.Stop()
	ses.mu.Lock()
	reason, text := ses.reason, ses.text
	ses.mu.Unlock()
	m.leave(ses) // before the farewell: the AI must not wait for it
	ses.sample(conn)
	of(&s.counts.Ended, reason).Add(1)
	s.log.Info("leave", "match", m.id, "player", player, "seat", seat, "reason", ReasonName(reason), "why", text)
	s.farewell(conn, reason, text)
	cancel()
	readers.Wait()
}

// expire ends a session whose seat change did not become durable in time.
func (s *session) expire() {
	if !s.seated() {
		s.End(wire.TimedOut, "seat change not committed in time")
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
		if err := s.sendView(ctx, conn, acked); err != nil {
			return err
		}
	}
	for _, m := range messages {
		if err := conn.Send(ctx, m); err != nil {
			return err
		}
		if _, often := m.(*wire.Renew); often {
			s.sample(conn)
		}
	}
	return nil
}

// lost ends a session whose link is gone or takes nothing.
func (s *session) lost(err error) {
	closed, ok := closing(err)
	switch {
	case ok:
		s.end(closed.Reason, closed.Text, closed.Remote)
	case errors.Is(err, context.DeadlineExceeded):
		s.End(wire.TimedOut, "client stopped reading")
	case err != nil:
		s.End(wire.TimedOut, err.Error())
	}
}

// readMessages takes the client's control messages.
func (s *session) readMessages(ctx context.Context, conn wire.Conn) {
	for {
		m, err := conn.Receive(ctx)
		if err == nil && !s.noise.Allow() {
			err = table.Refuse(wire.TooManyRequests, "too many messages")
		}
		if err == nil {
			err = s.handle(m)
		}
		var r *table.Refusal
		if errors.As(err, &r) {
			s.End(r.Reason, r.Text)
			return
		}
		if err != nil {
			s.lost(err)
			return
		}
	}
}

// readAcks takes the client's frames, which are acknowledgements.
func (s *session) readAcks(ctx context.Context, conn wire.Conn) {
	for {
		b, err := conn.ReceiveFrame(ctx)
		if err != nil {
			s.lost(err)
			return
		}
		if !s.noise.Allow() {
			continue // may be lost anyway
		}
		if a, err := wire.DecodeAck(b); err != nil || !s.ack(a) {
			s.match.srv.counts.BadAcks.Add(1)
			s.match.srv.throttled.say(slog.LevelInfo, "acknowledgements refused",
				"never sent", "match", s.match.id, "player", s.participant.Player, "seat", s.participant.Seat)
		}
	}
}
