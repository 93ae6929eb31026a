// Package server is the door: it admits players, spectators and bots, takes their orders to the
// zones and sends them views.
//
// The way in: door.go (link, Hello, ticket or token, seat, Welcome), then session.go (orders in, views out). The way
// out: a zone publishes into its match's feed (feed.go), whose goroutine alone decides what each session gets; one
// writer a session sends it. No lock is shared between a zone's tick and a network. Commanders
// (ai.go) see the same views.
package server

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"muster/ai"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/registry"
)

// Config is what a Server needs.
type Config struct {
	ID        string
	Shard     *shard.Shard
	Listener  wire.Listener
	Keys      *Keys                                  // of this shard; see OpenKeys
	JoinKeys  func() []ed25519.PublicKey             // whose join tickets count
	Scenarios func(name string) (*game.Setup, error) // what OpenMatch may name
	// lead empty seats of no level in particular; nil for ai.New
	Commander Commanders
	// of the levels that OpenMatch may name; nil for none
	Levels func(name string) (Commanders, error)
	// tells the queue a result, retried until nil; may be nil
	Report  func(ctx context.Context, r api.MatchReport) error
	Drained func() // told when Draining changes; may be nil
	// of a match that has ended, else ErrNoReplay; may be nil
	Replay func(ctx context.Context, match string) (*os.File, error)
	// what was written in a match that runs or has ended, else ErrNoReplay; may be nil
	Said func(ctx context.Context, match string) (api.MatchSaid, error)

	// the records of a match that runs up to a tick, as replay.File exports them; may be nil
	SoFar func(ctx context.Context, match string, until game.Tick) ([]byte, error)

	// Peers finds the keys of the other shards of a shared journal, and KeepReplay keeps a copy of a replay for one of
	// them. Both are nil where nothing is shared.
	Peers      func(shard string) (ed25519.PublicKey, bool)
	KeepReplay func(ctx context.Context, match string) (api.KeptReplay, error)

	// HandOver has another shard go on with a match, by name or whichever stands by, and tells which one does. An error
	// wraps ErrStays if the match goes on here. It is nil where nobody stands by.
	HandOver func(ctx context.Context, match, to string) (string, error)

	// Socket makes a link of a request for a WebSocket, which it answers otherwise: wire.AcceptSocket, or nil where no
	// browsers come in that way.
	Socket func(w http.ResponseWriter, r *http.Request, remote string) (wire.Conn, error)

	Full func() string // why no match is begun for now, empty if there is room; may be nil

	// Explained is told what a commander is up to whenever it has thought, and nothing when a player takes over. It
	// must not keep squads, and may be nil.
	Explained func(match string, tick game.Tick, seat uint8, squads []ai.Intention)

	Log      *slog.Logger
	Logbook  api.Logbook       // of the process; nil where nobody reads its log
	Registry registry.Registry // where matches live that do not live here; may be nil

	// PublicDelay is how far behind spectators of all are; 0 for 90 s. Shorter gives a live match away: for tests only.
	PublicDelay time.Duration
}

// Commanders makes the commander of a seat of a match.
type Commanders func(match string, s *game.Setup, seat uint8, seed uint64) ai.Commander

// Everywhere makes the commanders of all matches alike.
func Everywhere(makes func(s *game.Setup, seat uint8, seed uint64) ai.Commander) Commanders {
	return func(_ string, s *game.Setup, seat uint8, seed uint64) ai.Commander { return makes(s, seat, seed) }
}

// Server is a shard's front door.
type Server struct {
	cfg          Config
	shard        zones
	log          *slog.Logger
	counts       Counts
	running      context.Context // ends what the server started: reports, commanders, sessions
	stop         context.CancelFunc
	work         sync.WaitGroup
	draining     atomic.Bool
	untold       atomic.Int32 // results of matches that ended here, until the queue has taken them
	mutes        mutes
	thinking     chan struct{} // one place a processor, for commanders
	pendingLinks pendingLinks  // links without a valid ticket
	watching     watching
	embedded     watching // in frames of other pages
	throttled    *throttledLog
	warm         warmLinks
	pulse        pulse

	mu      sync.Mutex
	matches map[string]*match
	dozing  map[string]*dozing // what is remembered of matches that sleep
	ended   map[string]struct{}
	endings []string // keys of ended, oldest first
	closing bool     // no match is taken up any more
}

