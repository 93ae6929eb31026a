package wire_test

import (
	"context"
	"fmt"
	"log"

	"muster/assets"
	"muster/game"
	"muster/server/wire"
)

// A link carries messages, which arrive, and frames of views, which may be lost: each is coded against a view that the
// other end has acknowledged. Pipe is a link in memory; Dial and Listen make the same of QUIC.
func Example() {
	duel, err := assets.Embedded().Setup("duel")
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	client, server := wire.Pipe()
	defer client.Close(wire.Left, "")
	check := func(err error) {
		if err != nil {
			log.Fatal(err)
		}
	}
	check(client.Send(ctx, &wire.Hello{Oldest: wire.OldestProtocol, Newest: wire.NewestProtocol, Match: "m"}))
	m, err := server.Receive(ctx)
	check(err)
	fmt.Println("asks for match", m.(*wire.Hello).Match)

	world, out, in := game.New(duel, 7), wire.NewOutgoing(), wire.NewIncoming(duel)
	var held wire.Ack // what the client holds
	for range 2 {
		world.Step(&game.Input{})
		v := &game.View{}
		world.View(0, v)
		out.Publish(v)
		frame := out.Frame(held)
		check(server.SendFrame(ctx, frame))

		got, err := client.ReceiveFrame(ctx)
		check(err)
		seen, err := in.Receive(got)
		check(err)
		fmt.Printf("tick %d: %d units, under 10 bytes: %t\n", seen.Tick, len(seen.Units), len(frame) < 10)
		held, err = wire.DecodeAck(in.AppendAck(nil))
		check(err)
	}
	// Output:
	// asks for match m
	// tick 1: 15 units, under 10 bytes: false
	// tick 2: 15 units, under 10 bytes: true
}
