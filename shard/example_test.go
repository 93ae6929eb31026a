package shard_test

import (
	"context"
	"fmt"
	"log"

	"muster/assets"
	"muster/game"
	"muster/shard"
	"muster/shard/journal"
)

// answers passes on what a zone lets out: the answers here, and for real also the views.
type answers chan game.Answer

func (a answers) Publish(p *shard.Publication) {
	for _, answer := range p.Answers {
		a <- answer // a subscriber must not block: there is room for all that is asked
	}
}

// A match outlives its shard: another one on the same store goes on with it, and remembers what was answered.
func Example() {
	duel, err := assets.Embedded().Setup("duel")
	if err != nil {
		log.Fatal(err)
	}
	ctx, store, sidecar := context.Background(), journal.NewMemory(), journal.NewMemorySidecar()
	heard := make(answers, 2)
	order := game.Order{Seat: 0, Leader: game.AI, Seq: 1, Kind: game.Capture, Squad: 3, Target: 1}

	one, err := shard.Open(ctx, shard.Config{ID: "one", Store: store, Sidecar: sidecar})
	if err != nil {
		log.Fatal(err)
	}
	match, err := one.Begin(ctx, "m", duel, 7)
	if err != nil {
		log.Fatal(err)
	}
	defer match.Subscribe(heard)()
	match.Enqueue(order)
	first := <-heard // durable by now
	fmt.Println("order", first.Seq, first.Refusal)
	one.Close()

	two, err := shard.Open(ctx, shard.Config{ID: "two", Store: store, Sidecar: sidecar})
	if err != nil {
		log.Fatal(err)
	}
	defer two.Close()
	if match, err = two.Host("m"); err != nil {
		log.Fatal(err)
	}
	defer match.Subscribe(heard)()
	match.Enqueue(order) // again, since its answer may have been lost
	fmt.Println("the same answer:", <-heard == first)
	// Output:
	// order 1 obeyed
	// the same answer: true
}
