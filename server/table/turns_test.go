package table

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// desk is a table of a match by turns whose player of seat 0 has gone.
func desk(clock game.Turns, why wire.Parting) (t *Table, at *seat) {
	setup := &game.Setup{Scenario: game.Scenario{Seats: make([]game.SeatSetup, 2), Turns: clock}}
	t = &Table{setup: setup, seats: make([]seat, 2)}
	at = &t.seats[0]
	at.leader, at.parting = game.Player, why
	return t, at
}

func slot(turn uint32) *shard.Publication {
	return &shard.Publication{Slot: true, Rest: game.Rest{Turn: turn}}
}

// A player who lost the link is waited for in two turns, where there are deadlines, and else for a minute; AI is asked
// for then, and asked again as long as nothing comes of it.
func TestWhoLostTheLinkKeepsTheSeat(t *testing.T) {
	table, at := desk(game.Turns{Kind: game.Together, Planning: 60}, wire.LostLink)
	for range 1000 {
		require.True(t, table.waitsFor(at, slot(3)))
	}
	require.True(t, table.waitsFor(at, slot(4)))
	require.False(t, table.waitsFor(at, slot(5)))
	for range askSlots - 1 {
		require.True(t, table.waitsFor(at, slot(5)), "it is asked once")
	}
	require.False(t, table.waitsFor(at, slot(5)))
	at.leader = game.AI
	require.True(t, table.waitsFor(at, slot(5)))
	require.Equal(t, away{}, at.away)

	table, at = desk(game.Turns{Kind: game.Together}, wire.Unexplained) // also when another shard took the match over
	for range awaySlots {
		require.True(t, table.waitsFor(at, slot(3)))
	}
	require.False(t, table.waitsFor(at, slot(3)))
	require.True(t, table.waitsFor(at, &shard.Publication{Rest: game.Rest{Turn: 9}}), "in a film nobody plans")
}

// Where teams plan in turn, only every other turn is one that he should have planned.
func TestATurnOfOthersIsNotMissed(t *testing.T) {
	table, at := desk(game.Turns{Kind: game.Alternate, Planning: 60}, wire.LostLink)
	table.setup.Scenario.Teams = make([]game.TeamSetup, 2)
	for turn := uint32(3); turn < 7; turn++ {
		require.True(t, table.waitsFor(at, slot(turn)))
	}
	require.False(t, table.waitsFor(at, slot(7)))
}

// register is a zone that notes seat changes.
type register struct {
	Zone
	seats   []game.SeatChange
	started bool
}

func (r *register) Seat(c game.SeatChange) { r.seats = append(r.seats, c) }
func (r *register) Start()                 { r.started = true }

// A match by turns that waited long enough begins without who is late: the seat is his all the same, or AI would commit
// a plan for him. It is not that of who has left, nor of whom nobody expects.
func TestWhoIsLateForAMatchByTurnsKeepsTheSeat(t *testing.T) {
	for kind, late := range map[game.TurnKind][]game.SeatChange{
		game.Together: {{Seat: 0, Leader: game.Player}}, game.RealTime: nil,
	} {
		zone := &register{}
		table, _ := desk(game.Turns{Kind: kind}, wire.Unexplained)
		table.zone, table.seats = zone, make([]seat, 3)
		table.seats[1].parting = wire.WentAway
		now := time.UnixMilli(1000)
		table.attend(&shard.Publication{Wait: shard.WaitFor([]int{0, 1}, now.Add(15*time.Second))})
		table.Count(now)
		require.False(t, zone.started)
		table.Count(now.Add(15 * time.Second))
		require.True(t, zone.started)
		require.Equal(t, late, zone.seats)
	}
}

// Who leaves, or was removed, is waited for in no slot.
func TestWhoLeftIsReplacedAtOnce(t *testing.T) {
	for _, why := range []wire.Parting{wire.WentAway, wire.Removed} {
		table, at := desk(game.Turns{Kind: game.Together, Planning: 60}, why)
		require.False(t, table.waitsFor(at, slot(3)))
		require.False(t, table.keepsSeat(why))
	}
}

