package replay

import (
	"fmt"

	"muster/game"
)

// Taken is what became of every order of a journal. The fold takes the numbers of each seat's leader one after the
// other, without gaps, whoever the player is; so lists hold them.
type Taken struct {
	seats []takenSeat
	stray error // the first order that the fold passed over: a host journals none
}

type takenSeat struct {
	orders [game.Leaders][]taken // by number, from 1
	ticket game.TicketID         // the newest one that a player came in with
	fresh  bool                  // its player has not given an order yet
}

type taken struct {
	tick    game.Tick
	refusal game.Refusal
	empty   bool // uses up its number and does nothing else
	first   bool // of a player who came in with a ticket of his own
}

// watch is a Fold's Watch, and Planned.
func (t *Taken) watch(w *game.World, in *game.Input) {
	if t.seats == nil {
		t.seats = make([]takenSeat, len(w.Setup().Scenario.Seats))
	}
	for _, c := range in.Seats {
		if int(c.Seat) < len(t.seats) && c.Leader == game.Player && c.Ticket != t.seats[c.Seat].ticket {
			t.seats[c.Seat].ticket, t.seats[c.Seat].fresh = c.Ticket, true
		}
	}
	for i := range in.Orders {
		if err := t.add(w, &in.Orders[i]); err != nil && t.stray == nil {
			t.stray = err
		}
	}
}

func (t *Taken) add(w *game.World, o *game.Order) error {
	if int(o.Seat) >= len(t.seats) || o.Leader >= game.Leaders {
		return fmt.Errorf("tick %d holds an order for seat %d, and there are %d seats", w.Tick(), o.Seat, len(t.seats))
	}
	s := &t.seats[o.Seat]
	list := &s.orders[o.Leader]
	switch next := uint32(len(*list)) + 1; {
	case o.Seq > 0 && o.Seq < next:
		return fmt.Errorf("order %d of seat %d (%s) stands at tick %d and again at tick %d",
			o.Seq, o.Seat, leader(o.Leader), (*list)[o.Seq-1].tick, w.Tick())
	case o.Seq != next:
		return fmt.Errorf("order %d of seat %d (%s) stands at tick %d where %d is next",
			o.Seq, o.Seat, leader(o.Leader), w.Tick(), next)
	}
	a, ok := w.Answer(o.Seat, o.Leader, o.Seq)
	if !ok {
		return fmt.Errorf("seat %d (%s) has more orders at tick %d than answers are remembered",
			o.Seat, leader(o.Leader), w.Tick())
	}
	*list = append(*list, taken{a.Tick, a.Refusal, o.Kind == game.NoOrder, s.fresh && o.Leader == game.Player})
	s.fresh = s.fresh && o.Leader != game.Player
	return nil
}

// player returns what became of an order of a seat's player, nil if the journal has none of that number.
func (t *Taken) player(seat uint8, seq uint32) *taken {
	if int(seat) >= len(t.seats) || seq == 0 || uint64(seq) > uint64(len(t.seats[seat].orders[game.Player])) {
		return nil
	}
	return &t.seats[seat].orders[game.Player][seq-1]
}

func leader(l game.Leader) string {
	if l == game.AI {
		return "its AI"
	}
	return "its player"
}
