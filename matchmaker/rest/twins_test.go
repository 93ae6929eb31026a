package rest

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/golang-jwt/jwt/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/modes"
	"muster/matchmaker/notifier"
	"muster/matchmaker/queue"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// meeting is a registry whose entries never go away by themselves.
type meeting struct {
	registry.Registry // what matchmaking does not use

	mu          sync.Mutex
	shards      []registry.Shard
	matchmakers map[string]registry.Matchmaker
	others      []registry.Matchmaker // that the queue finds beside itself
	heads       []registry.Head
}

func (r *meeting) PutShard(_ context.Context, s registry.Shard) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shards = append(r.shards, s)
	return nil
}

func (r *meeting) Shards(context.Context) ([]registry.Shard, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]registry.Shard(nil), r.shards...), nil
}

func (r *meeting) RemoveShard(_ context.Context, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shards = slices.DeleteFunc(r.shards, func(s registry.Shard) bool { return s.ID == id })
	return nil
}

func (r *meeting) PutMatchmaker(_ context.Context, m registry.Matchmaker) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.matchmakers = map[string]registry.Matchmaker{m.ID: m}
	return nil
}

func (r *meeting) Matchmakers(context.Context) ([]registry.Matchmaker, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.others), nil
}
func (r *meeting) RemoveMatchmaker(context.Context, string) error { return nil }
func (r *meeting) PutHeads(_ context.Context, heads ...registry.Head) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heads = append(r.heads, heads...)
	return nil
}
func (r *meeting) DropHeads(context.Context, ...string) error { return nil }
func (r *meeting) FindHead(_ context.Context, match string) (registry.Head, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range r.heads {
		if h.Match == match {
			return h, true, nil
		}
	}
	return registry.Head{}, false, nil
}
func (r *meeting) Heads(context.Context) ([]registry.Head, error) { return nil, nil }
func (r *meeting) Watch(context.Context) <-chan struct{}          { return make(chan struct{}) }

func (r *meeting) announced(id string) (registry.Matchmaker, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m, ok := r.matchmakers[id]
	return m, ok
}

// fakeShard is a shard's control API that remembers what it was told.
type fakeShard struct {
	registry.Shard
	key    ed25519.PrivateKey
	server *httptest.Server

	mu      sync.Mutex
	opened  map[string]int    // calls by match
	ai      []string          // of the last one
	offered map[string]string // player by match/seat
	freed   []string          // match/seat/stint
	taken   []string          // matches taken over
	moved   []string          // match/shard: handed over
	ended   []string          // by an operator
	drains  bool
	access  map[string]api.Access     // by match, as told last
	shown   map[string]api.Spectators // by match
	hushed  map[string]time.Time      // by player: muted until then, as told last
	seen    []api.Presence            // who is there: whoever was offered a seat
	kept    map[string]string         // replays by match
	said    map[string]api.MatchSaid  // chat by match
	sights  int                       // how often somebody looked without delay
	answer  int                       // status of every call, if not 0
	refused int                       // calls answered so
	log     *book
}