// The queue is told whose turn it is from what teams are shown: a commitment shows to its own team alone.
func TestWhoseTurnItIsComesFromTheViews(t *testing.T) {
	table, at := desk(game.Turns{Kind: game.Together, Planning: 60}, wire.LostLink)
	table.setup.Scenario.Seats[1].Team = 1
	at.stint, table.seats[1].stint, table.seats[1].leader = 7, 8, game.Player
	view := func(states ...game.SeatState) *game.View {
		v := &game.View{Turn: game.TurnView{Phase: game.Planning, Number: 3}}
		for _, s := range states {
			v.Turn.Seats = append(v.Turn.Seats, game.SeatClock{State: s, Until: 60_000})
		}
		return v
	}
	p := &shard.Publication{Slot: true, Views: []*game.View{
		view(game.Done, game.Thinking), view(game.Thinking, game.Thinking), view(game.Thinking, game.Thinking),
	}}
	table.noteClocks(p)
	require.Equal(t, []Presence{
		{Stint: 7, Clock: Clock{Turn: 3, Waits: true}},
		{Stint: 8, Clock: Clock{Turn: 3, Plans: true, Waits: true, Until: 60_000}},
	}, table.Presence())
	table.seats[1].leader = game.AI
	table.noteClocks(p)
	require.False(t, table.Presence()[1].Plans, "his AI plans it")
	p.Result.Reason = game.Elimination
	table.noteClocks(p)
	require.Equal(t, Clock{Turn: 3}, table.Presence()[1].Clock, "nobody plans what is over")
}

// Who has hours to plan a turn comes back after a day: leaving the match gives up nothing, unless the queue says so.
func TestWhoHasHoursToPlanMayGo(t *testing.T) {
	quick, _ := desk(game.Turns{Kind: game.Together, Planning: 60}, wire.WentAway)
	require.False(t, quick.keepsSeat(wire.WentAway))
	post, at := desk(game.Turns{Kind: game.Together, Planning: 24 * 3600}, wire.WentAway)
	require.True(t, post.keepsSeat(wire.WentAway))
	require.False(t, post.keepsSeat(wire.Removed))
	require.True(t, post.waitsFor(at, slot(3)))
	require.False(t, post.waitsFor(at, slot(5)), "AI leads for who was away in two turns")
}

// letters is an outbox that keeps what was sent.
type letters struct {
	pen
	welcomes []wire.Welcome // in order
}

func (l *letters) Send(m wire.Message) { l.welcomes = append(l.welcomes, *m.(*wire.Welcome)) }

// Each waking has an owner of its own. Who comes back to a match by turns is not told how many there were: others woke
// it, or did not. That a backup was put back and pardoned shows.
func TestAPlayerDoesNotCountWakings(t *testing.T) {
	told := func(kind game.TurnKind, epoch, pardoned uint32) wire.Welcome {
		table, _ := desk(game.Turns{Kind: kind}, wire.Unexplained)
		table.door, table.zone = plainDoor{}, quietZone{}
		said := []string{}
		box := &letters{pen: pen{list: &said}}
		all := NewParticipant(Pass{Seat: -1, Audience: game.All}, box)
		table.welcome(all, &shard.Publication{Epoch: epoch, Pardoned: pardoned})
		require.Len(t, box.welcomes, 1)
		return box.welcomes[0]
	}
	require.Equal(t, told(game.Together, 3, 0), told(game.Together, 7, 0))
	const pardon = 1_800_000_000
	require.Equal(t, told(game.Alternate, pardon, pardon), told(game.Alternate, pardon+5, pardon))
	require.Less(t, told(game.Together, 9, 0).Epoch, told(game.Together, pardon+1, pardon).Pardoned)
	require.GreaterOrEqual(t, told(game.Together, pardon+1, pardon).Epoch, uint32(pardon))
	require.EqualValues(t, 7, told(game.RealTime, 7, 0).Epoch)
}
