package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"muster/client"
	"muster/client/commander"
	"muster/matchmaker/api"
)

// JoinsMeasured is how many players TicketToView has come, each to a match of his own. It is odd:
// the median is one of them.
const JoinsMeasured = 9

// TicketToView is how long it takes on an idle system, whose queue is at url, from taking a ticket to the first view,
// through all there is: REST, database, shard, QUIC, fog. It is the median of some players who come one after another,
// each by the queue's first mode, which must let nobody wait.
func TicketToView(ctx context.Context, url string) (time.Duration, error) {
	var all []time.Duration
	for range JoinsMeasured {
		one, err := firstView(ctx, url)
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
	c, err := client.Dial(ctx, client.Config{Join: commander.JoinOf(a)})
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
