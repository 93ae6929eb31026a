package lobby

import (
	"context"
	"sync"
	"time"

	"muster/matchmaker/api"
)

// After is what a matchmaker knows of a match that has ended: why these players met, and what it did to the rating. It
// hears of the end from the shard, so it is asked until it knows.
type After struct {
	mu     sync.Mutex
	match  *api.Match  // nil until known
	played *api.Played // nil until known
	err    error
	done   bool // it is asked no more
	stop   context.CancelFunc
}

// After begins to ask. A match that was only watched leaves nothing in the player's history.
func (l *Lobby) After(match string, played bool) *After {
	ctx, stop := context.WithTimeout(l.ctx, afterFor)
	a := &After{stop: stop}
	player := ""
	if played {
		player = l.State().Me.Player
	}
	l.guard.Go(func() { a.fetch(ctx, l.Client(), match, player) })
	return a
}

func (a *After) fetch(ctx context.Context, q *api.Client, match, player string) {
	defer a.end()
	for ctx.Err() == nil && !a.poll(ctx, q, match, player) {
		select {
		case <-ctx.Done():
		case <-time.After(afterEvery):
		}
	}
}

func (a *After) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done = true
}

// Pending reports whether more may become known.
func (a *After) Pending() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.done
}

// poll asks once, and reports whether all is known by now.
func (a *After) poll(ctx context.Context, q *api.Client, match, player string) (known bool) {
	var played []api.Played
	var errPlayed error
	if player != "" {
		played, errPlayed = q.History(ctx, player, "", 1)
	}
	m, err := q.Match(ctx, match) // later than the history: it knows of the end if that does
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err = err; err == nil {
		a.match, a.err = &m, errPlayed
	}
	if len(played) > 0 && played[0].Match == match {
		a.played = &played[0]
	}
	return a.match != nil && !a.match.Ended.IsZero() && (a.played != nil || player == "")
}

// LookBack asks for the player's last matches.
func (l *Lobby) LookBack() {
	l.do(func(ctx context.Context) error {
		played, err := l.q.History(ctx, l.State().Me.Player, "", lookBack)
		if err == nil {
			l.change(func(s *State) { s.Played = played })
		}
		return err
	})
}

// Known is what is known by now; nil for what is not.
func (a *After) Known() (match *api.Match, played *api.Played, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.match, a.played, a.err
}

// Stop ends the asking.
func (a *After) Stop() { a.stop() }
