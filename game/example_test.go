package game_test

import (
	"fmt"
	"log"

	"muster/assets"
	"muster/game"
)

// A match is a Setup, a seed and the inputs of each tick. Whoever steps through the same ones comes to the same hash.
func Example() {
	duel, err := assets.Embedded().Setup("duel")
	if err != nil {
		log.Fatal(err)
	}
	scouts := game.Order{Seat: 0, Leader: game.AI, Seq: 1, Kind: game.Capture, Squad: 3, Target: 1}
	play := func() *game.World {
		w := game.New(duel, 7)
		w.Step(&game.Input{Orders: []game.Order{scouts}})
		for range 1200 { // a minute
			w.Step(&game.Input{})
		}
		return w
	}
	w := play()
	a, _ := w.Answer(0, game.AI, 1)
	fmt.Printf("order %d: %s at tick %d\n", a.Seq, a.Refusal, a.Tick)

	var v game.View
	w.View(0, &v) // all that team 0 may know
	fmt.Printf("tick %d: the %s is team %d's\n", v.Tick, duel.Scenario.Points[1].Name, v.Points[1].Owner)
	fmt.Println("played again, the same hash:", play().Hash() == w.Hash())
	// Output:
	// order 1: obeyed at tick 1
	// tick 1201: the ford is team 0's
	// played again, the same hash: true
}
