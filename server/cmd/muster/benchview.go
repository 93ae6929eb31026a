package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"muster/assets"
	"muster/client"
	"muster/matchmaker/api"
)

// joinsMeasured is odd: the median is one of them.
const joinsMeasured = 9

// ticketToView is how long it takes on an idle system from taking a ticket to the first view, through all there is: REST,
// database, shard, QUIC, fog. It is the median of some players who come one after another, each by the queue's first mode,
// which lets nobody wait.
func ticketToView(ctx context.Context) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "muster-bench-view")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	set := assets.Embedded()
	offered, err := offers(set, "arena")
	if err != nil {
		return 0, err
	}
	h, err := openHouse(ctx, config{
		upCmd:  upCmd{hosting: hosting{Matches: joinsMeasured}, UDP: "127.0.0.1:0", HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Data: dir},
		assets: set, offered: offered, log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return 0, err
	}
	live, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- h.run(live) }()
	defer func() { stop(); err = errors.Join(err, <-done) }()
	var all []time.Duration
	for range joinsMeasured {
		one, err := firstView(ctx, h.queue.url)
		if err != nil {
			return 0, fmt.Errorf("from ticket to view: %w", err)
		}
		all = append(all, one)
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}

// firstView is one player's way.
func firstView(ctx context.Context, url string) (time.Duration, error) {
	guest := api.NewClient(url, nil)
	s, err := guest.Guest(ctx, "")
	if err != nil {
		return 0, err
	}
	began := time.Now()
	a, err := guest.In(s, nil).Seat(ctx, "", nil)
	if err != nil {
		return 0, err
	}
	c, err := client.Dial(ctx, client.Config{Join: joinOf(a)})
	if err != nil {
		return 0, err
	}
	defer c.Close()
	for {
		u, err := c.Next(ctx)
		switch {
		case err != nil:
			return 0, err
		case u.Link == client.Closed:
			return 0, u.Err
		case u.View != nil:
			return time.Since(began), nil
		}
	}
}
