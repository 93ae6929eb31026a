package screen

import (
	"context"
	"sync"
	"time"

	"muster/client"
	"muster/game"
)

// follower reads a match in a goroutine of its own into a slot, so that the screen never waits for the network.
type follower struct {
	cancel context.CancelFunc

	mu   sync.Mutex
	slot heard
}

// heard is what came since it was last taken.
type heard struct {
	views   []arrival
	answers []game.Answer
	link    client.LinkStatus
	err     error
}

// arrival is a view and when it came.
type arrival struct {
	view *game.View
	at   time.Time
}

// maxHeard bounds what waits while the window is not drawn; older views go first.
const maxHeard = 64

func follow(m Match) *follower {
	ctx, cancel := context.WithCancel(context.Background())
	f := &follower{cancel: cancel}
	go f.run(ctx, m)
	return f
}

func (f *follower) run(ctx context.Context, m Match) {
	for {
		u, err := m.Next(ctx)
		if err != nil {
			return // the scene was left
		}
		f.hear(u, time.Now())
		if u.Link == client.Closed {
			return
		}
	}
}

func (f *follower) hear(u client.Update, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := &f.slot
	s.link, s.err = u.Link, u.Err
	s.answers = append(s.answers, u.Answers...)
	if u.View != nil {
		s.views = append(s.views, arrival{u.View, now})
	}
	if len(s.views) > maxHeard {
		s.views = s.views[1:]
	}
}

// take empties the slot.
func (f *follower) take() heard {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.slot
	f.slot = heard{link: h.link, err: h.err}
	return h
}
