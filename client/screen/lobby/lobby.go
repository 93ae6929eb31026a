// Package lobby is a player at a matchmaker, without a window: signed in, in a party, in the queue, among the matches
// that run. Calls return at once; what becomes of them is in State, of which the room above takes a copy each update.
// So a window never waits for the network, and a test needs none.
package lobby

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"muster/client/screen/host"
	"muster/matchmaker/api"
)

// Lobby is one stay at one matchmaker. Before State.Here there is nobody to ask for anything but Leave.
type Lobby struct {
	q     *api.Client // speaks for the player once State.Here
	ctx   context.Context
	stop  context.CancelFunc
	wake  chan struct{} // holds one: look at once
	guard *host.Guard
	cfg   Config

	mu    sync.Mutex
	last  chan struct{} // closed when what was asked for last is done: one thing at a time, in order
	s     State
	taken string // the ticket whose seat was taken

	signing sync.Mutex // held while the player signs in
	signed  bool       // guarded by signing
}

// State is how things stand.
type State struct {
	Addr    string
	Here    bool // signed in
	Busy    bool // something was asked for and is not answered
	Me      api.Account
	Modes   []api.Mode
	Matches []api.Match // that run, as last heard
	Party   *api.Party  // nil for none
	Invited []api.Invitation
	Ticket  *api.Ticket       // while in the queue, and the last one after it
	Wish    api.TicketRequest // what was queued for last
	Seated  *api.Seated       // the player's seat in a match that runs; nil for none
	Looked  bool              // Seated and Games are known
	Games   []api.Game        // that the player plays, the newest first
	Played  []api.Played      // the player's last matches, the newest first, as LookBack found them
	Notices *api.Notices      // where and when the player is told of turns, as LookAtNotices found it; nil for unknown
	Secret  string            // of the webhook that was added last
	Err     error             // of what was asked for last; of signing in, if not Here
}

// ByPost reports whether a ticket is for a match by correspondence, for which nobody need wait.
func (s *State) ByPost(t *api.Ticket) bool {
	for i := range s.Modes {
		if t != nil && s.Modes[i].Name == t.Mode {
			return s.Modes[i].Correspondence
		}
	}
	return false
}

// Game is the match of an id, if the player plays it; else nil.
func (s *State) Game(match string) *api.Game {
	for i := range s.Games {
		if s.Games[i].Match == match {
			return &s.Games[i]
		}
	}
	return nil
}

// Config is what Enter needs.
type Config struct {
	Addr    string // of the matchmaker, http://HOST:PORT or HOST:PORT
	Name    string // of a new guest
	Refresh string // of an earlier stay: the same player again; empty for a new guest
	// Framed is a look from a frame in somebody else's page: nobody signs in until something needs a player.
	Framed bool
	HTTP   *http.Client
	Keep   func(refresh string) // hears of what makes the next stay the same player's; may be nil
	Guard  *host.Guard          // of its goroutines; may be nil
}

// Enter signs in, in the background.
func Enter(cfg Config) *Lobby {
	addr := cfg.Addr
	if !strings.Contains(addr, "://") {
		addr = "http://" + addr
	}
	ctx, stop := context.WithCancel(context.Background())
	l := &Lobby{
		guard: cfg.Guard, cfg: cfg,
		q: api.NewClient(addr, cfg.HTTP), ctx: ctx, stop: stop, wake: make(chan struct{}, 1),
		last: make(chan struct{}), s: State{Addr: addr, Busy: true},
	}
	close(l.last)
	l.guard.Go(l.run)
	return l
}

// State is a copy of how things stand. What its pointers lead to is never written to again.
func (l *Lobby) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.s
}

// Leave ends the stay. A ticket that waits is taken back, unless it is by correspondence; a seat that was taken is
// kept.
func (l *Lobby) Leave() {
	if s := l.State(); l.Waiting() && !s.ByPost(s.Ticket) {
		l.Cancel()
	}
	l.do(func(context.Context) error { l.stop(); return nil })
}

// Client speaks for the player who is signed in.
func (l *Lobby) Client() *api.Client {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.q
}

func (l *Lobby) change(f func(s *State)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.s)
}

// do asks for something. What is asked for is done one after the other, in the order of the calls; its error is told.
func (l *Lobby) do(f func(ctx context.Context) error) {
	done := make(chan struct{})
	l.mu.Lock()
	before := l.last
	l.last, l.s.Busy = done, true
	l.mu.Unlock()
	l.guard.Go(func() {
		defer close(done)
		select {
		case <-before:
		case <-l.ctx.Done():
			return
		}
		err := f(l.ctx)
		if errors.Is(err, context.Canceled) {
			err = nil // left
		}
		l.change(func(s *State) { s.Busy, s.Err = false, err })
		l.wakeUp()
	})
}

func (l *Lobby) wakeUp() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
