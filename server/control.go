package server

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"muster/matchmaker/api"
	"muster/server/table"
	"muster/server/wire"
	"muster/shard"
	"muster/wallclock"
)

// Control is the API of the private listener, for the queue. Callers prove themselves with service tokens, checked
// against the keys that keyOf finds for an issuer; other shards by those that Config.Peers finds.
//
//	GET    /v1/matches                         the matches that run here
//	PUT    /v1/matches/{id}                    api.OpenMatch: run it; idempotent by the id; 410 when it has ended,
//	                                           412 when it waits for another release, 404 when another
//	                                           shard has taken it over
//	POST   /v1/matches/{id}/take-over          go on with it, whoever ran it so far; idempotent; 410 and 412 likewise
//	POST   /v1/matches/{id}/hand-over          api.HandOver: have another shard go on with it, any if none is named;
//	                                           answered with api.HandOver when it does; 409 when the match stays
//	GET    /v1/matches/{id}/replay             the file of one that has ended; 404 when none is kept here,
//	                                           503 while it is being made
//	GET    /v1/matches/{id}/chat               api.MatchSaid: what was written in one that runs or has ended, to
//	                                           teams, too; 404 when it is not kept here
//	GET    /v1/matches/{id}/so-far             the same of one that runs, as far as spectators may see; it has the
//	                                           seed and all orders: for what draws it, and never passed on
//	GET    /v1/matches/{id}/sight              wire.Sight: what happens in one that runs now, for an operator with
//	                                           the right to see that; 503 while nothing has happened
//	PUT    /v1/matches/{id}/replay             of other shards alone: keep a copy, made from the shared journal;
//	                                           answered with api.KeptReplay when it stands on the disk
//	POST   /v1/matches/{id}/end                end it without a winner
//	PUT    /v1/matches/{id}/seats/{seat}       api.OfferSeat: the seat is meant for this player
//	DELETE /v1/matches/{id}/seats/{seat}       ?sitting=N: whoever had the seat gave it up; answered when the
//	                                           journal knows
//	PUT    /v1/matches/{id}/access             api.Access: who may not play or watch
//	PUT    /v1/matches/{id}/barred             {"players": [...]}: the same, as queues of the release before say it
//	GET    /v1/sittings                        []api.Presence: who is there, of those who have a seat
//	PUT    /v1/players/{player}/mute           api.MutePlayer: nobody hears the player until then, in any match here
//	GET    /v1/own/log                         api.LogQuery as an address has it: api.LogPage of the process's log
//	PUT    /v1/own/log-level                   api.LogLevelRequest: log more, or less
//	GET    /v1/link                            Upgrade: websocket; Muster-Client: ADDR:PORT: a client's link, which
//	                                           the matchmaker brings from a browser; see wire.AcceptSocket
//	POST   /v1/drain                           open no more matches
//	DELETE /v1/drain                           open matches again
func (s *Server) Control(keyOf func(issuer string) (ed25519.PublicKey, bool)) http.Handler {
	r, queue := chi.NewRouter(), s.onlyServices(keyOf)
	r.Group(func(r chi.Router) {
		r.Use(queue)
		s.routes(r)
	})
	if s.cfg.Peers != nil {
		r.With(s.onlyServices(s.cfg.Peers)).Put("/v1/matches/{id}/replay", s.keepReplay)
	}
	r.NotFound(queue(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem(w, http.StatusNotFound, "no such path")
	})).ServeHTTP)
	return r
}

// routes are the queue's.
func (s *Server) routes(r chi.Router) {
	r.Get("/v1/matches", s.listMatches)
	r.Put("/v1/matches/{id}", s.openMatch)
	r.Post("/v1/matches/{id}/take-over", s.takeOver)
	r.Post("/v1/matches/{id}/hand-over", s.onMatch(s.answerHandOver))
	r.Get("/v1/matches/{id}/replay", s.sendReplay)
	r.Get("/v1/matches/{id}/chat", s.tellSaid)
	r.Get("/v1/matches/{id}/so-far", s.onMatch(s.sendSoFar))
	r.Get("/v1/matches/{id}/sight", s.onMatch(s.sendSight))
	r.Post("/v1/matches/{id}/end", s.onMatch(s.endMatch))
	r.Put("/v1/matches/{id}/seats/{seat}", s.onSeat(offerSeat))
	r.Delete("/v1/matches/{id}/seats/{seat}", s.onSeat(freeSeat))
	r.Put("/v1/matches/{id}/access", s.onMatch(setAccess))
	r.Put("/v1/matches/{id}/barred", s.onMatch(bar))
	r.Get("/v1/sittings", s.listPresence)
	r.Put("/v1/players/{player}/mute", s.mute)
	if s.cfg.Socket != nil {
		r.Get("/v1/link", s.takeSocket)
	}
	if s.cfg.Logbook != nil {
		r.Get("/v1/own/log", s.readLog)
		r.Put("/v1/own/log-level", s.setLogLevel)
	}
	r.Post("/v1/drain", func(w http.ResponseWriter, _ *http.Request) {
		s.Drain()
		w.WriteHeader(http.StatusNoContent)
	})
	r.Delete("/v1/drain", func(w http.ResponseWriter, _ *http.Request) {
		s.drain(false)
		w.WriteHeader(http.StatusNoContent)
	})
}