func newShard(t *testing.T, id string, meet *meeting) *fakeShard {
	public, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	s := &fakeShard{
		key: key, opened: map[string]int{}, offered: map[string]string{}, access: map[string]api.Access{},
		shown: map[string]api.Spectators{}, hushed: map[string]time.Time{}, log: &book{},
	}
	r := chi.NewRouter()
	r.Use(s.guard(id, meet))
	r.Post("/v1/matches/{id}/take-over", s.note(func(r *http.Request) {
		s.taken = append(s.taken, chi.URLParam(r, "id"))
	}))
	r.Post("/v1/matches/{id}/end", s.note(func(r *http.Request) { s.ended = append(s.ended, chi.URLParam(r, "id")) }))
	r.Post("/v1/matches/{id}/hand-over", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		var o api.HandOver
		_ = json.NewDecoder(r.Body).Decode(&o)
		if s.answer != 0 {
			w.WriteHeader(s.answer)
			return
		}
		s.moved = append(s.moved, chi.URLParam(r, "id")+"/"+o.To)
		_ = json.NewEncoder(w).Encode(o)
	})
	s.log.routes(r)
	r.Post("/v1/drain", s.note(func(*http.Request) { s.drains = true }))
	r.Delete("/v1/drain", s.note(func(*http.Request) { s.drains = false }))
	r.Put("/v1/matches/{id}", s.note(func(r *http.Request) {
		var o api.OpenMatch
		_ = json.NewDecoder(r.Body).Decode(&o)
		s.opened[chi.URLParam(r, "id")]++
		s.ai = o.AI
		s.admits(chi.URLParam(r, "id"), o.Access)
		s.shown[chi.URLParam(r, "id")] = o.Spectators
		for _, v := range o.Seats {
			s.offered[fmt.Sprint(chi.URLParam(r, "id"), "/", v.Seat)] = v.Player
			s.hushed[v.Player] = v.Muted
			s.seen = append(s.seen, api.Presence{Stint: v.Stint, Here: true})
		}
	}))
	r.Get("/v1/matches/{id}/replay", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if file, ok := s.kept[chi.URLParam(r, "id")]; ok {
			_, _ = w.Write([]byte(file))
			return
		}
		http.NotFound(w, r)
	})
	r.Get("/v1/matches/{id}/chat", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if said, ok := s.said[chi.URLParam(r, "id")]; ok {
			_ = json.NewEncoder(w).Encode(said)
			return
		}
		http.NotFound(w, r)
	})
	r.Get("/v1/matches/{id}/sight", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sights++
		_, _ = w.Write([]byte("now of " + chi.URLParam(r, "id")))
	})
	r.Put("/v1/matches/{id}/access", s.note(func(r *http.Request) {
		var o api.Access
		_ = json.NewDecoder(r.Body).Decode(&o)
		s.admits(chi.URLParam(r, "id"), o)
	}))
	r.Get("/v1/sittings", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = json.NewEncoder(w).Encode(s.seen)
	})
	r.Put("/v1/players/{player}/mute", s.note(func(r *http.Request) {
		var o api.MutePlayer
		_ = json.NewDecoder(r.Body).Decode(&o)
		s.hushed[chi.URLParam(r, "player")] = o.Until
	}))
	r.Put("/v1/matches/{id}/seats/{seat}", s.note(func(r *http.Request) {
		var o api.OfferSeat
		_ = json.NewDecoder(r.Body).Decode(&o)
		s.offered[chi.URLParam(r, "id")+"/"+chi.URLParam(r, "seat")] = o.Player
		s.hushed[o.Player] = o.Muted
		s.seen = append(s.seen, api.Presence{Stint: o.Stint, Here: true})
	}))
	r.Delete("/v1/matches/{id}/seats/{seat}", s.note(func(r *http.Request) {
		s.freed = append(s.freed, chi.URLParam(r, "id")+"/"+chi.URLParam(r, "seat")+"/"+r.URL.Query().Get("sitting"))
	}))
	s.server = httptest.NewTLSServer(r)
	t.Cleanup(s.server.Close)
	hash := sha256.Sum256(s.server.Certificate().Raw)
	s.Shard = registry.Shard{
		ID: id, Addr: "127.0.0.1:4433", CertHash: hash[:], Control: s.server.URL, PublicKey: public, Capacity: 100,
	}
	require.NoError(t, meet.PutShard(t.Context(), s.Shard))
	return s
}

// guard lets only service tokens of announced matchmakers for this shard through.
func (s *fakeShard) guard(id string, meet *meeting) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, err := api.VerifyService(func(issuer string) (ed25519.PublicKey, bool) {
				m, ok := meet.announced(issuer)
				return m.PublicKey, ok
			}, r.Header.Get("Authorization")[len("Bearer "):], id, time.Now())
			if err != nil {
				w.WriteHeader(http.StatusServiceUnavailable) // not announced yet: try again
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func (s *fakeShard) note(f func(*http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.answer != 0 {
			s.refused++
			w.WriteHeader(s.answer)
			return
		}
		f(r)
		w.WriteHeader(http.StatusNoContent)
	}
}

// restarts makes it another run of the shard, which has forgotten what it was told.
func (s *fakeShard) restarts(t *testing.T, meet *meeting) {
	s.mu.Lock()
	s.shown = map[string]api.Spectators{}
	s.offered, s.access, s.hushed = map[string]string{}, map[string]api.Access{}, map[string]time.Time{}
	s.mu.Unlock()
	s.Began++
	require.NoError(t, meet.RemoveShard(t.Context(), s.ID))
	require.NoError(t, meet.PutShard(t.Context(), s.Shard))
}

// mutedFor is for how long nobody hears a player there.
func (s *fakeShard) mutedFor(player string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Until(s.hushed[player])
}

// at is whom a seat is meant for there.
func (s *fakeShard) at(match string, seat int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offered[fmt.Sprint(match, "/", seat)]
}

// bars reports whether a player may not be in a match there.
func (s *fakeShard) bars(match, player string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.access[match].Barred, player)
}

// inside reports whether a player may not watch a match there.
func (s *fakeShard) inside(match, player string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.access[match].Insiders, player)
}

// hasFreed reports whether it heard that a stint is over.
func (s *fakeShard) hasFreed(over string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.freed, over)
}

// spectators is what a match's spectators see there.
func (s *fakeShard) spectators(match string) api.Spectators {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown[match]
}

// admits takes in who may not be in a match. The caller holds mu.
func (s *fakeShard) admits(match string, a api.Access) {
	if a.Revision >= s.access[match].Revision {
		s.access[match] = a
	}
}

// answers has every call answered with a status; 0 for as it should be.
func (s *fakeShard) answers(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = status
}

// keeps has the shard keep a replay.
func (s *fakeShard) keeps(match, file string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = map[string]string{match: file}
}

// report tells the queue how a match ended, in this shard's name.
func (s *fakeShard) report(t *testing.T, c *api.Client, audience string, r api.MatchReport) error {
	token, err := api.SignService(s.key, s.ID, audience, time.Now())
	require.NoError(t, err)
	return c.As(token).Report(t.Context(), r)
}

