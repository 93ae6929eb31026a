package server

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
	"muster/shard"
)

// waits publishes tick 0 of a match that waits for the players of two seats.
func (h *house) waits(d time.Duration) {
	synctest.Wait()
	p := &shard.Publication{Match: "m1", Wait: shard.WaitFor([]int{0, 1}, time.Now().Add(d))}
	for _, a := range []game.Audience{0, 1, game.All} {
		p.Views = append(p.Views, &game.View{Audience: a})
	}
	for _, s := range h.zone.subs {
		s.Publish(p)
	}
	time.Sleep(100 * time.Millisecond) // what is told comes after what is shown
}

func TestAMatchBeginsWhenAllAreHere(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.waits(15 * time.Second)
		ann := h.knock(hello(h.ticket(1, 0), nil))
		require.Zero(t, want[*wire.Welcome](t, ann).Tick, "welcomed before the first tick")
		news := want[*wire.Seats](t, ann).Seats
		require.Equal(t, game.Player, news[0].Leader)
		time.Sleep(2 * time.Second)
		require.Equal(t, &wire.Waiting{Seconds: 15, Here: 1, Of: 2}, want[*wire.Waiting](t, ann))
		require.Equal(t, uint8(14), want[*wire.Waiting](t, ann).Seconds)
		require.Empty(t, h.zone.ai, "no commander moves before the players see the field")
		require.Empty(t, h.zone.in.Seats)
		again := h.knock(hello(h.ticket(1, 0), nil))
		require.Equal(t, wire.TicketSpent, want[*wire.Goodbye](t, again).Reason,
			"a ticket is good for once, also while it waits")

		ben := h.knock(hello(h.ticket(2, 1), nil))
		want[*wire.Welcome](t, ben)
		require.Equal(t, uint8(1), want[*wire.Seats](t, ann).Seats[0].Seat, "who comes is told to who is here")
		time.Sleep(time.Second)
		require.True(t, h.zone.started.Load(), "it does not wait longer than it must")
		for last := want[*wire.Waiting](t, ann); *last != (wire.Waiting{}); last = want[*wire.Waiting](t, ann) {
			require.NotZero(t, last.Of)
		}
		h.tick()
		require.Equal(t, map[uint8]game.Leader{0: game.Player, 1: game.Player, 2: game.AI}, h.zone.leader)
		h.tick()
		require.NotEmpty(t, h.zone.ai, "the seat that nobody was awaited for")
	})
}

func TestAMatchBeginsWithoutWhoDoesNotCome(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.waits(15 * time.Second)
		ann := h.knock(hello(h.ticket(1, 0), nil))
		want[*wire.Welcome](t, ann)
		ben := h.knock(hello(h.ticket(2, 1), nil))
		want[*wire.Welcome](t, ben)
		require.NoError(t, ben.Close(wire.Left, "")) // in the same breath: the door must not start on him
		require.False(t, h.zone.started.Load())
		time.Sleep(14 * time.Second)
		require.False(t, h.zone.started.Load())
		time.Sleep(2 * time.Second)
		require.True(t, h.zone.started.Load())
		h.tick()
		require.Equal(t, map[uint8]game.Leader{0: game.Player, 1: game.AI, 2: game.AI}, h.zone.leader)
	})
}

// Who leaves a match that waits is not waited for, and the queue is answered at once: no tick comes in which the
// journal could learn it. It learns it with the first, and what opened the seat opens it no more.
func TestWhoLeavesAMatchThatWaitsIsNotAwaited(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.withQueue()
		h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","seats":[
			{"seat":0,"player":"ann","name":"Ann","sitting":7},{"seat":1,"player":"bob","name":"Bob","sitting":8}]}`)
		h.waits(15 * time.Second)
		ann := h.knock(hello(h.ticketOf("ann", 1, 0, 7), nil))
		bob := h.knock(hello(h.ticketOf("bob", 2, 1, 8), nil))
		want[*wire.Welcome](t, bob)
		began := time.Now()
		require.NoError(t, bob.Close(wire.Left, ""))
		h.tells("DELETE", "/v1/matches/m1/seats/1?sitting=8", "")
		require.Less(t, time.Since(began), freeEvery)
		h.tells("DELETE", "/v1/matches/m1/seats/1?sitting=8", "")
		require.Equal(t, wire.SeatTaken, h.refused(hello(h.ticketOf("bob", 3, 1, 8), nil)))
		want[*wire.Welcome](t, ann)
		time.Sleep(2 * time.Second)
		require.True(t, h.zone.started.Load(), "it does not wait for him")
		h.tick()
		require.Equal(t, map[uint8]game.Leader{0: game.Player, 1: game.AI, 2: game.AI}, h.zone.leader)
		require.Equal(t, wire.SeatTaken, h.refused(hello(h.ticketOf("bob", 4, 1, 8), nil)))
		h.stop()
		h.open()
		require.Equal(t, wire.SeatTaken, h.refused(hello(h.ticketOf("bob", 5, 1, 8), nil)), "the journal knows it")
	})
}

// Another machine's clock, which wrote the time down, may be an hour ahead.
func TestNobodyWaitsForAnotherClock(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.waits(time.Hour)
		want[*wire.Welcome](t, h.knock(hello(h.ticket(7, -1), nil))) // who watches need not wait for a tick either
		time.Sleep(61 * time.Second)
		require.True(t, h.zone.started.Load())
	})
}

func TestWhoOfOldSpeaksWaitsWithoutAWord(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.waits(2 * time.Second)
		m := hello(h.ticket(1, 0), nil)
		m.Newest = 1
		ann := h.knock(m)
		require.EqualValues(t, 1, want[*wire.Welcome](t, ann).Protocol)
		time.Sleep(3 * time.Second)
		h.tick()
		for {
			m, err := ann.Receive(t.Context())
			require.NoError(t, err)
			_, told := m.(*wire.Waiting)
			require.False(t, told)
			if s, ok := m.(*wire.Seats); ok && h.zone.started.Load() && len(s.Seats) > 0 &&
				s.Seats[0].Leader == game.Player {
				return
			}
		}
	})
}

func TestWhomAMatchWaitsFor(t *testing.T) {
	now := time.Now()
	o := api.OpenMatch{
		Wait: 15, Seats: []api.OfferedSeat{{Seat: 1, OfferSeat: api.OfferSeat{Player: "ann"}}, {Seat: 2}},
	}
	require.Equal(t, shard.WaitFor([]int{1}, now.Add(15*time.Second)), awaited(&o, game.Together, now))
	o.Wait = 0
	require.True(t, awaited(&o, game.RealTime, now).None())
	require.Equal(t, shard.WaitFor([]int{1}, now.Add(turnsWait)), awaited(&o, game.Together, now),
		"AI would commit plans for players who are on their way")
}
