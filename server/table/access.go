package table

import (
	"encoding/binary"
	"slices"

	"muster/game"
	"muster/server/wire"
)

// Access is who may not be in a match, as the queue says.
type Access struct {
	Revision int64    // an older one than was heard before is ignored
	Barred   []string // may not be here at all
	Insiders []string // may play, and not watch: they know what one side knows
}

// Offer is whom a seat is meant for.
type Offer struct {
	Seat         int
	Player, Name string
	Stint        int64 // the queue's number for the player's time in the seat; 0 if it does not count them
}

// access is who may not be here. What the queue says is lost with the process, unlike which stints are over: those
// are in the journal.
type access struct {
	revision         int64
	barred, insiders map[string]bool
	awaited          bool // there is a queue, which has not said yet
	briefed          bool // a queue has said, of all seats
}

// Over is what is spent in the World when a stint is over. The journal has it, so that whatever opened the seat for
// it opens it no more, on whatever shard.
func Over(stint int64) game.TicketID {
	id := game.TicketID{'o', 'v', 'e', 'r'}
	binary.BigEndian.PutUint64(id[8:], uint64(stint))
	return id
}

// AwaitQueue says that there is a queue, which will say who may be here: until then nobody watches.
func (t *Table) AwaitQueue() { t.access.awaited = true }

// MayEnter checks what a pass asks for, and sets its audience if it is for a seat.
func (t *Table) MayEnter(p *Pass) error {
	if t.over {
		return Refuse(wire.MatchEnded, "match %s has ended", t.match)
	}
	if t.access.barred[p.Player] {
		return Refuse(wire.Left, "you were removed from this match") // for good: nothing newer would open the door
	}
	if p.Seat < 0 {
		return t.mayWatch(p)
	}
	if p.Seat >= len(t.seats) {
		return Refuse(wire.BadTicket, "match %s has %d seats, the ticket is for seat %d", t.match, len(t.seats), p.Seat)
	}
	p.Audience = game.Audience(t.setup.Scenario.Seats[p.Seat].Team)
	return t.maySit(p)
}

func (t *Table) maySit(p *Pass) error {
	s := &t.seats[p.Seat]
	switch {
	case p.Stint != 0 && t.isSpent(p.Seat, Over(p.Stint)):
		return Refuse(wire.SeatTaken, "you gave this seat up")
	case s.stint != 0 && p.Stint == 0:
		return Refuse(wire.BadTicket, "the ticket is from before the queue counted who sits: ask it for a new one")
	case s.stint != p.Stint && (s.stint != 0 || t.access.briefed && s.player == ""):
		return Refuse(wire.SeatTaken, "the seat is not yours any more")
	case p.Ticket != (game.TicketID{}):
		if t.isSpent(p.Seat, p.Ticket) || s.spending == p.Ticket {
			return Refuse(wire.TicketSpent, "the join ticket was used before: resume with the token, or ask the queue")
		}
		return nil
	case s.player != "" && s.player != p.Player:
		return Refuse(wire.SeatTaken, "the seat was given to another player")
	case !t.isSpent(p.Seat, p.First):
		// What a stint's end spends is forgotten no sooner than what began it.
		return Refuse(wire.BadTicket, "the resume token is too old: ask the queue for a join ticket")
	}
	return nil
}

func (t *Table) isSpent(seat int, id game.TicketID) bool {
	_, _, spent := t.zone.Player(uint8(seat), id)
	return spent || t.Waits() && slices.Contains(t.gather.over, id)
}

func (t *Table) mayWatch(p *Pass) error {
	if p.Audience != game.All && int(p.Audience) >= len(t.setup.Scenario.Teams) {
		return Refuse(wire.BadTicket, "match %s has no team %d", t.match, p.Audience)
	}
	if t.access.awaited {
		return Refuse(wire.ShuttingDown,
			"the match has just begun here and may not be watched yet: try again in a moment")
	}
	if t.isInsider(p.Player) {
		return Refuse(wire.Left, "%s", noWatching)
	}
	if _, used := t.spent[p.Ticket]; used && p.Ticket != (game.TicketID{}) {
		return Refuse(wire.TicketSpent, "the spectator's ticket was used before")
	}
	return t.hasPlace(p)
}

// hasPlace checks that there is a place to watch from. Those in frames of other pages have places of their own.
func (t *Table) hasPlace(p *Pass) error {
	watching := 0
	for _, g := range t.participants {
		// a newer session of an account takes the place of the older one
		if g.Seat < 0 && g.Embedded == p.Embedded && (g.Player != p.Player || g.Player == "") {
			watching++
		}
	}
	switch {
	case p.Embedded && watching >= maxEmbedded:
		return Refuse(wire.TooManyRequests, "match %s is shown in %d other pages already", t.match, watching)
	case !p.Embedded && watching >= maxSpectators:
		return Refuse(wire.TooManyRequests, "match %s has %d spectators already", t.match, watching)
	}
	return nil
}

