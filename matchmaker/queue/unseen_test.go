package queue

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// slow is a shard to which what it is told of a match takes two seconds. Then who is not in it has no seat.
type slow struct {
	actor
	hall *hall
}

// hall is who has a seat in the one match of a slow shard.
type hall struct {
	mu     sync.Mutex
	seats  map[int]string
	opened int // calls of OpenMatch that were begun
}

func (s slow) OpenMatch(ctx context.Context, match string, o api.OpenMatch) error {
	s.hall.mu.Lock()
	s.hall.opened++
	s.hall.mu.Unlock()
	time.Sleep(2 * time.Second)
	s.hall.mu.Lock()
	defer s.hall.mu.Unlock()
	s.hall.seats = map[int]string{}
	for _, v := range o.Seats {
		s.hall.seats[v.Seat] = v.Player
	}
	return s.actor.OpenMatch(ctx, match, o)
}

func (s slow) OfferSeat(ctx context.Context, match string, seat int, o api.OfferSeat) error {
	s.hall.mu.Lock()
	defer s.hall.mu.Unlock()
	s.hall.seats[seat] = o.Player
	return s.actor.OfferSeat(ctx, match, seat, o)
}

func (h *hall) opens() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.opened
}

// A shard tells of nobody in a match, and the queue tells it of that match anew to hear whether it still runs. Who is
// given a seat in that moment keeps it: nothing older comes behind it.
func TestWhoeverIsSeatedWhileAShardIsAskedKeepsTheSeat(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{
			reg: registry.NewMemory(time.Hour), dead: map[string]bool{}, owner: map[string]string{},
			epoch: map[string]uint32{}, seen: []api.Presence{},
		}
		h := &hall{seats: map[int]string{}}
		f.speaks = func(a actor) shards.Client { return slow{a, h} }
		m, kill := f.lead(t, dir, "queue-1", "m1")
		defer kill()
		f.comes(t, "s1")
		require.NoError(t, m.store.Leave(t.Context(), "m1", "p-m1-1", time.Now()))
		time.Sleep(2 * absentEvery)
		require.True(t, m.ledger.knows("m1", "s1 since 0"))
		before := h.opens()
		for h.opens() == before {
			time.Sleep(100 * time.Millisecond)
		}
		now := time.Now()
		require.NoError(t, m.store.AddAccount(t.Context(), store.Account{
			Player: "newcomer", Name: "newcomer", Guest: true, Role: "player", Created: now,
		}))
		_, _, err := m.store.AddTicket(t.Context(), "t-newcomer",
			[]string{"newcomer"}, store.TicketRequest{Mode: "quick"}, now)
		require.NoError(t, err)
		m.notify.WakeRound()
		// told once the shard has answered, which takes two seconds, by the round behind that, which may take one more
		for until, seat := time.Now().Add(time.Minute), -1; seat != 1; time.Sleep(100 * time.Millisecond) {
			seat, _, err = m.store.SeatOf(t.Context(), "m1", "newcomer")
			require.NoError(t, err)
			require.True(t, time.Now().Before(until))
		}
		time.Sleep(3 * time.Second) // whatever was on its way has come
		h.mu.Lock()
		defer h.mu.Unlock()
		require.Equal(t, map[int]string{0: "p-m1-0", 1: "newcomer"}, h.seats)
	})
}
