package host

import (
	"context"
	"sync"
	"time"

	"muster/client"
	"muster/game"
)

// Follower reads a match in a goroutine of its own into a slot, so that the screen never waits for the network.
type Follower struct {
	cancel context.CancelFunc
	done   chan struct{}

	mu   sync.Mutex
	slot Heard
}

// Heard is what came since it was last taken.
type Heard struct {
	Views   []Arrival
	Answers []game.Answer
	Talk    []game.Talk
	Seats   []client.SeatNews
	Notices []client.Notice

	Restored bool // from a backup: Views and Answers are of after it
	Moved    bool // another server goes on with the match, and so does the client

	Waiting *client.Waiting // the last that was told
	Link    client.LinkStatus
	Stopped bool  // Link is Reconnecting: the match was stopped, and waits for its operator
	Err     error // Link is Closed: why
}

// Arrival is a view and when it came.
type Arrival struct {
	View *game.View
	At   time.Time
}

// maxHeard bounds what waits while the window is not drawn; older views go first.
const maxHeard = 64

// Follow starts to listen to a match.
func Follow(m Match, guard *Guard) *Follower {
	ctx, cancel := context.WithCancel(context.Background())
	f := &Follower{cancel: cancel, done: make(chan struct{})}
	guard.Go(func() { f.run(ctx, m) })
	return f
}

func (f *Follower) run(ctx context.Context, m Match) {
	defer close(f.done)
	for {
		u, err := m.Next(ctx)
		if err != nil {
			return // the scene was left
		}
		f.receive(u, time.Now())
		if u.Link == client.Closed {
			return
		}
	}
}

// Stop ends the listening; the match is not closed.
func (f *Follower) Stop() { f.cancel() }

func (f *Follower) receive(u client.Update, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := &f.slot
	if u.Restored {
		s.Restored, s.Views, s.Answers = true, nil, nil
	}
	s.Moved = s.Moved || u.Moved
	s.Link, s.Stopped, s.Err = u.Link, u.Stopped, u.Err
	s.Answers = append(s.Answers, u.Answers...)
	s.Talk = append(s.Talk, u.Talk...)
	s.Seats = append(s.Seats, u.Seats...)
	s.Notices = append(s.Notices, u.Notices...)
	if u.Waiting != nil {
		s.Waiting = u.Waiting
	}
	s.Talk, s.Seats, s.Notices = newest(s.Talk), newest(s.Seats), newest(s.Notices)
	if u.View != nil {
		s.Views = append(s.Views, Arrival{u.View, now})
	}
	if len(s.Views) > maxHeard {
		s.Views = s.Views[1:]
	}
}

// newest are the last of what was heard.
func newest[T any](all []T) []T { return all[max(0, len(all)-maxHeard):] }

// Drain empties the slot.
func (f *Follower) Drain() Heard {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.slot
	f.slot = Heard{Link: h.Link, Stopped: h.Stopped, Err: h.Err}
	return h
}
