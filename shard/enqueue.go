package shard

import (
	"muster/game"
)

// admit takes an order for the next tick. What it does not admit it returns; Obeyed means that the answer comes with a
// publication, or that the order must be sent again (it stands behind a gap, or the zone is not ours
// now): rules 6, 9 and 13.
func (z *Zone) admit(o game.Order) game.Refusal {
	if z.phase != owner || z.last != forever {
		return game.Obeyed
	}
	if int(o.Seat) >= len(z.world.Setup().Scenario.Seats) || o.Leader >= game.Leaders {
		return game.Malformed
	}
	queued := &z.queued[o.Seat][o.Leader]
	next := z.world.LastSeq(o.Seat, o.Leader) + *queued + 1
	if o.Leader == game.AI && o.Seq == 0 {
		o.Seq = next
	}
	switch {
	case o.Seq < next:
		z.answered(&o)
	case o.Seq > next:
	case len(z.queue.Orders) >= maxOrders || *queued >= z.share():
		return game.TooMany
	default:
		if z.world.Setup().Scenario.Turns.Kind == game.RealTime { // what means nothing there is not written down
			o.Flags, o.Turn, o.At = o.Flags&(game.Queued|game.Faced), 0, 0
		}
		z.queue.Orders = append(z.queue.Orders, o)
		*queued++
	}
	return game.Obeyed
}

// Enqueue is admit, and answers with the next publication what it does not admit.
func (z *Zone) Enqueue(o game.Order) game.Refusal {
	r := z.admit(o)
	if r != game.Obeyed {
		z.again = append(z.again, game.Answer{Seat: o.Seat, Leader: o.Leader, Seq: o.Seq, Refusal: r})
	}
	return r
}

// Change takes a seat change for the next tick. One that only repeats what is queued already is left out.
func (z *Zone) Change(c game.SeatChange) {
	if z.phase != owner || z.last != forever || len(z.queue.Seats) >= maxChanges {
		return
	}
	for i := len(z.queue.Seats) - 1; i >= 0; i-- {
		if q := &z.queue.Seats[i]; q.Seat == c.Seat {
			if *q == c {
				return
			}
			break
		}
	}
	z.queue.Seats = append(z.queue.Seats, c)
}

// Say takes talk for the next tick.
func (z *Zone) Say(t game.Talk) game.Refusal {
	if z.phase != owner || z.last != forever || len(z.queue.Talk) >= maxTalk {
		return game.TooMany
	}
	if len(t.Text) > game.MaxTalk {
		return game.Malformed
	}
	z.queue.Talk = append(z.queue.Talk, t)
	return game.Obeyed
}

// Abandon ends the match without a winner.
func (z *Zone) Abandon() { z.abandon = true }
