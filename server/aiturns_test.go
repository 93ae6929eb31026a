package server

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// crasher plans for a while, and then crashes each time.
type crasher struct{ thoughts *int }

func (c crasher) Think(v *game.View, _ []game.Talk) []game.Order {
	if *c.thoughts++; v.Tick == 12 {
		panic("planned")
	}
	return []game.Order{{Kind: game.Hold, Squad: uint8(v.Tick)}}
}

// inbox is a zone that takes some orders at a time.
type inbox struct {
	zone
	room  int
	taken []game.Order
}

func (i *inbox) Enqueue(o game.Order) game.Refusal {
	if i.room == 0 {
		return game.TooMany
	}
	i.room--
	i.taken = append(i.taken, o)
	return game.Obeyed
}

// A commander that crashes while it plans a turn, is asked for it once: what it has planned until then counts, and it
// is committed, or a match without deadlines would wait for ever. What the zone has no room for goes again.
func TestACommanderThatCrashesCommits(t *testing.T) {
	z, thoughts := &inbox{}, 0
	setup := &game.Setup{Scenario: game.Scenario{Turns: game.Turns{Kind: game.Together, Length: 40}}}
	m := &match{id: "m", setup: setup, zone: z, srv: &Server{log: slog.New(slog.DiscardHandler)}}
	c := newCommanderSeat(m, 0)
	makes := func(string, *game.Setup, uint8, uint64) ai.Commander { return crasher{&thoughts} }
	v := &game.View{Turn: game.TurnView{
		Phase: game.Planning, Number: 1, Seats: []game.SeatClock{{State: game.Thinking}},
	}}
	for range 6 {
		z.room = 5
		c.lead(v, nil, nil, makes, false)
	}
	require.Equal(t, 13, thoughts)
	require.Len(t, z.taken, 13)
	for i, o := range z.taken[:12] {
		require.EqualValues(t, i, o.Squad)
	}
	require.Equal(t, game.Planned|game.Commit, z.taken[12].Flags)

	broken := newCommanderSeat(m, 0)
	z.taken, z.room = nil, 9
	broken.lead(v, nil, nil, func(string, *game.Setup, uint8, uint64) ai.Commander { panic("not made") }, false)
	require.Len(t, z.taken, 1, "and so is the turn of one that cannot even be made")
}