// New makes a Server. Matches that the shard resumed are taken up at once; AI leads the seats of players who do not
// return within a moment.
func New(cfg Config) (*Server, error) {
	if cfg.Shard == nil {
		return nil, errors.New("new server: Config.Shard is nil")
	}
	s, err := open(cfg, hosts{cfg.Shard})
	if err != nil {
		return nil, err
	}
	// Whether these were reported before the restart is not known; the queue counts each match once.
	for id, result := range cfg.Shard.Ended() {
		s.work.Go(func() { s.report(id, result) })
	}
	cfg.Shard.OnAlarm(s.Inherit)
	return s, nil
}

func open(cfg Config, z zones) (*Server, error) {
	if cfg.Listener == nil || cfg.Keys == nil || cfg.JoinKeys == nil {
		return nil, errors.New("new server: Config needs Listener, Keys and JoinKeys")
	}
	if cfg.Commander == nil {
		cfg.Commander = Everywhere(ai.New)
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.PublicDelay == 0 {
		cfg.PublicDelay = publicDelay
	}
	s := &Server{
		cfg: cfg, shard: z, log: cfg.Log,
		matches: map[string]*match{}, dozing: map[string]*dozing{}, ended: map[string]struct{}{},
		thinking: make(chan struct{}, processors()), throttled: newThrottledLog(cfg.Log),
		pulse:    pulse{shard: cfg.Shard},
		watching: watching{bounds: spectatorBounds}, embedded: watching{bounds: embeddedBounds},
	}
	s.running, s.stop = context.WithCancel(context.Background())
	for _, z := range z.all() {
		s.adopt(z)
	}
	return s, nil
}

// Run serves until ctx ends, then says goodbye to everybody.
func (s *Server) Run(ctx context.Context) error {
	s.work.Go(s.tendWarm)
	err := s.accept(ctx)
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	var gone sync.WaitGroup
	for _, m := range s.all() {
		gone.Go(func() { m.closeAll(wire.ShuttingDown) })
	}
	gone.Wait()
	s.stop()
	err = errors.Join(err, s.cfg.Listener.Close())
	s.work.Wait()
	return err
}

// all is the matches that run here, in no order.
func (s *Server) all() []*match {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.matches))
}

// adopt makes a zone's match known and feeds it. A zone that is known already keeps its match.
func (s *Server) adopt(z zone) *match {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.matches[z.Match()]; ok && m.zone == z {
		return m
	}
	if s.closing {
		return nil
	}
	m := newMatch(s, z)
	m.remember(s.recall(m.id))
	s.matches[m.id] = m
	s.work.Go(m.feed)
	return m
}

// find returns a running match, or the reason to refuse it.
func (s *Server) find(id string) (*match, wire.Reason) {
	z, err := s.awake(id)
	s.mu.Lock()
	_, ended := s.ended[id]
	s.mu.Unlock()
	switch {
	case ended, errors.Is(err, shard.ErrEnded):
		return nil, wire.MatchEnded
	case errors.Is(err, shard.ErrVoid), errors.Is(err, shard.ErrFenced):
		return nil, wire.UnknownMatch
	case errors.Is(err, shard.ErrAsleep): // it could not be woken: the journal's store is away
		return nil, wire.ShuttingDown
	case err != nil:
		return nil, wire.Quarantined
	case z == nil:
		return nil, wire.UnknownMatch
	}
	if m := s.adopt(z); m != nil {
		return m, wire.Left
	}
	return nil, wire.ShuttingDown
}

// drop forgets a match that has stopped.
func (s *Server) drop(m *match, over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.matches[m.id] == m {
		delete(s.matches, m.id)
	}
	if _, known := s.ended[m.id]; !over || known {
		return
	}
	s.ended[m.id] = struct{}{}
	if s.endings = append(s.endings, m.id); len(s.endings) > maxEnded {
		delete(s.ended, s.endings[0])
		s.endings = s.endings[1:]
	}
}
