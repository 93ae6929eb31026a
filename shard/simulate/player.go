package simulate

import (
	"errors"
	"slices"
	"time"

	"muster/client"
	"muster/game"
	"muster/server/table"
	"muster/server/wire"
)

// player drives a client.OrderQueue as client.Client does: it joins, orders, resends and finds its seat again.
type player struct {
	sim        *sim
	seat       uint8
	orderQueue client.OrderQueue
	conn       *conn
	live       bool // welcomed
	token      []byte
	target     int           // the node that it believes to run the match
	every      time.Duration // between orders, on average
	timer      bool
	done       bool
	heard      time.Duration // when anything last came over the link
	deafTo     uint32        // answers to this order do not reach it
	deaf       time.Duration // until then
	turn       uint32        // by turns: the newest that it knows of
}

const idle = 3 * time.Second

func newPlayer(s *sim, seat uint8) *player {
	p := &player{sim: s, seat: seat, every: s.ms(300, 1200)}
	if s.chance(6) && !s.turns {
		p.every = 50 * time.Millisecond // as fast as the door lets anybody
	}
	s.after(s.ms(100, 1000), p.connect)
	s.after(time.Second, p.play)
	s.after(time.Second, p.watch)
	return p
}

// watch gives a link up on which nothing comes any more, as QUIC does.
func (p *player) watch() {
	s := p.sim
	s.after(time.Second, p.watch)
	if c := p.conn; c != nil && p.live && s.now-p.heard > idle {
		c.open = false
		c.node.deliver(0, c.leave)
		p.lost(c, &wire.CloseError{Reason: wire.TimedOut})
	}
}

// connect says Hello to the node that it believes to run the match.
func (p *player) connect() {
	s := p.sim
	n := s.nodes[p.target]
	c := &conn{player: p, node: n, life: n.life, open: true}
	p.conn, p.live = c, false
	token := p.token
	if !n.up {
		c.doomed()
		return
	}
	c.send(&c.up, func() { n.deliver(0, func() { p.hello(c, token) }) })
	s.after(4*time.Second, func() {
		if p.conn == c && !p.live {
			c.open = false
			n.deliver(0, c.leave)
			p.lost(c, &wire.CloseError{Reason: wire.TimedOut})
		}
	})
}

// hello is the node's side: it admits by ticket or token.
func (p *player) hello(c *conn, token []byte) {
	n := c.node
	if n.zone == nil || n.latest == nil {
		n.wake()
		n.conns = append(n.conns, c)
		c.goodbye(wire.UnknownMatch)
		return
	}
	pass := table.Pass{
		Seat: int(p.seat), Player: string('a' + rune(p.seat)), First: game.TicketID{p.seat + 1}, HasSetup: true,
		Protocol: wire.NewestProtocol,
	}
	if token == nil {
		pass.Ticket = pass.First
	}
	c.participant = table.NewParticipant(pass, c)
	if err := n.table.Enter(c.participant, p.sim.clock()); err != nil {
		reason := wire.Internal
		if r := (*table.Refusal)(nil); errors.As(err, &r) {
			reason = r.Reason
		}
		if reason == wire.TicketSpent {
			p.token = []byte{p.seat} // the Welcome was lost with its token: the queue gives a fresh one
		} else if reason == wire.BadTicket {
			p.token = nil // the ticket that began it was lost with a shard before it was durable
		}
		c.goodbye(reason)
		return
	}
	n.conns = append(n.conns, c)
	n.perform(n.zone)
}

// receive handles a control message.
func (p *player) receive(c *conn, m wire.Message) {
	if p.conn != c {
		return
	}
	p.heard = p.sim.now
	switch m := m.(type) {
	case *wire.Welcome:
		restored, err := p.orderQueue.Welcomed(m)
		p.sim.require(!restored && err == nil, "player %d was told of a roll-back that there was not: %v", p.seat, err)
		p.live, p.token = true, m.Token
	case *wire.Renew:
		p.token = m.Token
	case *wire.Over:
		p.done = true
	case *wire.Answers:
		heard := slices.DeleteFunc(slices.Clone(m.Answers), func(a game.Answer) bool {
			return a.Seq == p.deafTo && p.sim.now < p.deaf
		})
		for _, a := range p.orderQueue.Answered(heard) {
			p.sim.check.told(p, a)
		}
		for _, a := range m.Answers {
			p.sim.check.true(p.sim, a)
		}
	}
}

// addView handles a view.
func (p *player) addView(c *conn, t game.Tick, a game.Audience, shown uint64) {
	if p.conn != c || !p.live {
		return
	}
	p.heard = p.sim.now
	first, show := p.orderQueue.NoteView(t, false)
	if first {
		p.due()
	}
	if show {
		p.sim.check.seen(p, t, a, shown)
	}
}

// lost looks for the seat again after a link has failed.
func (p *player) lost(c *conn, err error) {
	s := p.sim
	if p.conn != c {
		return
	}
	p.conn, p.live = nil, false
	s.faults.Links++
	wait, ask, giveUp := p.orderQueue.Next(err, s.clock())
	if giveUp && !s.over {
		wait = time.Second // somebody starts the program again: the token is still there
	}
	if s.over {
		p.done = true
		return
	}
	if ask {
		p.target = s.check.where
		if s.chance(5) && !s.calm {
			p.target = s.rng.IntN(nodes)
		}
	}
	s.after(wait, p.connect)
}

// play gives an order now and then, until shortly before the end.
func (p *player) play() {
	s := p.sim
	if s.now > s.options.Length-quiet/2 || p.done {
		return
	}
	if p.every >= 100*time.Millisecond || s.chance(2) {
		s.after(s.ms(1, int(2*p.every/time.Millisecond)), p.play)
	} else {
		s.after(p.every, p.play)
	}
	o := game.Order{Kind: game.Move, Squad: 0, X: uint16(16 * (1 + s.rng.IntN(6))), Y: uint16(16 * (1 + s.rng.IntN(6)))}
	switch {
	case s.chance(60):
		o.Kind = game.OrderKinds // malformed: its number goes again with an empty order
	case s.chance(2):
		o = game.Order{Kind: game.Hold} // finds no path, which takes time
	}
	if s.turns {
		o = p.planned(o)
	}
	if seq, err := p.orderQueue.Give(o); err == nil {
		s.check.given(p, seq, o)
		p.due()
	}
}

// due sends what is to be sent now, and looks again while something is unanswered.
func (p *player) due() {
	s := p.sim
	if c := p.conn; c != nil && p.live {
		if orders := p.orderQueue.Due(s.clock()); len(orders) > 0 {
			n := c.node
			c.send(&c.up, func() {
				n.deliver(0, func() {
					if n.zone == nil || n.table == nil || c.participant == nil {
						return
					}
					if refused := c.participant.Order(n, orders, s.clock()); len(refused) > 0 {
						c.Send(&wire.Answers{Answers: refused})
					}
					n.perform(n.zone)
				})
			})
		}
	}
	if !p.timer && p.orderQueue.Unanswered() > 0 {
		p.timer = true
		s.after(50*time.Millisecond, func() { p.timer = false; p.due() })
	}
}