// house is a running matchmaker behind HTTP: the API, and the queue that gives what it asks for.
type house struct {
	m     *Server
	queue *queue.Queue
	key   *shards.Key
	url   string
	end   func() // has Run end, waits until it has, and does nothing else
	stop  func()
	tries atomic.Int64 // see try
}

var (
	duel  = api.ScenarioInfo{Name: "duel", Teams: []int{0, 1}}
	arena = api.ScenarioInfo{Name: "arena", Teams: []int{0, 0, 1, 1}}
)

// wired makes a house as package matchmaker wires one; it stands still.
func wired(t *testing.T, dir string, reg registry.Registry, cfg Config) *house {
	h := &house{}
	if cfg.Store == nil {
		db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(furnished(t, dir), "matchmaker.db"))
		require.NoError(t, err)
		cfg.Store = db
	}
	key, err := shards.OpenKey(dir)
	require.NoError(t, err)
	if cfg.Offer == nil {
		cfg.Offer, err = modes.Complete(modes.Offer{Scenarios: []api.ScenarioInfo{duel, arena}})
		require.NoError(t, err)
	}
	cfg.ID, cfg.Notify, cfg.Shards, cfg.Registry = cmp.Or(cfg.ID, "queue-1"), notifier.New(),
		shards.New("queue-1", key, reg), reg
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Tickets = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tickets"}, []string{"outcome"})
	h.key = key
	h.m, err = Open(t.Context(), cfg)
	require.NoError(t, err)
	h.stop = sync.OnceFunc(func() {
		h.m.End()
		require.NoError(t, cfg.Store.Close())
	})
	t.Cleanup(func() { h.stop() })
	return h
}

// leads has a house's queue lead, with at most so many matches at once.
func (h *house) leads(t *testing.T, matches int) {
	c := h.m.cfg
	h.queue = queue.New(queue.Config{
		Store: c.Store, Notify: c.Notify, Shards: c.Shards, Registry: c.Registry, Offer: c.Offer, Leader: queue.Alone{},
		Matches: matches, Log: c.Log, Tickets: c.Tickets,
	})
	ctx, cancel := context.WithCancel(context.Background())
	var busy sync.WaitGroup
	busy.Go(func() { h.m.Run(ctx) })
	busy.Go(func() { _ = h.queue.Run(ctx) })
	h.end = sync.OnceFunc(func() {
		cancel()
		busy.Wait()
	})
	still := h.stop
	h.stop = sync.OnceFunc(func() {
		h.end()
		still()
	})
}

func start(t *testing.T, dir string, meet *meeting, matches int) *house {
	return startIn(t, dir, meet, matches, nil)
}

// startIn is start in a cluster that muster cluster began.
func startIn(t *testing.T, dir string, meet *meeting, matches int, in Cluster) *house {
	return startWith(t, dir, meet, matches, Config{Cluster: in})
}

// startWith is start of a queue that is set up in a way of its own.
func startWith(t *testing.T, dir string, meet *meeting, matches int, cfg Config) *house {
	cfg.hashing = 64
	h := wired(t, dir, meet, cfg)
	h.m.refuseAfter = 0         // TestWhoAsksTooMuchWaits has it
	h.m.logs.within = time.Hour // TestANodeThatDoesNotAnswerIsNamed has it
	require.NoError(t, meet.PutMatchmaker(t.Context(), registry.Matchmaker{
		ID: "queue-1", URL: "http://queue", PublicKey: h.key.Public,
	}))
	h.leads(t, matches)
	server := httptest.NewServer(h.m.Handler())
	h.url = server.URL
	led := h.stop
	h.stop = sync.OnceFunc(func() {
		led()
		server.Close()
	})
	return h
}

// patient bears a machine that stands still; it only ends a call that hangs.
var patient = &http.Client{Timeout: 2 * time.Minute}

// settled waits until a ticket waits no more.
func settled(t *testing.T, c *api.Client, id string) (ticket api.Ticket) {
	for ticket.Status == "" || ticket.Status == api.Waiting {
		var err error
		ticket, err = c.Ticket(t.Context(), id, 20*time.Second)
		require.NoError(t, err)
	}
	return ticket
}

// player signs a new guest in.
func (h *house) player(t *testing.T) (*api.Client, api.Guest) {
	c := api.NewClient(h.url, patient)
	g, err := c.Guest(t.Context(), "")
	require.NoError(t, err)
	return c.In(g, nil), g
}

// as is a client of another run of the queue that speaks for the same player.
func as(c *api.Client, h *house) *api.Client { return api.NewClient(h.url, patient).As(c.Token()) }

// forge signs an account's token in any way.
func forge(t *testing.T, method jwt.SigningMethod, key any, of api.Session, audience, kid string) string {
	session, _, _ := strings.Cut(of.Refresh, ".")
	token := jwt.NewWithClaims(method, accountClaims{jwt.RegisteredClaims{
		Issuer: accountIssuer, Audience: jwt.ClaimStrings{audience}, Subject: of.Player,
		ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour)),
	}, session})
	token.Header["kid"] = kid
	s, err := token.SignedString(key)
	require.NoError(t, err)
	return s
}
