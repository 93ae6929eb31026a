package server

import (
	"errors"
	"sync"
	"time"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
	"muster/wallclock"
)

// pending is the one place where a zone leaves what it publishes. The zone never waits: what the feed has not taken up
// is merged with what comes next, so that the newest views win and no seat change is lost.
type pending struct {
	mu   sync.Mutex
	next *shard.Publication
	said []*wire.Notice // of the zone itself, few
	wake chan struct{}
}

// Publish implements shard.Subscriber.
func (q *pending) Publish(p *shard.Publication) {
	q.mu.Lock()
	q.next = merge(q.next, p)
	q.mu.Unlock()
	q.signal()
}

// Stalled implements shard.Listener.
func (q *pending) Stalled(why string) {
	n := &wire.Notice{Key: "match.goes_on"}
	if why != "" {
		n = &wire.Notice{
			Key: "match.stands_still", Arg: "the server cannot save what happens; the match goes on when it can",
		}
	}
	q.mu.Lock()
	q.said = append(q.said, n)
	q.mu.Unlock()
	q.signal()
}

func (q *pending) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *pending) drain() (p *shard.Publication, said []*wire.Notice) {
	q.mu.Lock()
	defer q.mu.Unlock()
	p, said = q.next, q.said
	q.next, q.said = nil, nil
	return p, said
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
	defer m.dismiss(game.Result{})
	for {
		var count <-chan time.Time
		if m.waits() {
			count = time.After(countEvery)
		}
		select {
		case <-m.pending.wake:
		case <-count:
			m.count(wallclock.Now())
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
	p, said := m.pending.drain()
	for _, n := range said {
		m.mu.Lock()
		m.table.Broadcast(n)
		m.mu.Unlock()
	}
	if p != nil {
		m.publish(p)
	}
}

// finish is the end of a zone: of its match if it was over, else of its life here.
func (m *match) finish() {
	m.mu.Lock()
	over := m.table.Over()
	m.mu.Unlock()
	why := m.zone.Err()
	if errors.Is(why, shard.ErrAsleep) {
		m.doze()
		m.closeAll(wire.ShuttingDown) // whoever came at that moment comes again, and wakes it
		return
	}
	if errors.Is(why, shard.ErrHandedOver) && !over {
		m.redirectAll(m.goesOn())
		m.srv.drop(m, false)
		m.closeAll(wire.UnknownMatch)
		return
	}
	m.srv.drop(m, over)
	if over {
		m.closeAll(wire.MatchEnded)
		return
	}
	m.srv.log.Warn("zone stopped before its match was over", "match", m.id, "why", why)
	m.redirectAll(m.srv.redirect(m.id))
	if errors.Is(why, shard.ErrFenced) || errors.Is(why, shard.ErrGaveUp) || errors.Is(why, shard.ErrEmpty) {
		m.closeAll(wire.UnknownMatch) // it lives elsewhere now: clients ask where
		return
	}
	m.closeAll(wire.Quarantined)
}

// publish feeds one publication: views first, then what each session is told of it.
func (m *match) publish(p *shard.Publication) {
	over := p.Result.Reason != game.NotOver
	m.publishViews(p, over)
	m.srv.counts.Publications.Add(1)
	m.mu.Lock()
	m.table.NotifyViews()
	m.mu.Unlock()
	m.settle()
	m.mu.Lock()
	defer m.mu.Unlock()
	ended := m.table.Over()
	m.seatWarm() // before AI could take their seats
	m.table.Publish(p)
	if over {
		if !ended {
			m.end(p)
		}
		return
	}
	if m.table.Waits() {
		return // no commander moves before the players are there
	}
	m.tire(p)
	for i := range m.commanders {
		if asked, standsIn := leads(m.table.Leader(i), &p.Rest, i); asked {
			m.commanders[i].offer(p, standsIn)
		} else {
			m.commanders[i].yield()
		}
	}
}

// settle lets the views be gone before anything else is said: what one session is told would delay the others' views.
func (m *match) settle() { time.Sleep(wordsAfter) }

// publishViews publishes the views to the audiences: teams at once, all late, the end to everybody at once.
func (m *match) publishViews(p *shard.Publication, over bool) {
	if len(p.Views) != len(m.views) {
		return // nothing to show yet
	}
	last := len(p.Views) - 1
	for i, v := range p.Views[:last] {
		m.views[i].publish(v)
	}
	if over {
		m.views[last].publish(p.Views[last])
	} else if v := m.publicView(p.Views[last]); v != nil {
		m.views[last].publish(v)
	}
}

// end tells the queue how the match ended. The caller holds mu.
func (m *match) end(p *shard.Publication) {
	m.srv.untold.Add(1) // before it is no more among the matches: who waits for both misses nothing
	m.srv.drop(m, true)
	m.dismiss(p.Result)
	m.srv.log.Info("match ended", "match", m.id, "winner", p.Result.Winner, "tick", p.Result.Tick)
	m.srv.work.Go(func() {
		defer m.srv.untold.Add(-1)
		m.srv.report(m.id, p.Result)
	})
}

func (a *audience) tick() game.Tick {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.newest
}
