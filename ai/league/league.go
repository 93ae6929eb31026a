// Package league plays commanders against each other, headless.
package league

import (
	"muster/ai"
	"muster/game"
)

// Commanders makes the commander of a seat.
type Commanders func(s *game.Setup, seat uint8, seed uint64) ai.Commander

// Fight is one finished match. Same set-up, seed and commanders: same Hash.
type Fight struct {
	Result game.Result
	Ticks  game.Tick
	Hash   uint64
}

// Play fights a match to its end, or to maxTicks if that is not 0. Commanders see the view of a tick and their orders go
// into the next one, as on a server that is never late. After each Step it calls watch, if not nil, with the World: it
// must not be kept or changed.
func Play(s *game.Setup, seed uint64, c Commanders, maxTicks game.Tick, watch func(w *game.World)) Fight {
	w := game.New(s, seed)
	table := newTable(s, seed, c)
	for w.Result().Reason == game.NotOver && (maxTicks == 0 || w.Tick() < maxTicks) {
		in := table.think(w)
		w.Step(in)
		if watch != nil {
			watch(w)
		}
	}
	return Fight{Result: w.Result(), Ticks: w.Tick(), Hash: w.Hash()}
}

// table is everybody who commands, seat by seat, and what they may see.
type table struct {
	seats    []game.SeatSetup
	chairs   []ai.Commander
	numbers  []uint32
	views    []game.View // by team
	nextTurn game.Input
}

func newTable(s *game.Setup, seed uint64, c Commanders) *table {
	t := &table{
		seats: s.Scenario.Seats, numbers: make([]uint32, len(s.Scenario.Seats)), views: make([]game.View, len(s.Scenario.Teams)),
	}
	for seat := range s.Scenario.Seats {
		t.chairs = append(t.chairs, c(s, uint8(seat), seed+uint64(seat)))
	}
	return t
}

// think asks every commander, in the order of the seats.
func (t *table) think(w *game.World) *game.Input {
	for team := range t.views {
		w.View(game.Audience(team), &t.views[team])
	}
	t.nextTurn.Orders = t.nextTurn.Orders[:0]
	for seat, commander := range t.chairs {
		for _, o := range commander.Think(&t.views[t.seats[seat].Team], nil) {
			t.numbers[seat]++
			o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, t.numbers[seat]
			t.nextTurn.Orders = append(t.nextTurn.Orders, o)
		}
	}
	return &t.nextTurn
}
