// Command example is a whole commander out of process: it asks the queue for a seat as anybody does, joins the match
// over QUIC, and leads its squads by what it is shown. Take it as a beginning of your own;
// docs/commanders.md tells more.
//
//	muster up &
//	go run ./client/example http://127.0.0.1:7480 duel
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/printable"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: example URL SCENARIO")
		os.Exit(2)
	}
	if err := run(ctx, os.Args[1], os.Args[2]); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "example:", printable.Text(err.Error()))
		os.Exit(1)
	}
}

// run plays one match of a scenario to its end.
func run(ctx context.Context, url, scenario string) error {
	queue := api.NewClient(url, nil)
	guest, err := queue.Guest(ctx, "example")
	if err != nil {
		return err
	}
	queue = queue.In(guest, nil)
	seat, err := queue.Seat(ctx, scenario, nil)
	if err != nil {
		return err
	}
	c, err := client.Dial(ctx, client.Config{Join: joinOf(seat), Where: where(queue)})
	if err != nil {
		return err
	}
	defer c.Close()
	me := simple{team: c.Setup().Scenario.Seats[c.Seat()].Team, seat: uint8(c.Seat())}
	fmt.Printf("leading seat %d of match %s\n", me.seat, printable.Text(seat.Match))
	return lead(ctx, c, me)
}

// lead answers every view with orders until the match is over.
func lead(ctx context.Context, c *client.Client, me simple) error {
	for {
		u, err := c.Next(ctx)
		if err != nil {
			return err
		}
		for _, a := range u.Answers {
			fmt.Printf("order %d: %s at tick %d\n", a.Seq, a.Refusal, a.Tick)
		}
		switch {
		case u.Link == client.Closed:
			return u.Err
		case u.View == nil || u.Link != client.Connected:
			continue
		case u.View.Result.Reason != game.NotOver:
			fmt.Printf("over: team %d wins by %s\n", u.View.Result.Winner, u.View.Result.Reason)
			return nil
		}
		for _, o := range me.think(u.View) {
			if _, err := c.Order(o); err != nil {
				break // too many are unanswered: what still is to be done is ordered at a later view
			}
		}
	}
}

// where asks the queue for the way back when the server is gone.
func where(queue *api.Client) func(ctx context.Context, match string) (client.Join, error) {
	return func(ctx context.Context, match string) (client.Join, error) {
		now, err := queue.Where(ctx, match)
		return joinOf(now), client.Told(api.StatusOf(err), err)
	}
}

func joinOf(a api.Assignment) client.Join {
	return client.Join{
		Addr: a.Addr, Others: a.OtherAddrs, CertHash: a.CertHash, WebHashes: a.WebHashes,
		Match: a.Match, Ticket: a.Join,
	}
}

// simple sends each squad to a capture point that its team has not got, one after the other.
type simple struct{ team, seat uint8 }

func (c simple) think(v *game.View) (orders []game.Order) {
	var free []uint16
	for i, p := range v.Points {
		if p.Owner != int8(c.team) {
			free = append(free, uint16(i))
		}
	}
	for i, q := range v.Squads {
		if q.Seat != c.seat || q.Alive == 0 || len(free) == 0 ||
			q.Order == game.Capture && slices.Contains(free, q.Target) {
			continue
		}
		orders = append(orders, game.Order{Kind: game.Capture, Squad: q.ID, Target: free[i%len(free)]})
	}
	return orders
}
