package table

import (
	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// In a match by turns nobody has to be there while others plan: who has lost the link, or has not come yet when the
// match begins, keeps the seat, and his plan stands or his AI makes it when his time is up, as the scenario says. AI
// leads the seat of who has left for good (which nobody has who has hours to plan, and goes meanwhile), who was away in
// two turns that he should have planned, or who is away for a minute where there are no deadlines.

const (
	awayTurns = 2
	awaySlots = 240 // a minute of them
	askSlots  = 8   // until AI is asked again to lead a seat: the record is long there
	// seconds to plan a turn from which on nobody is thought to stay until it is over: who goes comes back
	longTurn = 3600
)

// away is how long the player of a seat is not there.
type away struct {
	since uint32 // the turn in which that began
	slots int    // since then
	asked int    // the slot at which AI was asked; 0 for not yet
}

func (t *Table) byTurns() bool { return t.setup.Scenario.Turns.Kind != game.RealTime }

// keepsSeat reports whether a seat that was left stays its player's for now.
func (t *Table) keepsSeat(why wire.Parting) bool {
	if t.byTurns() && t.setup.Scenario.Turns.Planning >= longTurn {
		return why != wire.Removed
	}
	return t.byTurns() && why != wire.WentAway && why != wire.Removed
}

// waitsFor notes a slot in which a seat's player is not there, and reports whether AI is not to be asked to lead it.
func (t *Table) waitsFor(at *seat, p *shard.Publication) bool {
	switch {
	case at.participant != nil || at.leader != game.Player:
		at.away = away{}
		return true
	case !p.Slot:
		return true
	case at.away.slots == 0:
		at.away.since = p.Rest.Turn
	}
	at.away.slots++
	clock := &t.setup.Scenario.Turns
	turns := uint32(awayTurns)
	if clock.Kind == game.Alternate {
		turns *= uint32(len(t.setup.Scenario.Teams)) // of which each has one to plan
	}
	gone := !t.keepsSeat(at.parting) || p.Rest.Turn >= at.away.since+turns
	if clock.Planning == 0 && clock.Bank == 0 {
		gone = gone || at.away.slots > awaySlots
	}
	if !gone || at.away.asked > 0 && at.away.slots < at.away.asked+askSlots {
		return true
	}
	at.away.asked = at.away.slots
	return false
}

// toRenew reports whether a session's token is to be renewed: after a second of the match, or of slots in which its
// ticks stand still.
func (t *Table) toRenew(g *Participant, p *shard.Publication) bool {
	if p.Slot {
		g.slots++
	}
	if p.Tick < g.renewed+t.inTicks(renewEvery) && g.slots < slotsASecond {
		return false
	}
	g.renewed, g.slots = p.Tick, 0
	return true
}

const slotsASecond = 4

// Clock is how a match by turns stands for a seat, as it was published: what its own team is told, and what others are.
type Clock struct {
	Turn  uint32 // that is planned, or runs; 0 in real time
	Plans bool   // its player is to plan it: for the own team alone
	Waits bool   // other teams may believe so
	Until uint64 // Plans: when the time is up, Unix milliseconds; 0 for never
}

// noteClocks notes whose turn it is, from the views that teams are shown and nothing else.
func (t *Table) noteClocks(p *shard.Publication) {
	if !t.byTurns() || len(p.Views) == 0 {
		return
	}
	for n := range t.seats {
		team := int(t.setup.Scenario.Seats[n].Team)
		others := len(p.Views) - 1 // of nobody's team
		own, theirs := &p.Views[team].Turn, &p.Views[others].Turn
		if n >= len(own.Seats) || n >= len(theirs.Seats) {
			continue
		}
		c := Clock{Turn: own.Number, Waits: theirs.Seats[n].State == game.Thinking}
		if c.Plans = own.Seats[n].State == game.Thinking && t.seats[n].leader == game.Player; c.Plans {
			c.Until = own.Seats[n].Until
		}
		if p.Result.Reason != game.NotOver {
			c.Plans, c.Waits, c.Until = false, false, 0
		}
		t.seats[n].clock = c
	}
}
