package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/table"
	"muster/shard"
)

// A match by turns in which nobody is and nothing is due is put to bed: its table, its commanders and its zone go, and
// what is left is what the queue has said of it. A player, a spectator, a deadline, or whatever else the queue wants of
// it wakes it.

// dozing is what is remembered of a match that sleeps.
type dozing struct {
	scenario string
	seats    int            // how many it has
	brief    *api.OpenMatch // what the queue said; nil until it has
	since    time.Time      // since when nobody is there
}

// tire puts the match to bed once nobody has been there for a while. The zone decides whether it may sleep. The caller
// holds mu.
func (m *match) tire(p *shard.Publication) {
	if len(m.sessions) > 0 || !p.Slot || p.Rest.Phase != game.Planning {
		m.alone = 0
		return
	}
	if m.alone++; m.alone > bedSlots {
		m.zone.Sleep()
	}
}

// learnt is what the queue has said of the match so far, for when it is woken. The caller holds mu.
func (m *match) learnt(o *api.OpenMatch) {
	brief := *o
	m.brief = &brief
}

// dozes is what is remembered of the match should it sleep.
func (m *match) dozes() *dozing {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := &dozing{m.setup.Scenario.Name, len(m.setup.Scenario.Seats), m.brief, time.Now()}
	for _, away := range m.away {
		if away.Before(d.since) {
			d.since = away
		}
	}
	return d
}

// doze remembers a match that fell asleep. Its zone is not ours any more.
func (m *match) doze() {
	d := m.dozes()
	m.srv.mu.Lock()
	defer m.srv.mu.Unlock()
	if m.srv.matches[m.id] == m { // else it has been woken already
		delete(m.srv.matches, m.id)
		m.srv.dozing[m.id] = d
	}
}

// recall takes what is remembered of a match that slept. The caller holds mu.
func (s *Server) recall(id string) *dozing {
	if m := s.matches[id]; m != nil { // woken before its door has noticed that it slept
		return m.dozes()
	}
	d := s.dozing[id]
	delete(s.dozing, id)
	return d
}

// remember takes up what was remembered while the match slept. Nobody else knows the match yet.
func (m *match) remember(d *dozing) {
	if d == nil || d.brief == nil {
		return
	}
	levels, err := m.srv.levels(d.brief.AI)
	if err != nil { // they were found before: the queue says it again
		return
	}
	m.update(d.brief, levels)
	for _, v := range d.brief.Seats {
		m.away[v.Stint] = d.since
	}
}

// awake finds a match that runs here, and wakes it if it sleeps.
func (s *Server) awake(id string) (zone, error) {
	ctx, cancel := context.WithTimeout(s.running, wakeWithin)
	defer cancel()
	z, err := s.shard.find(id)
	for ; err == nil && z != nil && hasSlept(z) && ctx.Err() == nil; z, err = s.shard.find(id) {
		time.Sleep(time.Millisecond) // the shard files it just now
	}
	if !errors.Is(err, shard.ErrAsleep) {
		return z, err
	}
	z, err = s.shard.wake(ctx, id)
	if err != nil && ctx.Err() != nil {
		return nil, shard.ErrAsleep
	}
	return z, err
}

// endMatch ends a match without a winner. What is said to one that falls asleep just now is lost: who asked is told to
// ask again, which wakes it.
func (s *Server) endMatch(w http.ResponseWriter, r *http.Request, m *match) {
	m.zone.Abandon()
	select {
	case <-m.zone.Done():
	case <-time.After(endsWithin):
	case <-r.Context().Done():
	}
	if hasSlept(m.zone) {
		problem(w, http.StatusServiceUnavailable, "match %s fell asleep just now: try again", m.id)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// hasSlept reports whether a zone has stopped since its match sleeps.
func hasSlept(z zone) bool {
	select {
	case <-z.Done():
		return errors.Is(z.Err(), shard.ErrAsleep)
	default:
		return false
	}
}

// briefAsleep notes what the queue says of a match that sleeps: it is no reason to wake it. It is false for a match
// that does not.
func (s *Server) briefAsleep(id string, o *api.OpenMatch) bool {
	if _, err := s.shard.find(id); !errors.Is(err, shard.ErrAsleep) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.dozing[id]
	if d == nil {
		d = &dozing{since: time.Now()}
		s.dozing[id] = d
	}
	d.scenario, d.brief = o.Scenario, o
	for _, v := range o.Seats {
		s.mutes.set(cut(v.Player), v.Muted)
	}
	return true
}

// asleep lists the matches that sleep here, for the queue: it takes them for running.
func (s *Server) asleep() (list []api.Match) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.shard.asleep() {
		row := api.Match{ID: id, Shard: s.cfg.ID, Addr: s.cfg.Listener.Addr()}
		if d := s.dozing[id]; d != nil {
			row.Scenario, row.Seats = d.scenario, d.seats
		}
		list = append(list, row)
	}
	return list
}

// absentees are those whose matches sleep.
func (s *Server) absentees(now time.Time) (all []api.Presence) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.shard.asleep() {
		d := s.dozing[id]
		if d == nil || d.brief == nil {
			continue
		}
		for _, v := range d.brief.Seats {
			all = append(all, api.Presence{Stint: v.Stint, Away: int64(now.Sub(d.since) / time.Second)})
		}
	}
	return all
}

// offered is what the queue has said of the match, with another player in a seat. The caller holds mu.
func (m *match) offered(n int, o *api.OfferSeat) {
	m.freed(n, 0)
	if m.brief != nil {
		m.brief.Seats = append(m.brief.Seats, api.OfferedSeat{Seat: n, OfferSeat: *o})
	}
}

// freed is the same without the player of a stint, whichever it is for 0. The caller holds mu.
func (m *match) freed(n int, stint int64) {
	if m.brief == nil {
		return
	}
	brief := *m.brief
	brief.Seats = slices.DeleteFunc(slices.Clone(brief.Seats), func(v api.OfferedSeat) bool {
		return v.Seat == n && (stint == 0 || v.Stint == stint)
	})
	m.brief = &brief
}

// admitted is the same with who may not be there. The caller holds mu.
func (m *match) admitted(a table.Access) {
	if m.brief != nil && a.Revision >= m.brief.Revision {
		brief := *m.brief
		brief.Access = api.Access(a)
		m.brief = &brief
	}
}
