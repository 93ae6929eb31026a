package table

import (
	"time"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// gathering is a match before its first tick: it waits until all awaited players are here, or the time is over. Who
// comes is welcomed to tick 0 and may look around and give orders; seat changes reach the zone when it starts.
type gathering struct {
	wait  shard.Wait
	first *shard.Publication // tick 0
	until time.Time          // of this process's clock
	told  wire.Waiting
	over  []game.TicketID // of the stints that ended meanwhile; the zone has them in its queue
}

// Waits reports whether the match waits for its players.
func (t *Table) Waits() bool { return t.gather != nil }

// attend follows a publication: one of tick 0 that waits, or the first one after that.
func (t *Table) attend(p *shard.Publication) {
	switch {
	case p.Wait.None():
		t.gather = nil
	case t.gather == nil && !t.started:
		t.gather = &gathering{wait: p.Wait, first: p}
	}
}

// Count tells everybody how many are here and how long the others are waited for, and starts the match when it is time.
// The door calls it every now and then while the table Waits.
func (t *Table) Count(now time.Time) {
	g := t.gather
	if g == nil {
		return
	}
	if latest := now.Add(maxWait); g.until.IsZero() {
		g.until = g.wait.Until
		if g.until.After(latest) { // another machine's clock wrote it down
			g.until = latest
		}
	}
	w := wire.Waiting{Seconds: uint8(max(0, (g.until.Sub(now)+time.Second-1)/time.Second))}
	for n := range t.seats {
		if g.wait.Awaits(n) && !t.isNobodys(n) {
			w.Of++
			if t.seats[n].participant != nil {
				w.Here++
			}
		}
	}
	if w.Here == w.Of || !now.Before(g.until) {
		t.start()
		w = wire.Waiting{}
	}
	if w != g.told {
		g.told = w
		t.Broadcast(&w)
		for _, p := range t.participants {
			p.outbox.NotifyView() // the view of tick 0 may have been lost
		}
	}
}

// isNobodys reports whether the queue has given a seat to nobody: whoever had it gave it up, or was removed.
func (t *Table) isNobodys(n int) bool {
	return t.access.briefed && t.seats[n].player == "" && t.seats[n].participant == nil
}

// start gives everybody who is here the seat, and lets the first tick come. By turns who is late has it, too: AI would
// commit a plan for him at once.
func (t *Table) start() {
	wait := t.gather.wait
	t.gather, t.started = nil, true
	for n := range t.seats {
		switch g := t.seats[n].participant; {
		case g != nil:
			t.zone.Seat(game.SeatChange{Seat: uint8(n), Leader: game.Player, Ticket: g.Ticket})
		case wait.Awaits(n) && !t.isNobodys(n) && t.keepsSeat(t.seats[n].parting):
			t.zone.Seat(game.SeatChange{Seat: uint8(n), Leader: game.Player})
		}
	}
	t.zone.Start()
}

// come welcomes a session to a match that waits.
func (t *Table) come(g *Participant) {
	t.deliver(g, t.gather.first, nil)
	t.Broadcast(wire.SeatsOf(t.news(g.Seat)))
	if told := t.gather.told; told.Of > 0 && g.speaks(&told) {
		g.outbox.Send(&told)
	}
}