// problem answers as RFC 9457 draws it.
func problem(w http.ResponseWriter, status int, format string, args ...any) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{
		"title": http.StatusText(status), "status": status, "detail": fmt.Sprintf(format, args...),
	})
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(body)
}

func (s *Server) onlyServices(keyOf func(string) (ed25519.PublicKey, bool)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if _, err := api.VerifyService(keyOf, token, s.cfg.ID, wallclock.Now()); err != nil {
				s.throttled.say(slog.LevelWarn, "control calls refused", "service token", "why", err)
				problem(w, http.StatusUnauthorized, "a service token for shard %s is needed%s", s.cfg.ID,
					api.ClockTrouble(err))
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		})
	}
}

// read decodes the body, answering what is wrong with it.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		problem(w, http.StatusUnprocessableEntity, "the body: %v", err)
		return false
	}
	return true
}

func (s *Server) listMatches(w http.ResponseWriter, _ *http.Request) {
	list := []api.Match{}
	s.mu.Lock()
	for _, m := range s.matches {
		list = append(list, api.Match{
			ID: m.id, Scenario: m.setup.Scenario.Name, Shard: s.cfg.ID, Addr: s.cfg.Listener.Addr(),
			Seats: len(m.setup.Scenario.Seats),
		})
	}
	s.mu.Unlock()
	list = append(list, s.asleep()...)
	slices.SortFunc(list, func(a, b api.Match) int { return strings.Compare(a.ID, b.ID) })
	answer(w, list)
}

func (s *Server) openMatch(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	var o api.OpenMatch
	if !read(w, r, &o) {
		return
	}
	if id == "" || cut(id) != id {
		problem(w, http.StatusUnprocessableEntity, "a match's id has 1 to %d bytes", maxWhat)
		return
	}
	levels, err := s.levels(o.AI)
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "%v", err)
		return
	}
	if s.briefAsleep(id, &o) {
		answer(w, o)
		return
	}
	switch m, why := s.find(id); {
	case m != nil:
		m.update(&o, levels)
		answer(w, o)
		return
	case why == wire.MatchEnded:
		problem(w, http.StatusGone, "match %s has ended", id)
		return
	case s.absent(w, id, s.why(id)):
		return
	case why == wire.ShuttingDown || s.draining.Load():
		problem(w, http.StatusServiceUnavailable, "this shard opens no more matches")
		return
	case s.cfg.Full != nil && s.cfg.Full() != "":
		problem(w, http.StatusServiceUnavailable, "%s", s.cfg.Full())
		return
	}
	s.begin(w, r, id, o, levels)
}

func (s *Server) begin(w http.ResponseWriter, r *http.Request, id string, o api.OpenMatch, levels []Commanders) {
	if s.cfg.Scenarios == nil {
		problem(w, http.StatusUnprocessableEntity, "this shard has no scenarios")
		return
	}
	setup, err := s.cfg.Scenarios(o.Scenario)
	if err == nil {
		setup, err = withClock(setup, o.Clock)
	}
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "scenario %q: %v", cut(o.Scenario), err)
		return
	}
	wait := awaited(&o, setup.Scenario.Turns.Kind, wallclock.Now())
	z, err := s.shard.begin(r.Context(), id, setup, o.Seed, wait)
	switch {
	case errors.Is(err, shard.ErrFenced): // it was ours until another shard took it over: the queue has not heard of it
		s.log.Info("match not opened: it was begun before, and does not run here", "match", id)
		problem(w, http.StatusNotFound, "match %s does not run here", id)
		return
	case err != nil:
		s.log.Error("match not opened", "match", id, "why", err)
		problem(w, http.StatusServiceUnavailable, "match %s: %v", id, err)
		return
	}
	m := s.adopt(z)
	if m == nil {
		problem(w, http.StatusServiceUnavailable, "this shard shuts down")
		return
	}
	m.update(&o, levels)
	s.log.Info("match opened", "match", id, "scenario", o.Scenario)
	answer(w, o)
}

