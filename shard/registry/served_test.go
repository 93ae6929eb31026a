package registry_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// pipes is a network in memory, which is what virtual time needs.
type pipes struct {
	calls  chan net.Conn
	closed chan struct{}
	close  func()
}

func newPipes() *pipes {
	p := &pipes{calls: make(chan net.Conn), closed: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.closed) })
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.close(); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.calls <- there:
		return here, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// server is a process that serves a registry with the secret "secret", and that can be killed and started again.
type server struct {
	ttl   time.Duration
	knows *registry.Memory

	mu   sync.Mutex
	http *http.Server
	net  *pipes
}

func newServer(t *testing.T, ttl time.Duration) *server {
	s := &server{ttl: ttl, knows: registry.NewMemory(ttl)}
	s.start()
	t.Cleanup(s.kill)
	return s
}

// start begins to serve what the process knows.
func (s *server) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.http, s.net = &http.Server{Handler: registry.Serve(s.knows, "secret")}, newPipes()
	go func(h *http.Server, l net.Listener) { _ = h.Serve(l) }(s.http, s.net) // until it is closed
}

// restart starts the process anew: it knows nothing.
func (s *server) restart() {
	s.knows = registry.NewMemory(s.ttl)
	s.knows.Recover()
	s.start()
}

func (s *server) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.net.Close()
	_ = s.http.Close()
}

// dial is how another process comes in with a secret, and what cuts it off and lets it through again.
func (s *server) dial(t *testing.T, secret string) (r *registry.Remote, cut, heal func()) {
	r, err := registry.Dial("http://" + secret + "@house")
	require.NoError(t, err)
	w := &way{to: s}
	t.Cleanup(r.Over(w.dial))
	return r, w.cut, w.heal
}

// way is one process's way to a server.
type way struct {
	to *server

	mu    sync.Mutex
	off   bool
	conns []net.Conn
}

func (w *way) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	w.to.mu.Lock()
	there := w.to.net
	w.to.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.off {
		return nil, errors.New("no route to host")
	}
	c, err := there.dial(ctx)
	if err == nil {
		w.conns = append(w.conns, c)
	}
	return c, err
}

func (w *way) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.off = true
	for _, c := range w.conns {
		_ = c.Close()
	}
	w.conns = nil
}

func (w *way) heal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.off = false
}

// directory is the server as something to be hurt.
func (s *server) directory(restart func()) directory {
	return directory{
		join: func(t *testing.T) (in elector, cut, heal func()) { return s.dial(t, "secret") },
		kill: s.kill, restart: restart,
	}
}

// The same over HTTP, as the processes of one machine meet.
func TestServedToOtherProcesses(t *testing.T) {
	conform(t, place{
		brief: 10 * time.Second, lasting: 10 * time.Second,
		tell: synctest.Test,
		open: func(t *testing.T, ttl time.Duration) (one, other registry.Registry) {
			s := newServer(t, ttl)
			one, _, _ = s.dial(t, "secret")
			other, _, _ = s.dial(t, "secret")
			return one, other
		},
	})
}

func TestOneLeadsInAServedRegistry(t *testing.T) {
	elect(t, arena{tell: synctest.Test, strict: true, open: func(t *testing.T) directory {
		s := newServer(t, registry.SilentAfter)
		return s.directory(s.restart)
	}})
}

// Restarted it knows nothing; stopped and continued, all that it knew has run out.
func TestAServedRegistryIsAwayForAWhile(t *testing.T) {
	for name, away := range map[string]time.Duration{"for a moment": 0, "for a minute": time.Minute} {
		t.Run("restarted "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newServer(t, registry.SilentAfter)
				outlive(t, s.directory(s.restart), registry.SilentAfter, away)
			})
		})
		t.Run("stood still "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newServer(t, registry.SilentAfter)
				outlive(t, s.directory(s.start), registry.SilentAfter, away)
			})
		})
	}
}

// Restarted within a moment in which nobody asked, it tells nobody that all are gone, until all who live have had the
// time to put themselves again.
func TestAServedRegistryThatWasRestartedDoesNotCallEverybodyDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, registry.SilentAfter)
		r, _, _ := s.dial(t, "secret")
		late, _, _ := s.dial(t, "secret")
		require.NoError(t, r.PutShard(t.Context(), registry.Shard{ID: "a"}))
		require.NoError(t, r.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "m"}))
		shards(t, r, 1)
		matchmakers(t, r, 1)
		s.kill()
		s.restart()
		shards(t, r, 1)
		matchmakers(t, r, 1)
		_, err := late.Shards(t.Context())
		require.ErrorContains(t, err, "started anew")
		_, err = late.Heads(t.Context())
		require.ErrorContains(t, err, "started anew")
		_, _, err = late.FindHead(t.Context(), "x")
		require.ErrorContains(t, err, "started anew")
		time.Sleep(registry.SilentAfter)
		require.Empty(t, list(t, late))
		shards(t, r, 0)
	})
}

// A leader that was cut off for so long that another might lead has stopped before that one can begin, whatever is
// restarted meanwhile.
func TestALeadIsNotGivenTwiceOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, registry.SilentAfter)
		r := newRace(t, s.directory(nil))
		for range 20 {
			first, other := r.leader(t)
			first.cut()
			s.kill()
			s.restart()
			require.True(t, first.leads.Load())
			eventually(t, other.leads.Load)
			first.heal()
			time.Sleep(time.Second)
		}
		require.False(t, r.crowded.Load(), "two led at once")
	})
}

func TestAnAnswerThatIsTooLargeIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, registry.SilentAfter)
		r, _, _ := s.dial(t, "secret")
		shard := strings.Repeat("s", 1<<10)
		for i := range 5 << 10 {
			require.NoError(t, s.knows.PutHeads(t.Context(), registry.Head{Match: fmt.Sprint("m", i), Shard: shard}))
		}
		_, err := r.Heads(t.Context())
		require.ErrorContains(t, err, "GET /heads: the answer is larger than 4 MiB")
	})
}

func TestOnlyWhoHoldsTheSecretIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, _ := newServer(t, time.Second).dial(t, "guess")
		require.ErrorContains(t, r.PutShard(t.Context(), registry.Shard{ID: "a"}), "401")
		_, err := r.Shards(t.Context())
		require.ErrorContains(t, err, "401")
	})
	for _, bad := range []string{"", "http://127.0.0.1:1", "ftp://x@y", "://"} {
		_, err := registry.Dial(bad)
		require.ErrorContains(t, err, "http://secret@host:port", bad)
	}
}
