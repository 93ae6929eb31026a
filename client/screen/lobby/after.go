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
	stop   context.CancelFunc
}

// After begins to ask.
func (l *Lobby) After(match string) *After {
	ctx, stop := context.WithTimeout(l.ctx, afterFor)
	a := &After{stop: stop}
	go a.ask(ctx, l.Client(), match, l.State().Me.Player)
	return a
}

func (a *After) ask(ctx context.Context, q *api.Client, match, player string) {
	for ctx.Err() == nil {
		m, err := q.Match(ctx, match)
		played, errPlayed := q.History(ctx, player, "", 1)
		a.mu.Lock()
		if a.err = err; err == nil {
			a.match, a.err = &m, errPlayed
		}
		if errPlayed == nil && len(played) > 0 && played[0].Match == match {
			a.played = &played[0]
		}
		known := a.match != nil && a.played != nil
		a.mu.Unlock()
		if known {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(afterEvery):
		}
	}
}

// Known is what is known by now; nil for what is not.
func (a *After) Known() (match *api.Match, played *api.Played, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.match, a.played, a.err
}

// Stop ends the asking.
func (a *After) Stop() { a.stop() }