const noWatching = "you or your party have a seat in this match: you can watch it when it is over"

// isInsider reports whether a player may not watch: the queue says so, or a seat is the player's.
func (t *Table) isInsider(player string) bool {
	if player == "" {
		return false
	}
	for i := range t.seats {
		if t.seats[i].player == player {
			return true
		}
	}
	return t.access.insiders[player]
}

// Brief takes in all that the queue says of the match: whom its seats are meant for, and who may not be here. A seat
// that is not offered is nobody's.
func (t *Table) Brief(offers []Offer, a Access) {
	t.access.awaited, t.access.briefed = false, true
	offered := make([]bool, len(t.seats))
	for _, o := range offers {
		if o.Seat >= 0 && o.Seat < len(t.seats) {
			offered[o.Seat] = true
			t.Offer(o)
		}
	}
	for n := range t.seats {
		if at := &t.seats[n]; !offered[n] && at.stint != 0 {
			t.dismiss(at)
		}
	}
	t.Admit(a)
}

// Offer gives a seat to a player; a session of somebody else in it ends, and one of an earlier stint.
func (t *Table) Offer(o Offer) {
	at := &t.seats[o.Seat]
	if g := at.participant; g != nil && at.player == o.Player && g.Stint == 0 {
		g.Stint = o.Stint // it came before stints were counted
	} else if g != nil && (at.player != o.Player || g.Stint != o.Stint) {
		g.outbox.End(wire.SeatTaken, "the seat was given to another player")
	}
	at.player, at.name, at.stint = o.Player, o.Name, o.Stint
	for _, g := range t.participants {
		if g.Seat < 0 && g.Player == o.Player && o.Player != "" {
			g.outbox.End(wire.Left, noWatching)
		}
	}
}

// Free ends a stint: its session ends, and its tickets and tokens open the seat no more. It reports whether the
// journal knows already; else it will soon, unless the zone is in trouble, and Free may be called again. In a match
// that waits for its players no tick comes for the journal to know it by: it is written with the first one, and nobody
// waits for that. Should another process go on with the match before, it hears from the queue whose the seats are,
// before anybody leads one.
func (t *Table) Free(n int, stint int64) (known bool) {
	at := &t.seats[n]
	if stint == 0 { // the queue does not count them: it is known of nobody in particular that the seat is not his
		if at.participant == nil {
			at.player, at.name = "", ""
		}
		return true
	}
	if at.stint == stint {
		t.dismiss(at)
	} else if at.participant != nil && at.participant.Stint == stint {
		at.participant.outbox.End(wire.Left, "you gave this seat up")
	}
	if t.isSpent(n, Over(stint)) {
		return true
	}
	leader := game.AI
	if at.participant != nil && at.participant.Stint != stint {
		leader = game.Player // somebody else has it by now
	}
	t.zone.Seat(game.SeatChange{Seat: uint8(n), Leader: leader, Ticket: Over(stint)})
	if t.Waits() {
		t.gather.over = append(t.gather.over, Over(stint))
	}
	return t.Waits()
}

// Presence is a player's time in a seat, and whether the player is there.
type Presence struct {
	Stint int64
	Here  bool
	Clock
}

// Presence lists those that the queue has told of, or players have come with.
func (t *Table) Presence() (all []Presence) {
	for i := range t.seats {
		if at := &t.seats[i]; at.stint != 0 {
			all = append(all, Presence{at.stint, at.participant != nil, at.clock})
		}
	}
	return all
}

// dismiss makes a seat nobody's; who plays it goes.
func (t *Table) dismiss(at *seat) {
	if at.participant != nil {
		at.participant.outbox.End(wire.Left, "you gave this seat up")
	}
	at.player, at.name, at.stint = "", "", 0
}

// Admit says who may not be here: those who are go, whether they play or watch. Others may come again.
func (t *Table) Admit(a Access) {
	if a.Revision < t.access.revision {
		return
	}
	t.access.revision, t.access.barred, t.access.insiders = a.Revision, set(a.Barred), set(a.Insiders)
	for n := range t.seats {
		if at := &t.seats[n]; t.access.barred[at.player] {
			at.player, at.name, at.stint = "", "", 0
		}
	}
	for _, g := range t.participants {
		switch {
		case t.access.barred[g.Player]:
			g.removed = true
			g.outbox.End(wire.Left, "you were removed from this match")
		case g.Seat < 0 && t.isInsider(g.Player):
			g.outbox.End(wire.Left, noWatching)
		}
	}
}

// set is players as a set; who has no queue has no name there.
func set(players []string) map[string]bool {
	all := map[string]bool{}
	for _, player := range players {
		if player != "" {
			all[player] = true
		}
	}
	return all
}
