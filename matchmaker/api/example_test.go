package api_test

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"
	"os"

	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/shard/registry"
)

// A player signs in and queues. Where a shard runs, Seat does the rest: it waits for the seat,
// and client.Dial takes it.
func Example() {
	ctx := context.Background()
	url, stop := queue(ctx)
	defer stop()

	c := api.NewClient(url, nil)
	ann, err := c.Guest(ctx, "Ann") // Register and LogIn are for who wants to come back
	if err != nil {
		log.Fatal(err)
	}
	c = c.In(ann, nil) // from here on the client speaks for Ann
	ticket, err := c.Queue(ctx, api.TicketRequest{Scenario: "duel"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ticket for", ticket.Scenarios, "in mode", ticket.Mode, "is", ticket.Status)
	_, err = c.Queue(ctx, api.TicketRequest{Scenario: "chess"})
	fmt.Println("status", api.StatusOf(err))
	// Output:
	// ticket for [duel] in mode quick is waiting
	// status 422
}

// queue serves a matchmaker without any shard.
func queue(ctx context.Context) (url string, stop func()) {
	dir, err := os.MkdirTemp("", "queue")
	if err != nil {
		log.Fatal(err)
	}
	m, err := matchmaker.Open(ctx, matchmaker.Config{
		ID: "queue", DataDir: dir, Registry: registry.NewMemory(0),
		Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(m.Handler())
	return server.URL, func() {
		server.Close()
		m.Close()
		os.RemoveAll(dir)
	}
}
