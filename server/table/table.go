// Package table decides who sits where in a match and what each session is told of it.
//
// A Table has no goroutine, clock, lock or I/O: sessions enter and leave, orders come in, publications come out, and
// what it wants said goes to each Participant's Outbox at once. The door drives it under a match's lock, the
// simulator in its event loop.
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
	Start() // lets the first tick come of a match that waits for its players
	Enqueue(o game.Order) game.Refusal
	Say(t game.Talk) game.Refusal
	Player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool)
}

// Door is what a Welcome needs beside the table's own knowledge.
type Door interface {
	Token(g *Participant, p *shard.Publication) []byte // a resume token that witnesses the head behind p
	Packed() []byte                                    // the set-up as Welcome carries it
	Late() game.Tick                                   // what spectators of all were shown last
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

	participants []*Participant // in the order in which they came
	seats        []seat
	spent        map[game.TicketID]time.Time // spectators' tickets, and when they expire
	access       access                      // who may not be here
	newest       game.Tick                   // of the last publication taken
	asked        bool                        // the leaders were read from the zone
	over         bool
	closing      bool
	gather       *gathering // of a match that waits for its players, else nil
	started      bool       // the zone was told to start
	standby      wire.Standby
	kept         game.Tick // until then AI takes no seat whose player has not come over yet
}

// seat is who sits where.
type seat struct {
	leader      game.Leader  // as published
	participant *Participant // who leads it, or will when the seat change is published
	player      string       // whom it is meant for; empty if that is not known
	name        string
	stint       int64         // of player, as the queue counts; 0 if that is not known
	freed       game.Tick     // when AI was last asked to lead it
	away        away          // by turns
	clock       Clock         // by turns: as published last
	parting     wire.Parting  // why the last participant went; another may have come before that is told
	spending    game.TicketID // of participant, queued and not yet published
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

// Over reports whether the match has ended.
func (t *Table) Over() bool { return t.over }

// Participants lists the sessions, in the order in which they came.
func (t *Table) Participants() []*Participant { return slices.Clone(t.participants) }

// Close lets nobody in any more.
func (t *Table) Close() { t.closing = true }

// Enter puts a session in its place. A newer session of a seat takes it from the older one. The seat change is queued
// at once, so that the changes of one seat reach the zone in the order in which its sessions came.
func (t *Table) Enter(g *Participant, now time.Time) error {
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
		for _, other := range t.participants {
			if other.Seat < 0 && other.Player == g.Player && g.Player != "" {
				other.outbox.End(wire.SeatTaken, "you watch this match from elsewhere now")
			}
		}
		t.participants = append(t.participants, g)
		if t.Waits() {
			t.deliver(g, t.gather.first, nil)
		}
		return nil
	}
	at := &t.seats[g.Seat]
	if at.participant != nil {
		at.participant.outbox.End(wire.SeatTaken, "a newer session of yours took the seat")
	}
	at.participant, at.player, at.name, at.stint, at.spending = g, g.Player, g.Name, g.Stint, g.Ticket
	t.participants = append(t.participants, g)
	if t.Waits() {
		t.come(g)
		return nil
	}
	t.zone.Seat(game.SeatChange{Seat: uint8(g.Seat), Leader: game.Player, Ticket: g.Ticket})
	return nil
}

// Has reports whether a session has what a pass asks for: the seat in the same stint, or a place to watch for the
// same account.
func (t *Table) Has(p *Pass) bool {
	if p.Seat >= 0 {
		g := t.seats[p.Seat].participant
		return g != nil && g.Player == p.Player && g.Stint == p.Stint
	}
	return p.Player != "" && slices.ContainsFunc(t.participants, func(g *Participant) bool {
		return g.Seat < 0 && g.Player == p.Player
	})
}

// spend remembers a spectator's ticket until it expires. It is not journaled: watching changes nothing.
func (t *Table) spend(p *Pass, now time.Time) error {
	if p.Ticket == (game.TicketID{}) || p.Embedded { // what an embedded watcher's ticket is good for, anybody gets
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

// Leave takes a session out. If it still has its seat, AI leads it from the next tick, and Leave says so; the others
// are told why.
func (t *Table) Leave(g *Participant, why wire.Parting) (freed bool) {
	t.participants = slices.DeleteFunc(t.participants, func(other *Participant) bool { return other == g })
	if g.Seat < 0 || g.Seat >= len(t.seats) || t.seats[g.Seat].participant != g {
		return false
	}
	at := &t.seats[g.Seat]
	at.participant, at.spending, at.parting = nil, game.TicketID{}, why
	if g.removed {
		at.parting = wire.Removed
	}
	if !t.keepsSeat(at.parting) || t.Waits() {
		t.giveToAI(uint8(g.Seat))
	}
	return true
}

// giveToAI asks for AI to lead a seat.
func (t *Table) giveToAI(n uint8) {
	if t.Waits() { // nobody leads yet
		t.Broadcast(wire.SeatsOf(t.change(int(n))))
		return
	}
	t.seats[n].freed = t.newest
	t.zone.Seat(game.SeatChange{Seat: n, Leader: game.AI})
}
