package server

import (
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// match is the door's side of a running zone: who sits where, who watches, and what each audience is to be sent.
type match struct {
	srv     *Server
	zone    zone
	id      string
	setup   *game.Setup
	hash    uint64
	packed  func() []byte // the set-up as Welcome carries it, made when first asked for
	pending pending       // what the zone let out and the feed has not taken up
	public  delay         // what spectators of all will see; the feed's own
	chairs  []*chair      // by seat
	views   []*audience   // by team; the last is All, late

	mu       sync.Mutex
	sessions map[*session]struct{}
	seats    []seat
	spent    map[game.TicketID]time.Time // spectators' tickets, and when they expire
	newest   *shard.Publication          // the last one the feed took up
	asked    bool                        // the leaders were read from the zone
	over     bool
	closing  bool
}

// seat is who sits where.
type seat struct {
	leader   game.Leader // as published
	session  *session    // who leads it, or will when the seat change is published
	player   string      // whom it is meant for; empty if that is not known
	name     string
	freed    game.Tick // when AI was last asked to lead it
	barred   map[string]struct{}
	spending game.TicketID // of session, queued and not yet published
}

// audience is one stream of views, encoded once for each baseline in use.
type audience struct {
	mu     sync.Mutex
	out    *wire.Outgoing
	newest game.Tick
}

func (a *audience) publish(v *game.View) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.out.Publish(v)
	a.newest = v.Tick
}

// frame returns the newest view, encoded against what was acknowledged.
func (a *audience) frame(acked wire.Ack) ([]byte, game.Tick) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.out.Frame(acked), a.newest
}

func newMatch(s *Server, z zone) *match {
	set := z.Setup()
	m := &match{
		srv: s, zone: z, id: z.Match(), setup: set, hash: set.Hash(),
		sessions: map[*session]struct{}{}, spent: map[game.TicketID]time.Time{},
		seats:   make([]seat, len(set.Scenario.Seats)),
		pending: pending{wake: make(chan struct{}, 1)},
		public:  delay{ticks: game.Tick(s.cfg.PublicDelay.Seconds() * float64(set.Rules.TickRate))},
	}
	m.packed = sync.OnceValue(func() []byte {
		w, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) // fails only on options
		return w.EncodeAll(game.AppendSetup(nil, set), nil)
	})
	for range len(set.Scenario.Teams) + 1 {
		m.views = append(m.views, &audience{out: wire.NewOutgoing()})
	}
	for i := range m.seats {
		m.chairs = append(m.chairs, newChair(m, uint8(i)))
	}
	return m
}

func (m *match) audience(a game.Audience) *audience {
	if a == game.All {
		return m.views[len(m.views)-1]
	}
	return m.views[a]
}

// mayEnter checks what a pass asks for, and sets its audience if it is for a seat.
func (m *match) mayEnter(p *pass) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over {
		return refuse(wire.MatchEnded, "match %s has ended", m.id)
	}
	if p.seat < 0 {
		return m.mayWatch(p)
	}
	if p.seat >= len(m.seats) {
		return refuse(wire.BadTicket, "match %s has %d seats, the ticket is for seat %d", m.id, len(m.seats), p.seat)
	}
	p.audience = game.Audience(m.setup.Scenario.Seats[p.seat].Team)
	s := &m.seats[p.seat]
	if _, out := s.barred[p.player]; out {
		return refuse(wire.BadTicket, "you were removed from this match")
	}
	if p.ticket == (game.TicketID{}) {
		if s.player != "" && s.player != p.player {
			return refuse(wire.SeatTaken, "the seat was given to another player")
		}
		return nil
	}
	if _, _, spent := m.zone.Player(uint8(p.seat), p.ticket); spent || s.spending == p.ticket {
		return refuse(wire.TicketSpent, "the join ticket was used before: resume with the token, or ask the queue")
	}
	return nil
}

func (m *match) mayWatch(p *pass) error {
	if p.audience != game.All && int(p.audience) >= len(m.setup.Scenario.Teams) {
		return refuse(wire.BadTicket, "match %s has no team %d", m.id, p.audience)
	}
	watching := 0
	for s := range m.sessions {
		if s.seat < 0 {
			watching++
		}
	}
	if watching >= maxSpectators {
		return refuse(wire.TooManyRequests, "match %s has %d spectators already", m.id, watching)
	}
	if p.ticket == (game.TicketID{}) {
		return nil
	}
	if _, used := m.spent[p.ticket]; used {
		return refuse(wire.TicketSpent, "the spectator's ticket was used before")
	}
	return nil
}

// enter puts a session in its place. A newer session of a seat takes it from the older one. The seat change is queued
// under the lock, so that the changes of one seat reach the zone in the order in which its sessions came.
func (m *match) enter(s *session, p *pass) error {
	if err := m.mayEnter(p); err != nil { // again: much may have happened since
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closing {
		return refuse(wire.ShuttingDown, "the shard shuts down")
	}
	if p.seat < 0 {
		if err := m.spend(p, time.Now()); err != nil {
			return err
		}
		m.sessions[s] = struct{}{}
		return nil
	}
	at := &m.seats[p.seat]
	if p.ticket != (game.TicketID{}) && at.spending == p.ticket {
		return refuse(wire.TicketSpent, "the join ticket is being used by another link")
	}
	if at.session != nil {
		at.session.end(wire.SeatTaken, "a newer session of yours took the seat")
	}
	at.session, at.player, at.name, at.spending = s, p.player, p.name, p.ticket
	m.sessions[s] = struct{}{}
	m.zone.Seat(game.SeatChange{Seat: uint8(p.seat), Leader: game.Player, Ticket: p.ticket})
	return nil
}

// spend remembers a spectator's ticket until it expires. It is not journaled: watching changes nothing.
func (m *match) spend(p *pass, now time.Time) error {
	if p.ticket == (game.TicketID{}) {
		return nil
	}
	if _, used := m.spent[p.ticket]; used {
		return refuse(wire.TicketSpent, "the spectator's ticket was used before")
	}
	for id, until := range m.spent {
		if now.After(until.Add(time.Minute)) {
			delete(m.spent, id)
		}
	}
	if len(m.spent) >= maxSpent {
		return refuse(wire.TooManyRequests, "too many spectators have come in a short time")
	}
	m.spent[p.ticket] = p.expires
	return nil
}

// leave takes a session out. If it still has its seat, AI leads it from the next tick.
func (m *match) leave(s *session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, s)
	if s.seat < 0 || m.seats[s.seat].session != s {
		return
	}
	at := &m.seats[s.seat]
	at.session, at.spending = nil, game.TicketID{}
	m.free(uint8(s.seat))
}

// free asks for AI to lead a seat. The caller holds mu.
func (m *match) free(n uint8) {
	if m.newest != nil {
		m.seats[n].freed = m.newest.Tick
	}
	m.zone.Seat(game.SeatChange{Seat: n, Leader: game.AI})
}

// news tells who leads the seats now. The caller holds mu.
func (m *match) news(n int) wire.SeatNews {
	s := wire.SeatNews{Seat: uint8(n), Team: m.setup.Scenario.Seats[n].Team, Leader: m.seats[n].leader}
	if s.Leader == game.Player {
		s.Name = m.seats[n].name
	}
	return s
}

// closeAll ends every session and waits until they are gone.
func (m *match) closeAll(reason wire.Reason) {
	m.mu.Lock()
	m.closing = true
	var all []*session
	for s := range m.sessions {
		all = append(all, s)
	}
	m.mu.Unlock()
	for _, s := range all {
		s.end(reason, "")
	}
	for _, s := range all {
		<-s.gone
	}
}
