package client_test

import (
	"context"
	"fmt"
	"log"

	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/server/embedded"
)

// A seat in a match, one order, and what became of it. The server is one in this program; over a network client.Dial
// takes the Join that the queue's assignment holds, and all else is the same.
func Example() {
	ctx := context.Background()
	server, err := embedded.Open(embedded.Config{Scenarios: assets.Embedded().Setup})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	c, err := server.Play(ctx, "duel", 7, 0, "Ann")
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	fmt.Printf("seat %d of %d\n", c.Seat(), len(c.Setup().Scenario.Seats))

	if _, err := c.Order(game.Order{Kind: game.Capture, Squad: 0, Target: 1}); err != nil {
		log.Fatal(err)
	}
	for answered := false; !answered; {
		u, err := c.Next(ctx) // the newest view, answers, talk: whatever came since
		if err != nil || u.Link == client.Closed {
			log.Fatal(err, u.Err)
		}
		for _, a := range u.Answers {
			fmt.Printf("order %d: %s\n", a.Seq, a.Refusal)
			answered = true
		}
	}
	// Output:
	// seat 0 of 2
	// order 1: obeyed
}
