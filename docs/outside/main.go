// Command outside is a program of somebody else's that imports muster: it takes a seat in a match, leads its squads to
// the end, and says who won. It is a module of its own, as such a program would be; `make outside` builds and runs it.
//
// The server here is one in this very program, so that nothing else must run. Against servers elsewhere a program asks
// the queue for a seat (package matchmaker/api) and gives client.Dial what it got: client/example does that.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/server/embedded"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute) // far more than this takes
	defer stop()
	server, err := embedded.Open(embedded.Config{Scenarios: assets.Embedded().Setup})
	if err != nil {
		return err
	}
	defer server.Close()
	c, err := server.Play(ctx, "duel", 7, 0, "Ann") // a commander leads the other seat
	if err != nil {
		return err
	}
	defer c.Close()
	server.Pace(10000) // a hundred times as fast as people play, or as fast as this machine can
	for {
		u, err := c.Next(ctx)
		switch {
		case err != nil:
			return err
		case u.Link == client.Closed:
			return errors.Join(errors.New("the match was lost on the way"), u.Err)
		case u.View == nil:
			continue
		case u.View.Result.Reason != game.NotOver:
			fmt.Printf("over after %d ticks: team %d wins by %s\n",
				u.View.Tick, u.View.Result.Winner, u.View.Result.Reason)
			return nil
		}
		lead(c, u.View)
	}
}

// lead sends each squad that stands idle to a capture point of its own.
func lead(c *client.Client, v *game.View) {
	for _, q := range v.Squads {
		if int(q.Seat) != c.Seat() || q.Alive == 0 || q.Order != game.Hold {
			continue
		}
		point := uint16(int(q.ID) % len(v.Points))
		if v.Points[point].Owner == int8(v.Audience) {
			continue // it is ours: the squad holds it
		}
		if _, err := c.Order(game.Order{Kind: game.Capture, Squad: q.ID, Target: point}); err != nil {
			return // too many orders are unanswered: the next view is time enough
		}
	}
}
