package etcd

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
	"muster/wallclock"
)

// lane keeps a zone's appends in order.
type lane struct {
	zone    string
	tail    end // of the chain, as far as is known: of somebody else's zone it is old, and then a comparison fails
	waiting []letter
	queued  bool // stands in Store.ready
	busy    bool // its first letters are in a request
}

// letter is a record on its way.
type letter struct {
	journal.Sealed
	done  func(error)
	until time.Time // who has not been sent by then is of unknown outcome, like who was
}

// Append implements journal.Store.
func (s *Store) Append(zone string, r journal.Sealed, done func(error)) {
	r.Hash() // of a record that was not sealed panics: in its caller, not later in a goroutine of ours
	if n := len(r.Payload()); n > maxRecord {
		go done(fmt.Errorf("append to zone %q: the record has %d bytes, and the most is %d", zone, n, maxRecord))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		go done(journal.ErrClosed)
		return
	}
	l := s.lanes[zone]
	if l == nil {
		l = &lane{zone: zone}
		s.lanes[zone] = l
	}
	s.calls.Add(1)
	l.waiting = append(l.waiting, letter{r, done, time.Now().Add(s.ack)})
	s.line(l)
	s.launch()
}

// line puts a lane with letters behind those that are ready.
func (s *Store) line(l *lane) {
	if !l.queued && !l.busy && len(l.waiting) > 0 {
		l.queued = true
		s.ready = append(s.ready, l)
	}
}

// launch sends requests while there is room for them. One goes at once; another beside it when it is worth it, or when
// its letters have waited for a moment.
func (s *Store) launch() {
	for s.flying < maxFlying && len(s.ready) > 0 {
		if s.flying > 0 && len(s.ready) < worthIt {
			s.gather()
			return
		}
		s.start()
	}
}

// gather sends what is ready in a moment.
func (s *Store) gather() {
	if s.gathering {
		return
	}
	s.gathering = true
	time.AfterFunc(gatherFor, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gathering = false
		if s.flying < maxFlying && len(s.ready) > 0 {
			s.start()
			s.launch()
		}
	})
}

func (s *Store) start() {
	s.flying++
	g, late := s.load(time.Now())
	go s.fly(g, late)
}

// fly sends one request and tells what became of its letters.
func (s *Store) fly(g group, late []letter) {
	for i := range late {
		s.report(&late[i], errLate)
	}
	var verdicts []verdict
	if len(g) > 0 {
		verdicts = s.send(g)
	}
	s.mu.Lock()
	for i := range verdicts {
		s.land(&g[i], &verdicts[i])
	}
	s.mu.Unlock()
	for i := range verdicts {
		for j, err := range verdicts[i].outcomes {
			s.report(&g[i].letters[j], err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flying--
	s.launch()
}

func (s *Store) report(m *letter, err error) {
	defer s.calls.Done()
	s.metrics.count(time.Since(m.until.Add(-s.ack)), err)
	m.done(err)
}

// load takes letters of those lanes that wait longest, and those that waited too long.
func (s *Store) load(now time.Time) (g group, late []letter) {
	bytes := 0
	for len(s.ready) > 0 && len(g) < maxZones {
		l := s.ready[0]
		for len(l.waiting) > 0 && l.waiting[0].until.Before(now) {
			late, l.waiting = append(late, l.waiting[0]), l.waiting[1:]
		}
		p := parcel{lane: l, zone: l.zone, behind: l.tail, letters: chained(l.waiting)}
		if bytes += p.size(); len(g) > 0 && bytes > maxGroup {
			break
		}
		s.ready, l.queued = s.ready[1:], false
		if len(p.letters) == 0 {
			continue
		}
		l.busy, l.waiting = true, l.waiting[len(p.letters):]
		p.place()
		g = append(g, p)
	}
	return g, late
}

// chained are the first of some letters that may travel together.
func chained(all []letter) []letter {
	bytes := 0
	for i := range all {
		bytes += len(all[i].Payload())
		if i > 0 && (all[i].Prev() != all[i-1].Hash() || i == maxInZone || bytes > maxGroup) {
			return all[:i:i]
		}
	}
	return all[:len(all):len(all)]
}

// land takes in what became of a zone's letters.
func (s *Store) land(p *parcel, v *verdict) {
	l := p.lane
	l.busy = false
	if v.known {
		l.tail = v.tail
	}
	if back := p.letters[len(v.outcomes):]; len(back) > 0 {
		l.waiting = append(append([]letter(nil), back...), l.waiting...)
	}
	s.line(l)
}

// send makes the request until it is answered.
func (s *Store) send(g group) []verdict {
	ops := g.ops(wallclock.Now())
	var attempts atomic.Int32
	another := anotherAfter * time.Duration(1+g.size()/maxGroup)
	answer, err := try(s, s.ack, another, func(ctx context.Context) (*clientv3.TxnResponse, error) {
		attempts.Add(1)
		return s.client.Txn(ctx).Then(ops...).Commit()
	})
	if s.running.Err() != nil && err != nil {
		err = journal.ErrClosed
	}
	if err != nil {
		return g.failed(err)
	}
	return g.answered(answer.Responses, attempts.Load() > 1)
}

var errLate = errors.New("append: the servers did not take it in time")
