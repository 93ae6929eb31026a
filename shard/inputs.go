package shard

import (
	"time"

	"muster/game"
)

// Enqueue queues an order for the next tick. An order of a seat's AI with Seq 0 is numbered by the zone. The answer
// comes with the Publication of its tick. An order that is not admitted is answered here or with the next Publication,
// with Tick 0: Malformed or TooMany (its number is not used up). A repeated order is answered again by the next
// Publication; one behind a gap is dropped.
func (h *Host) Enqueue(o game.Order) game.Refusal {
	if int(o.Seat) >= len(h.setup.Scenario.Seats) || o.Leader >= game.Leaders {
		h.stats.NotAdmitted.Add(1)
		return game.Malformed
	}
	if !h.post(true, func(z *Zone) { h.enqueue(z, o) }) {
		h.stats.NotAdmitted.Add(1)
		return game.TooMany
	}
	return game.Obeyed
}

func (h *Host) enqueue(z *Zone, o game.Order) {
	if z.Enqueue(o) == game.Obeyed {
		h.stats.Orders.Add(1)
		h.stats.LastMinute.Add(time.Now())
		return
	}
	h.stats.NotAdmitted.Add(1)
}

// Seat queues a seat change for the next tick. It is never dropped for want of room: a seat must not be left without a
// leader.
func (h *Host) Seat(c game.SeatChange) { h.post(false, func(z *Zone) { z.Change(c) }) }

// Say queues talk.
func (h *Host) Say(t game.Talk) game.Refusal {
	switch {
	case len(t.Text) > game.MaxTalk:
		return game.Malformed
	case !h.post(true, func(z *Zone) { z.Say(t) }):
		return game.TooMany
	}
	return game.Obeyed
}

// Start lets a match that waits for its players begin with the next tick.
func (h *Host) Start() { h.post(false, func(z *Zone) { z.Start() }) }

// Abandon ends the match at the next tick without a winner.
func (h *Host) Abandon() { h.post(false, func(z *Zone) { z.Abandon() }) }

// Subscribe hands every later Publication to sub, and first the newest one, until cancel is called.
func (h *Host) Subscribe(sub Subscriber) (cancel func()) {
	s := &subscription{sub}
	h.post(false, func(*Zone) {
		h.mu.Lock()
		h.subs = append(h.subs[:len(h.subs):len(h.subs)], s)
		latest := h.latest
		h.mu.Unlock()
		if latest != nil {
			sub.Publish(latest)
		}
	})
	return func() { h.post(false, func(*Zone) { h.forget(s) }) }
}

func (h *Host) forget(gone *subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var left []*subscription
	for _, s := range h.subs {
		if s != gone {
			left = append(left, s)
		}
	}
	h.subs = left
}

// Waiting is how many inputs wait for the zone's goroutine.
func (h *Host) Waiting() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.inbox)
}

// Latest is the newest Publication, nil before the first.
func (h *Host) Latest() *Publication {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.latest
}

// Since is when the first Publication left here, by this process's own clock; zero before it.
func (h *Host) Since() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.since
}

// Player is what the published World knows of a seat: its leader, the last number of its player's orders, and
// whether a ticket was spent.
func (h *Host) Player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.known.Player(seat, ticket)
}
