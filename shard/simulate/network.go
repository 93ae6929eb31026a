package simulate

import (
	"time"

	"muster/game"
	"muster/server/table"
	"muster/server/wire"
)

// Places on the network: nodes 0 to nodes-1, players behind them, and the store.
const (
	storePlace = nodes + players
	places     = nodes + players + 1
)

// network delays, loses and parts.
type network struct {
	cut [places][places]time.Duration // until
}

func (s *sim) parted(a, b int) bool { return s.check.net.cut[a][b] > s.now }

// travel carries something between a node and the store, in any order; it may be lost.
func (s *sim) travel(a, b int, arrive func()) {
	if s.kind == embedded {
		s.after(s.ms(0, 1), arrive)
		return
	}
	if s.parted(a, b) || s.chance(200) && !s.calm {
		return
	}
	delay := s.ms(0, 4)
	if s.chance(25) && !s.calm {
		delay += s.ms(0, 400) // a detour: it arrives when nobody thinks of it any more
	}
	s.after(delay, arrive)
}

// conn is a link between a player and a node: what is sent in order arrives in order until it breaks.
type conn struct {
	player      *player
	node        *node
	life        int // of the node's process
	open        bool
	participant *table.Participant
	up          time.Duration // when the last message sent that way arrives
	down        time.Duration
}

// send carries a control message one way. A link whose message is lost is lost.
func (c *conn) send(last *time.Duration, arrive func()) {
	s := c.player.sim
	*last = max(*last, s.now+s.ms(2, 40))
	s.after(*last-s.now, func() {
		switch {
		case !c.open:
		case s.parted(c.node.id, nodes+int(c.player.seat)) || c.node.life != c.life:
			c.doomed()
		default:
			arrive()
		}
	})
}

// doomed breaks the link for both ends, each when it notices.
func (c *conn) doomed() {
	s := c.player.sim
	c.open = false
	s.after(s.ms(100, 1500), func() { c.player.lost(c, &wire.CloseError{Reason: wire.TimedOut}) })
	if c.node.life == c.life {
		c.node.deliver(s.ms(100, 1500), c.leave)
	}
}

// leave takes the session out at the node.
func (c *conn) leave() {
	if t := c.node.table; t != nil && c.participant != nil {
		for _, g := range t.Participants() {
			if g == c.participant {
				t.Leave(g, wire.LostLink)
			}
		}
	}
	for i, other := range c.node.conns {
		if other == c {
			c.node.conns = append(c.node.conns[:i:i], c.node.conns[i+1:]...)
			return
		}
	}
}

// The link is its participant's Outbox.

func (c *conn) Send(m wire.Message) {
	s := c.player.sim
	if _, answers := m.(*wire.Answers); answers && c.node.muted > s.now && s.rng.IntN(5) < 4 {
		return // a feed that is late drops answers: clients ask again
	}
	c.send(&c.down, func() { c.player.receive(c, m) })
}

// NotifyView sends the newest view as a datagram, which may be late or lost.
func (c *conn) NotifyView() {
	s := c.player.sim
	p := c.node.latest
	audience := int(c.participant.Audience)
	if p == nil || !c.open || s.parted(c.node.id, nodes+int(c.player.seat)) || s.chance(50) && !s.calm {
		return
	}
	tick, shown, turn := p.Tick, c.node.shown[audience], p.Views[audience].Turn.Number
	s.after(s.ms(2, 40), func() {
		if c.open {
			c.player.addView(c, tick, game.Audience(audience), shown)
			c.player.sawTurn(c, tick, turn)
		}
	})
}

func (c *conn) End(reason wire.Reason, _ string) {
	c.goodbye(reason)
	c.node.deliver(0, c.leave)
}

// goodbye says why the link ends.
func (c *conn) goodbye(reason wire.Reason) {
	c.send(&c.down, func() {
		c.open = false
		c.player.lost(c, &wire.CloseError{Reason: reason, Remote: true})
	})
}
