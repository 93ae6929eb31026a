// Package table decides who sits where in a match and what each session is told of it.
//
// A Table has no goroutine, clock, lock or I/O: sessions enter and leave, orders come in, publications come out, and what it
// wants said goes to each Guest's Line at once. The door drives it under a match's lock, the simulator in its event loop.
package table

import (
	"fmt"
	"slices"
	"time"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// Zone is what a table asks of its zone.
type Zone interface {
	Seat(c game.SeatChange)
	Submit(o game.Order) game.Refusal
	Say(t game.Talk) game.Refusal
	Player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool)
}

// Door is what a Welcome needs beside the table's own knowledge.
type Door interface {
	Token(g *Guest, p *shard.Publication) []byte // a resume token that witnesses the head behind p
	Packed() []byte                              // the set-up as Welcome carries it
	Late() game.Tick                             // what spectators of all were shown last
}

// Refusal is why somebody was not let in.
type Refusal struct {
	Reason wire.Reason
	Text   string
}

func (r *Refusal) Error() string { return r.Text }

// Refuse makes a Refusal.
func Refuse(reason wire.Reason, format string, args ...any) error {
	return &Refusal{reason, fmt.Sprintf(format, args...)}
}

// Table is a match's seats and the sessions around it.
type Table struct {
	zone  Zone
	door  Door
	match string
	setup *game.Setup

	guests  []*Guest // in the order in which they came
	seats   []seat
	spent   map[game.TicketID]time.Time // spectators' tickets, and when they expire
	barred  map[string]struct{}         // players who were removed
	newest  game.Tick                   // of the last publication taken
	asked   bool                        // the leaders were read from the zone
	over    bool
	closing bool
}

// seat is who sits where.
type seat struct {
	leader   game.Leader // as published
	guest    *Guest      // who leads it, or will when the seat change is published
	player   string      // whom it is meant for; empty if that is not known
	name     string
	freed    game.Tick     // when AI was last asked to lead it
	spending game.TicketID // of guest, queued and not yet published
}

// New makes the table of a match.
func New(match string, setup *game.Setup, zone Zone, door Door) *Table {
	return &Table{
		zone: zone, door: door, match: match, setup: setup,
		seats: make([]seat, len(setup.Scenario.Seats)), spent: map[game.TicketID]time.Time{},
	}
}

// Seats is how many seats there are.
func (t *Table) Seats() int { return len(t.seats) }

// Leader is who leads a seat, as published.
func (t *Table) Leader(n int) game.Leader { return t.seats[n].leader }

// Over tells whether the match has ended.
func (t *Table) Over() bool { return t.over }

// Guests lists the sessions, in the order in which they came.
func (t *Table) Guests() []*Guest { return slices.Clone(t.guests) }

// Close lets nobody in any more.
func (t *Table) Close() { t.closing = true }

// MayEnter checks what a pass asks for, and sets its audience if it is for a seat.
func (t *Table) MayEnter(p *Pass) error {
	if t.over {
		return Refuse(wire.MatchEnded, "match %s has ended", t.match)
	}
	if t.isBarred(p.Player) {
		return Refuse(wire.BadTicket, "you were removed from this match")
	}
	if p.Seat < 0 {
		return t.mayWatch(p)
	}
	if p.Seat >= len(t.seats) {
		return Refuse(wire.BadTicket, "match %s has %d seats, the ticket is for seat %d", t.match, len(t.seats), p.Seat)
	}
	p.Audience = game.Audience(t.setup.Scenario.Seats[p.Seat].Team)
	s := &t.seats[p.Seat]
	if p.Ticket == (game.TicketID{}) {
		if s.player != "" && s.player != p.Player {
			return Refuse(wire.SeatTaken, "the seat was given to another player")
		}
		return nil
	}
	if _, _, spent := t.zone.Player(uint8(p.Seat), p.Ticket); spent || s.spending == p.Ticket {
		return Refuse(wire.TicketSpent, "the join ticket was used before: resume with the token, or ask the queue")
	}
	return nil
}

