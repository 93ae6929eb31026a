package main

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"sync"

	"muster/assets"
	"muster/client"
	"muster/client/screen/host"
	"muster/matchmaker/api"
)

// queue plays over the network: it signs in as a guest once and queues for each match.
type queue struct {
	flags *flags
	log   *slog.Logger

	mu   sync.Mutex
	api  *api.Client
	open bool // signed in
}

func newQueue(f *flags, log *slog.Logger) *queue {
	base := f.Matchmaker
	if !strings.Contains(base, "://") {
		base = "http://" + base
	}
	return &queue{flags: f, log: log, api: api.NewClient(base, nil)}
}

// Scenarios are those that the program carries: only they can be shown before they are played.
func (q *queue) Scenarios() []string { return assets.Embedded().Scenarios() }

// Start queues and joins. When ctx ends, the ticket is taken back.
func (q *queue) Start(ctx context.Context, c host.Choice) (host.Match, error) {
	as, err := q.signIn(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := as.Seat(ctx, c.Scenario, nil)
	if err != nil {
		return nil, err
	}
	return seated(client.Dial(ctx, client.Config{
		Join: joinOf(seat), Log: q.log,
		Where: func(ctx context.Context, match string) (client.Join, error) {
			again, err := as.Where(ctx, match)
			return joinOf(again), err
		},
	}))
}

// signIn makes a guest, once.
func (q *queue) signIn(ctx context.Context) (*api.Client, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.open {
		guest, err := q.api.Guest(ctx, q.flags.Name)
		if err != nil {
			return nil, err
		}
		q.api, q.open = q.api.As(guest.Token), true
	}
	return q.api, nil
}

// Close has nothing to end: each match is closed where it is left.
func (q *queue) Close() error { return nil }

func joinOf(a api.Assignment) client.Join {
	return client.Join{Addr: a.Addr, CertHash: a.CertHash, Match: a.Match, Ticket: a.Join}
}

// seated keeps a nil client from hiding in a Match that is not nil.
func seated(c *client.Client, err error) (host.Match, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

// language is the desktop's, if the game speaks it.
func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}
