package shard

import "muster/game"

// Known is what was published of seats so far: the World itself is ahead of that.
type Known struct {
	base    *game.World // as of the first publication
	leaders []game.Leader
	lastSeq []uint32 // of players
	spent   map[game.TicketID]struct{}
}

// Begin takes in the World as it is when the first publication is decided. Later the World is ahead of it.
func (k *Known) Begin(z *Zone) {
	if k.base != nil {
		return
	}
	k.base, k.spent = z.world.Clone(), map[game.TicketID]struct{}{}
	for seat := range z.world.Setup().Scenario.Seats {
		k.leaders = append(k.leaders, k.base.Leader(uint8(seat)))
		k.lastSeq = append(k.lastSeq, k.base.LastSeq(uint8(seat), game.Player))
	}
}

// Learn takes in what was published: what has left the shard, not what is only decided.
func (k *Known) Learn(p *Publication) {
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

// Player is what was published of a seat: its leader, the last number of its player's orders, and whether a ticket
// was spent.
func (k *Known) Player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool) {
	if int(seat) >= len(k.leaders) {
		return game.AI, 0, false
	}
	if ticket != (game.TicketID{}) {
		_, spent = k.spent[ticket]
		spent = spent || k.base.Spent(ticket)
	}
	return k.leaders[seat], k.lastSeq[seat], spent
}