func (s *Server) onMatch(do func(http.ResponseWriter, *http.Request, *match)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := chi.URLParam(r, "id")
		m, why := s.find(id)
		switch {
		case m != nil:
			do(w, r, m)
		case why == wire.MatchEnded:
			problem(w, http.StatusGone, "match %s has ended", cut(id))
		case s.absent(w, id, s.why(id)):
		default:
			problem(w, http.StatusNotFound, "match %s does not run here", cut(id))
		}
	}
}

func (s *Server) onSeat(do func(http.ResponseWriter, *http.Request, *match, int)) http.HandlerFunc {
	return s.onMatch(func(w http.ResponseWriter, r *http.Request, m *match) {
		n, err := strconv.Atoi(chi.URLParam(r, "seat"))
		if err != nil || n < 0 || n >= m.table.Seats() {
			problem(w, http.StatusNotFound, "match %s has seats 0 to %d", m.id, m.table.Seats()-1)
			return
		}
		do(w, r, m, n)
	})
}

// levels finds the commanders of each seat's level.
func (s *Server) levels(names []string) ([]Commanders, error) {
	all := make([]Commanders, len(names))
	for seat, name := range names {
		all[seat] = s.cfg.Commander
		if name == "" {
			continue
		}
		if s.cfg.Levels == nil {
			return nil, fmt.Errorf("ai of seat %d: this shard has no commanders of level %q", seat, cut(name))
		}
		var err error
		if all[seat], err = s.cfg.Levels(name); err != nil {
			return nil, fmt.Errorf("ai of seat %d: %w", seat, err)
		}
	}
	return all, nil
}

// appoint tells the seats which commanders lead them while nobody sits there.
func (m *match) appoint(names []string, levels []Commanders) {
	for seat, name := range names[:min(len(names), len(m.commanders))] {
		m.commanders[seat].appoint(name, levels[seat])
	}
}

// update takes in what the queue says of a match: whom seats are meant for, who is muted, and who may not come.
func (m *match) update(o *api.OpenMatch, levels []Commanders) {
	m.appoint(o.AI, levels)
	m.setSpectators(o.Spectators)
	m.mu.Lock()
	defer m.mu.Unlock()
	var offers []table.Offer
	for _, v := range o.Seats {
		offers = append(offers, offerOf(v.Seat, &v.OfferSeat))
		m.srv.mutes.set(cut(v.Player), v.Muted)
	}
	m.table.Brief(offers, table.Access(o.Access))
	m.learnt(o)
	m.talkFrom.Store(0)
}

func offerOf(seat int, o *api.OfferSeat) table.Offer {
	return table.Offer{Seat: seat, Player: cut(o.Player), Name: cut(o.Name), Stint: o.Stint}
}

// offerSeat gives a seat to a player; a session of somebody else in it ends.
func offerSeat(w http.ResponseWriter, r *http.Request, m *match, n int) {
	var o api.OfferSeat
	if !read(w, r, &o) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.table.Offer(offerOf(n, &o))
	m.offered(n, &o)
	m.srv.mutes.set(cut(o.Player), o.Muted)
	w.WriteHeader(http.StatusNoContent)
}

// freeSeat ends a stint. It answers when the journal knows: then what opened the seat opens it no more, whatever
// happens to this process.
func freeSeat(w http.ResponseWriter, r *http.Request, m *match, n int) {
	stint, _ := strconv.ParseInt(r.URL.Query().Get("sitting"), 10, 64)
	for until := time.Now().Add(freeWithin); !m.free(n, stint); {
		select {
		case <-time.After(freeEvery):
		case <-r.Context().Done():
			return
		case <-m.zone.Done():
			problem(w, http.StatusServiceUnavailable, "match %s stops here", m.id)
			return
		}
		if time.Now().After(until) {
			problem(w, http.StatusServiceUnavailable, "match %s cannot write down that seat %d is free: try again",
				m.id, n)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func (m *match) free(n int, stint int64) (known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.freed(n, stint)
	return m.table.Free(n, stint)
}

// setAccess says who may not play or watch.
func setAccess(w http.ResponseWriter, r *http.Request, m *match) {
	var o api.Access
	if read(w, r, &o) {
		m.admit(table.Access(o))
		w.WriteHeader(http.StatusNoContent)
	}
}

// bar says which players may not be in a match.
func bar(w http.ResponseWriter, r *http.Request, m *match) {
	var o struct{ Players []string }
	if read(w, r, &o) {
		m.admit(table.Access{Barred: o.Players})
		w.WriteHeader(http.StatusNoContent)
	}
}

func (m *match) admit(a table.Access) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.admitted(a)
	m.table.Admit(a)
}
