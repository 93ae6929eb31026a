package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"muster/client"
	"muster/client/term"
	"muster/game"
	"muster/matchmaker/api"
)

type sightCmd struct {
	operatorFlags `embed:""`
	Player        string `arg:"" help:"The operator's id, as muster people shows it."`
	May           string `arg:"" help:"on, or off." enum:"on,off"`
}

// Run says whether an operator may look at matches without delay.
func (c *sightCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	may := c.May == "on"
	if err := q.GiveSight(ctx, c.Player, may); err != nil {
		return denied(err)
	}
	said := "player %s may now look at matches without delay"
	if !may {
		said = "player %s may no longer look at matches without delay"
	}
	return c.done(map[string]any{"player": c.Player, "sight": may}, said, c.Player)
}

type lookCmd struct {
	operatorFlags `embed:""`
	Match         string `arg:"" help:"The match's id, as muster matches shows it."`
	Reason        string `help:"Why; it goes to the audit log before anything is shown." required:""`
}

// Run shows a match as it is now, until it or the time for that is over. Whoever looks gets no seat in it any more.
func (c *lookCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	opened, err := q.OpenSight(ctx, c.Match, c.Reason)
	if err != nil {
		return denied(err)
	}
	s := &looking{api: q, match: c.Match, until: opened.Until}
	setup, err := s.poll(ctx)
	if err != nil {
		return denied(err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go s.follow(ctx)
	return term.Run(ctx, os.Stdout, setup, s)
}

// looking is a match that is looked at without delay, as the terminal shows it.
type looking struct {
	api   *api.Client
	match string
	until time.Time

	mu   sync.Mutex
	next *game.View // that the screen has not taken
	over bool
	said string
}

// poll asks once for what happens now.
func (s *looking) poll(ctx context.Context) (*game.Setup, error) {
	b, err := s.api.Sight(ctx, s.match)
	if err != nil {
		return nil, err
	}
	setup, v, err := client.ReadSight(b)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	until := s.until.Local().Format(time.TimeOnly)
	s.next, s.said = v, fmt.Sprintf("without delay until %s; the audit log has it", until)
	if v.Result.Reason != game.NotOver {
		s.over, s.said = true, term.Ending(setup, v.Result)
	}
	return setup, nil
}

// follow looks again each second, until nothing more is shown. What fails for a while is tried again.
func (s *looking) follow(ctx context.Context) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for !s.Over() {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if _, err := s.poll(ctx); err != nil {
			s.mu.Lock()
			s.said, s.over = err.Error(), !api.Temporary(err)
			s.mu.Unlock()
		}
	}
}

// Advance implements term.Show.
func (s *looking) Advance() *game.View {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.next
	s.next = nil
	return v
}

// Status implements term.Show.
func (s *looking) Status() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said
}

// Key knows no keys.
func (s *looking) Key(string) bool { return false }

// Help names no keys.
func (s *looking) Help() string { return "" }

// Over implements term.Show.
func (s *looking) Over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over && s.next == nil
}
