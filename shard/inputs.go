package shard

import "muster/game"

// Submit queues an order for the next tick. An order of a seat's AI with Seq 0 is numbered by the zone. The answer comes
// with the Publication of its tick; an order that is not admitted is answered here or with the next Publication, with
// Tick 0: Malformed or TooMany (its number is not used up). A repeated order is answered again by the next Publication;
// one behind a gap is dropped.
func (h *Host) Submit(o game.Order) game.Refusal {
	if int(o.Seat) >= len(h.setup.Scenario.Seats) || o.Leader >= game.Leaders {
		h.stats.NotAdmitted.Add(1)
		return game.Malformed
	}
	if !h.post(true, func(z *Zone) { h.offer(z, o) }) {
		h.stats.NotAdmitted.Add(1)
		return game.TooMany
	}
	return game.Obeyed
}

func (h *Host) offer(z *Zone, o game.Order) {
	r := z.Offer(o)
	if r == game.Obeyed {
		h.stats.Orders.Add(1)
		return
	}
	h.stats.NotAdmitted.Add(1)
	z.again = append(z.again, game.Answer{Seat: o.Seat, Leader: o.Leader, Seq: o.Seq, Refusal: r})
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

// Latest is the newest Publication, nil before the first.
func (h *Host) Latest() *Publication {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.latest
}

// Player tells what the published World knows of a seat: its leader, the last number of its player's orders, and
// whether a ticket was spent.
func (h *Host) Player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.known.player(seat, ticket)
}

// known is what was published of seats so far: the World itself is ahead of that.
type known struct {
	base    *game.World // as of the first publication
	leaders []game.Leader
	lastSeq []uint32 // of players
	spent   map[game.TicketID]struct{}
}

func (k *known) learn(z *Zone, p *Publication) {
	if k.base == nil {
		k.base, k.spent = z.w.Clone(), map[game.TicketID]struct{}{}
		for seat := range z.w.Setup().Scenario.Seats {
			k.leaders = append(k.leaders, k.base.Leader(uint8(seat)))
			k.lastSeq = append(k.lastSeq, k.base.LastSeq(uint8(seat), game.Player))
		}
	}
	for _, c := range p.Seats {
		if int(c.Seat) < len(k.leaders) {
			k.leaders[c.Seat] = c.Leader
			k.spent[c.Ticket] = struct{}{}
		}
	}
	for _, a := range p.Answers {
		if a.Leader == game.Player && a.Tick > 0 {
			k.lastSeq[a.Seat] = max(k.lastSeq[a.Seat], a.Seq)
		}
	}
}

func (k *known) player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool) {
	if int(seat) >= len(k.leaders) {
		return game.AI, 0, false
	}
	if ticket != (game.TicketID{}) {
		_, spent = k.spent[ticket]
		spent = spent || k.base.Spent(ticket)
	}
	return k.leaders[seat], k.lastSeq[seat], spent
}