func (t *Table) mayWatch(p *Pass) error {
	if p.Audience != game.All && int(p.Audience) >= len(t.setup.Scenario.Teams) {
		return Refuse(wire.BadTicket, "match %s has no team %d", t.match, p.Audience)
	}
	watching := 0
	for _, g := range t.guests {
		if g.Seat < 0 {
			watching++
		}
	}
	if watching >= maxSpectators {
		return Refuse(wire.TooManyRequests, "match %s has %d spectators already", t.match, watching)
	}
	if _, used := t.spent[p.Ticket]; used && p.Ticket != (game.TicketID{}) {
		return Refuse(wire.TicketSpent, "the spectator's ticket was used before")
	}
	return nil
}

// Enter puts a session in its place. A newer session of a seat takes it from the older one. The seat change is queued at
// once, so that the changes of one seat reach the zone in the order in which its sessions came.
func (t *Table) Enter(g *Guest, now time.Time) error {
	if err := t.MayEnter(&g.Pass); err != nil { // again: much may have happened since
		return err
	}
	if t.closing {
		return Refuse(wire.ShuttingDown, "the shard shuts down")
	}
	if g.Seat < 0 {
		if err := t.spend(&g.Pass, now); err != nil {
			return err
		}
		t.guests = append(t.guests, g)
		return nil
	}
	at := &t.seats[g.Seat]
	if at.guest != nil {
		at.guest.line.End(wire.SeatTaken, "a newer session of yours took the seat")
	}
	at.guest, at.player, at.name, at.spending = g, g.Player, g.Name, g.Ticket
	t.guests = append(t.guests, g)
	t.zone.Seat(game.SeatChange{Seat: uint8(g.Seat), Leader: game.Player, Ticket: g.Ticket})
	return nil
}

// spend remembers a spectator's ticket until it expires. It is not journaled: watching changes nothing.
func (t *Table) spend(p *Pass, now time.Time) error {
	if p.Ticket == (game.TicketID{}) {
		return nil
	}
	for id, until := range t.spent {
		if now.After(until.Add(time.Minute)) {
			delete(t.spent, id)
		}
	}
	if len(t.spent) >= maxSpent {
		return Refuse(wire.TooManyRequests, "too many spectators have come in a short time")
	}
	t.spent[p.Ticket] = p.Expires
	return nil
}

// Leave takes a session out. If it still has its seat, AI leads it from the next tick.
func (t *Table) Leave(g *Guest) {
	t.guests = slices.DeleteFunc(t.guests, func(other *Guest) bool { return other == g })
	if g.Seat < 0 || g.Seat >= len(t.seats) || t.seats[g.Seat].guest != g {
		return
	}
	at := &t.seats[g.Seat]
	at.guest, at.spending = nil, game.TicketID{}
	t.free(uint8(g.Seat))
}

// free asks for AI to lead a seat.
func (t *Table) free(n uint8) {
	t.seats[n].freed = t.newest
	t.zone.Seat(game.SeatChange{Seat: n, Leader: game.AI})
}

// Offer gives a seat to a player; a session of somebody else in it ends.
func (t *Table) Offer(n int, player, name string) {
	at := &t.seats[n]
	if at.guest != nil && at.player != player {
		at.guest.line.End(wire.SeatTaken, "the seat was given to another player")
	}
	at.player, at.name = player, name
}

// Free makes a seat nobody's, unless somebody plays it: who plays is not sent away, that is Bar.
func (t *Table) Free(n int) {
	if at := &t.seats[n]; at.guest == nil {
		at.player, at.name = "", ""
	}
}

// Bar says which players may not be here: those who are go, whether they play or watch. Others may come again.
func (t *Table) Bar(players []string) {
	t.barred = map[string]struct{}{}
	for _, player := range players {
		if player != "" { // who has no queue has no name there
			t.barred[player] = struct{}{}
		}
	}
	for n := range t.seats {
		if at := &t.seats[n]; t.isBarred(at.player) {
			at.player, at.name = "", ""
		}
	}
	for _, g := range t.guests {
		if t.isBarred(g.Player) {
			g.line.End(wire.Left, "you were removed from this match")
		}
	}
}

func (t *Table) isBarred(player string) bool {
	_, out := t.barred[player]
	return out
}
