// Package league plays commanders against each other, headless: single fights, and round robins of commanders whose
// games are handed to workers (goroutines or processes) as they free up.
//
// A worker that is another process is spoken to by lines of JSON: a Job in, an Outcome out, one at a time.
package league

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"time"

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
	Turns  []Turns // by seat
}

// Turns counts what a commander did with its turns.
type Turns struct {
	Thought  time.Duration `json:"thought"`
	Longest  time.Duration `json:"longest"`
	Orders   int           `json:"orders"`
	Overruns int           `json:"overruns"`        // turns that took longer than SlowTurn
	Crashes  int           `json:"crashes"`         // turns that ended in a panic: the commander begins anew
	Crash    string        `json:"crash,omitempty"` // the first of them, with its stack
}

func (t *Turns) add(o Turns) {
	t.Thought += o.Thought
	t.Longest = max(t.Longest, o.Longest)
	t.Orders += o.Orders
	t.Overruns += o.Overruns
	t.Crashes += o.Crashes
	t.Crash = cmp.Or(t.Crash, o.Crash)
}

// Play fights a match to its end, or to maxTicks if that is not 0. Commanders see the view of a tick and their orders
// go into the next one, as on a server that is never late. After each Step it calls watch, if not nil, with the World:
// it must not be kept or changed.
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
	return Fight{Result: w.Result(), Ticks: w.Tick(), Hash: w.Hash(), Turns: table.turns}
}

// table is everybody who commands, seat by seat, and what they may see.
type table struct {
	setup   *game.Setup
	seed    uint64
	make    Commanders
	chairs  []ai.Commander
	numbers []uint32
	turns   []Turns
	views   []game.View   // by team
	talk    [][]game.Talk // by team: what it may read of the last tick
	said    []game.Talk
	next    game.Input
}

func newTable(s *game.Setup, seed uint64, c Commanders) *table {
	seats := len(s.Scenario.Seats)
	t := &table{
		setup: s, seed: seed, make: c, chairs: make([]ai.Commander, seats), numbers: make([]uint32, seats),
		turns: make([]Turns, seats), views: make([]game.View, len(s.Scenario.Teams)),
		talk: make([][]game.Talk, len(s.Scenario.Teams)),
	}
	return t
}

// think asks every commander, in the order of the seats. What one says the others of its team read in the next tick.
func (t *table) think(w *game.World) *game.Input {
	for team := range t.views {
		w.View(game.Audience(team), &t.views[team])
	}
	t.next.Orders, t.said = t.next.Orders[:0], t.said[:0]
	for seat := range t.chairs {
		for _, o := range t.turn(seat) {
			t.numbers[seat]++
			o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, t.numbers[seat]
			t.next.Orders = append(t.next.Orders, o)
		}
	}
	for team := range t.talk {
		t.talk[team] = t.talk[team][:0]
		for _, said := range t.said {
			if said.Kind == game.ChatAll || int(t.setup.Scenario.Seats[said.Seat].Team) == team {
				t.talk[team] = append(t.talk[team], said)
			}
		}
	}
	return &t.next
}

// turn is one commander's. One that panics begins anew; one that takes too long is not heard.
func (t *table) turn(seat int) (orders []game.Order) {
	tally, team := &t.turns[seat], t.setup.Scenario.Seats[seat].Team
	began := time.Now()
	defer func() {
		if r := recover(); r != nil {
			tally.Crashes++
			tally.Crash = cmp.Or(tally.Crash, fmt.Sprintf("tick %d: %v\n%s", t.views[team].Tick, r, debug.Stack()))
			t.chairs[seat], orders = nil, nil
		}
		took := time.Since(began)
		tally.Thought += took
		tally.Longest = max(tally.Longest, took)
		if took > SlowTurn {
			tally.Overruns++
		}
		if took > TurnLimit {
			orders = nil
		}
		tally.Orders += len(orders)
	}()
	if t.chairs[seat] == nil {
		t.chairs[seat] = t.make(t.setup, uint8(seat), t.seed+uint64(seat))
		began = time.Now() // getting to know the map is not a turn
	}
	orders = t.chairs[seat].Think(&t.views[team], t.talk[team])
	if s, ok := t.chairs[seat].(ai.Speaker); ok {
		for _, said := range s.Speak() {
			said.Seat = uint8(seat)
			t.said = append(t.said, said)
		}
	}
	return orders[:min(len(orders), ai.MaxOrders)]
}
