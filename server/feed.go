package server

import (
	"sync"
	"time"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// pending is the one place where a zone leaves what it publishes. The zone never waits: what the feed has not taken up
// is merged with what comes next, so that the newest views win and no seat change is lost.
type pending struct {
	mu   sync.Mutex
	next *shard.Publication
	wake chan struct{}
}

// Publish implements shard.Subscriber.
func (q *pending) Publish(p *shard.Publication) {
	q.mu.Lock()
	q.next = merge(q.next, p)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *pending) take() *shard.Publication {
	q.mu.Lock()
	defer q.mu.Unlock()
	p := q.next
	q.next = nil
	return p
}

// merge makes one publication of an older and a newer one. Publications are shared: neither is changed.
func merge(old, p *shard.Publication) *shard.Publication {
	if old == nil {
		return p
	}
	both := *p
	both.Seats = join(old.Seats, p.Seats)
	if both.Answers = join(old.Answers, p.Answers); len(both.Answers) > maxPending {
		both.Answers = both.Answers[len(both.Answers)-maxPending:]
	}
	if both.Talk = join(old.Talk, p.Talk); len(both.Talk) > maxPending {
		both.Talk = both.Talk[len(both.Talk)-maxPending:]
	}
	return &both
}

func join[T any](a, b []T) []T { return append(a[:len(a):len(a)], b...) }

// feed hands what the zone publishes to audiences, sessions and commanders, until the zone stops or the server does.
func (m *match) feed() {
	cancel := m.zone.Subscribe(&m.pending)
	defer cancel()
	for {
		select {
		case <-m.pending.wake:
		case <-m.zone.Done():
			m.drain()
			m.finish()
			return
		case <-m.srv.running.Done():
			return
		}
		m.drain()
	}
}

func (m *match) drain() {
	if p := m.pending.take(); p != nil {
		m.take(p)
	}
}

// finish is the end of a zone: of its match if it was over, else of its life here.
func (m *match) finish() {
	m.mu.Lock()
	over := m.over
	m.mu.Unlock()
	m.srv.drop(m, over)
	if over {
		m.closeAll(wire.MatchEnded)
		return
	}
	m.srv.log.Warn("zone stopped before its match was over", "match", m.id)
	m.closeAll(wire.Quarantined)
}

// take is one publication: views first, then what each session is told of it.
func (m *match) take(p *shard.Publication) {
	over := p.Result.Reason != game.NotOver
	m.spread(p, over)
	m.srv.metrics.ticks.Inc()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.newest = p
	news := m.reseat(p)
	for s := range m.sessions {
		m.tell(s, p, news)
	}
	if over {
		m.end(p)
		return
	}
	for i := range m.chairs {
		if m.seats[i].leader == game.AI {
			m.chairs[i].offer(p)
		}
	}
}

// spread publishes the views to the audiences: teams at once, all late, the end to everybody at once.
func (m *match) spread(p *shard.Publication, over bool) {
	if len(p.Views) != len(m.views) {
		return // nothing to show yet
	}
	last := len(p.Views) - 1
	for i, v := range p.Views[:last] {
		m.views[i].publish(v)
	}
	if over {
		m.views[last].publish(p.Views[last])
	} else if v := m.public.pass(p.Views[last]); v != nil {
		m.views[last].publish(v)
	}
}

// reseat follows the seat changes and has AI lead every seat whose player is not here. It returns what changed.
func (m *match) reseat(p *shard.Publication) (news []wire.SeatNews) {
	if !m.asked {
		m.asked = true
		for i := range m.seats {
			m.seats[i].leader, _, _ = m.zone.Player(uint8(i), game.TicketID{})
		}
	}
	for _, c := range p.Seats {
		if int(c.Seat) < len(m.seats) {
			m.seats[c.Seat].leader = c.Leader
			news = append(news, m.news(int(c.Seat)))
		}
	}
	for i := range m.seats {
		at := &m.seats[i]
		patience := game.Tick(m.setup.Rules.TickRate) // a change takes a few ticks; asking twice is harmless
		if at.leader == game.Player && at.session == nil && (at.freed == 0 || p.Tick >= at.freed+patience) {
			m.free(uint8(i))
		}
	}
	return news
}

// tell queues what a session must know of a publication. The caller holds mu.
func (m *match) tell(s *session, p *shard.Publication, news []wire.SeatNews) {
	if !s.seated() {
		if !m.arrived(s) {
			return
		}
		if s.seat >= 0 {
			m.seats[s.seat].spending = game.TicketID{}
		}
		s.seatedAt(p)
		return // Welcome tells the rest
	}
	if answers := m.answersTo(s, p); len(answers) > 0 {
		s.send(&wire.Answers{Answers: answers})
	}
	if len(news) > 0 && s.audience != game.All { // who sees the match of long ago hears nothing of now
		s.send(&wire.Seats{Seats: news})
	}
	for _, t := range p.Talk {
		if m.hears(s, t) {
			s.send(&wire.Talk{Talk: t})
		}
	}
	if p.Tick >= s.renewed+m.inTicks(renewEvery) {
		s.renewed = p.Tick
		s.send(&wire.Renew{Token: s.token(p)})
	}
	s.nudge()
}

// arrived tells whether the published World shows the session in its seat, its ticket spent.
func (m *match) arrived(s *session) bool {
	if s.seat < 0 {
		return true
	}
	if m.seats[s.seat].session != s {
		return false
	}
	leader, _, spent := m.zone.Player(uint8(s.seat), s.ticket)
	return leader == game.Player && (spent || s.ticket == game.TicketID{})
}

func (m *match) answersTo(s *session, p *shard.Publication) (mine []game.Answer) {
	for _, a := range p.Answers {
		if int(a.Seat) == s.seat && a.Leader == game.Player {
			mine = append(mine, a)
			m.srv.metrics.orders.WithLabelValues(outcome(a.Refusal)).Inc()
		}
	}
	return mine
}

// hears tells whether talk is for a session. Spectators of all hear nothing: talk is live and they are late.
func (m *match) hears(s *session, t game.Talk) bool {
	if s.audience == game.All || int(t.Seat) >= len(m.seats) {
		return false
	}
	return t.Kind == game.ChatAll || game.Audience(m.setup.Scenario.Seats[t.Seat].Team) == s.audience
}

// end tells everybody how the match ended, and the queue. The caller holds mu.
func (m *match) end(p *shard.Publication) {
	if m.over {
		return
	}
	m.over = true
	for s := range m.sessions {
		s.send(&wire.Over{Result: p.Result})
		s.end(wire.MatchEnded, "")
	}
	m.srv.drop(m, true)
	m.srv.log.Info("match ended", "match", m.id, "winner", p.Result.Winner, "tick", p.Result.Tick)
	m.srv.work.Go(func() { m.srv.report(m.id, p.Result) })
}

// delay is a bounded ring of views that lets each out when it is old enough, counted in ticks of the match: a match that
// stood still shows nothing new.
type delay struct {
	ticks game.Tick
	held  []*game.View // oldest first; at most ticks/delayedEvery+1
	seen  uint64
}

// pass takes in the newest view and returns the newest one that is old enough, if it is another than last time.
func (d *delay) pass(v *game.View) (out *game.View) {
	if d.seen++; d.seen%delayedEvery == 0 || d.ticks == 0 {
		d.held = append(d.held, v)
	}
	n := 0
	for n < len(d.held) && d.held[n].Tick+d.ticks <= v.Tick {
		out = d.held[n]
		n++
	}
	d.held = append(d.held[:0], d.held[n:]...)
	return out
}

func (a *audience) tick() game.Tick {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.newest
}

func (m *match) inTicks(d time.Duration) game.Tick {
	return game.Tick(d.Seconds() * float64(m.setup.Rules.TickRate))
}
