package ai_test

import (
	"fmt"
	"log"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// A commander sees what a player in its seat would see, and gives orders. This one wins against nobody at all.
func Example() {
	duel, err := assets.Embedded().Setup("duel")
	if err != nil {
		log.Fatal(err)
	}
	const seat, seed = 0, 7
	w, red := game.New(duel, seed), ai.New(duel, seat, seed)
	for number := uint32(0); w.Result().Reason == game.NotOver; {
		var v game.View
		w.View(game.Audience(duel.Scenario.Seats[seat].Team), &v)
		orders := red.Think(&v, nil)
		for i := range orders { // whoever runs a commander numbers its orders
			number++
			orders[i].Seat, orders[i].Leader, orders[i].Seq = seat, game.AI, number
		}
		w.Step(&game.Input{Orders: orders})
	}
	fmt.Println("won by", duel.Scenario.Teams[w.Result().Winner].Name)
	// Output: won by red
}
