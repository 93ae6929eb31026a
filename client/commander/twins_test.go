package commander

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

// house is a whole server in virtual time with a duel that runs, and a queue that gives its seat 0 away.
type house struct {
	t    *testing.T
	key  ed25519.PrivateKey
	door *wire.PipeListener
	ai   [2]thoughts // of the server's own commanders, by seat

	mu     sync.Mutex
	away   bool   // the queue answers nobody
	refuse int    // the status with which it refuses tickets
	holder string // the player who has seat 0
	guests int
	calls  []string
}

// thoughts are when a commander thought.
type thoughts struct {
	mu    sync.Mutex
	ticks []game.Tick
}

func (h *thoughts) note(at game.Tick) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ticks = append(h.ticks, at)
}

// since are those from a tick on.
func (h *thoughts) since(t game.Tick) (all []game.Tick) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, at := range h.ticks {
		if at >= t {
			all = append(all, at)
		}
	}
	return all
}

// noted is a commander whose thoughts are noted.
type noted struct {
	ai.Commander
	in *thoughts
}

func (n noted) Think(v *game.View, talk []game.Talk) []game.Order {
	n.in.note(v.Tick)
	return n.Commander.Think(v, talk)
}

// story runs in virtual time.
func story(t *testing.T, tell func(t *testing.T, h *house)) {
	keys, err := server.OpenKeys(t.TempDir())
	require.NoError(t, err)
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, key: key, door: wire.NewPipeListener()}
		s, err := shard.Open(t.Context(), shard.Config{
			ID: "one", Store: journal.NewMemory(), Sidecar: journal.NewMemorySidecar(),
		})
		require.NoError(t, err)
		srv, err := server.New(server.Config{
			ID: "one", Shard: s, Listener: h.door, Keys: keys,
			JoinKeys: func() []ed25519.PublicKey { return []ed25519.PublicKey{pub} },
			Commander: func(_ string, s *game.Setup, seat uint8, seed uint64) ai.Commander {
				return noted{ai.New(s, seat, seed), &h.ai[seat]}
			},
		})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(context.Background())
		gone := make(chan struct{})
		go func() { defer close(gone); _ = srv.Run(ctx) }()
		_, err = s.Begin(t.Context(), "m", setup, 7)
		require.NoError(t, err)
		defer func() { s.Close(); cancel(); <-gone }()
		tell(t, h)
	})
}

// ticket opens the door to a seat.
func (h *house) ticket(seat int, player string) string {
	claims := api.JoinClaims{Match: "m", Seat: seat, Player: player, Name: player, Expires: time.Now().Add(time.Minute)}
	_, _ = rand.Read(claims.ID[:])
	ticket, err := api.SignJoin(h.key, claims)
	require.NoError(h.t, err)
	return ticket
}

// RoundTrip is the queue's API.
func (h *house) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w, player := httptest.NewRecorder(), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	h.calls = append(h.calls, r.Method+" "+r.URL.Path)
	seat := func() api.Assignment { return api.Assignment{Match: "m", Join: h.ticket(0, player)} }
	switch {
	case h.away:
		return nil, fmt.Errorf("connection refused")
	case r.URL.Path == "/v1/guests":
		h.guests++
		name := fmt.Sprint("p", h.guests)
		_ = json.NewEncoder(w).Encode(api.Guest{Player: name, Token: name, Expires: time.Now().Add(time.Hour)})
	case r.URL.Path == "/v1/sessions/refresh":
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == "/v1/seat" && h.holder == player:
		_ = json.NewEncoder(w).Encode(api.Seated{Match: "m"})
	case r.URL.Path == "/v1/seat":
		w.WriteHeader(http.StatusNotFound)
	case r.URL.Path == "/v1/tickets" && h.refuse != 0:
		w.WriteHeader(h.refuse)
	case r.URL.Path == "/v1/tickets":
		h.holder = player
		a := seat()
		_ = json.NewEncoder(w).Encode(api.Ticket{ID: "t", Status: api.Assigned, Assignment: &a})
	case strings.HasSuffix(r.URL.Path, "/where"):
		_ = json.NewEncoder(w).Encode(seat())
	case r.Method == http.MethodDelete:
		h.holder = ""
		w.WriteHeader(http.StatusNoContent)
	}
	return w.Result(), nil
}

// set changes the queue.
func (h *house) set(do func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do()
}

// process is a commander's process: it can be killed.
type process struct {
	house *house
	stop  func() error // SIGTERM
	dead  bool
	kept  Kept // on its disk
	mu    sync.Mutex
	links []wire.Conn
}

// start runs a commander with what is on a disk.
func (h *house) start(kept Kept) *process {
	p := &process{house: h, kept: kept}
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan error, 1)
	p.stop = func() error { cancel(); return <-done }
	go func() {
		done <- Run(ctx, Config{
			Queue: api.NewClient("http://queue", &http.Client{Transport: h}), Makes: ai.New, Seed: 1, Kept: kept,
			Keep: p.keep, Dial: p.dial,
		})
	}()
	return p
}

func (p *process) keep(k Kept) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.dead {
		p.kept = k
	}
	return nil
}

func (p *process) dial(ctx context.Context, addr string, cert []byte) (wire.Conn, error) {
	c, err := p.house.door.Dial(ctx, addr, cert)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return nil, context.Canceled
	}
	if err == nil {
		p.links = append(p.links, c)
	}
	return c, err
}

// kill is kill -9 as the server notices it: its links are dead, and nobody says goodbye.
func (p *process) kill() {
	p.mu.Lock()
	p.dead = true
	for _, l := range p.links {
		_ = l.Close(wire.TimedOut, "")
	}
	p.mu.Unlock()
	_ = p.stop() // what is left of it does nothing any more
}

// witness is somebody in seat 1.
type witness struct {
	*client.Client
	t    *testing.T
	tick game.Tick // of the newest view
}

func (h *house) witness() *witness {
	c, err := client.Dial(h.t.Context(), client.Config{
		Join: client.Join{Match: "m", Ticket: h.ticket(1, "witness")}, Dial: h.door.Dial,
	})
	require.NoError(h.t, err)
	return &witness{Client: c, t: h.t}
}

// sees waits until the match says that seat 0 is led by somebody, and returns the tick of the newest view by then.
func (w *witness) sees(by game.Leader) game.Tick {
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	for {
		u, err := w.Next(ctx)
		require.NoError(w.t, err)
		if u.View != nil {
			w.tick = u.View.Tick
		}
		if w.Seats()[0].Leader == by {
			return w.tick
		}
	}
}

// watches takes views for a while.
func (w *witness) watches(d time.Duration) game.Tick {
	ctx, cancel := context.WithTimeout(w.t.Context(), d)
	defer cancel()
	for {
		u, err := w.Next(ctx)
		if err != nil {
			return w.tick
		}
		if u.View != nil {
			w.tick = u.View.Tick
		}
	}
}
