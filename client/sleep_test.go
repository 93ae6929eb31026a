package client

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// away cuts all links and lets nobody in until back is called.
func (h *house) away() (back func()) {
	h.mu.Lock()
	door := h.door
	h.door = wire.NewPipeListener()
	h.mu.Unlock()
	h.cut()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.door = door
	}
}

// asleep waits until the match sleeps.
func (h *house) asleep() {
	for began := time.Now(); h.shard.Asleep() == 0; time.Sleep(time.Second) {
		require.Less(h.t, time.Since(began), 30*time.Second)
	}
	require.Empty(h.t, h.shard.Hosts())
}

// A match by turns in which nobody is left falls asleep. A player who comes back wakes it at once, and plans on where
// the turn stood, with the time that was left.
func TestWhoComesBackWakesTheMatch(t *testing.T) {
	clock := game.Turns{Kind: game.Together, Length: 40, Planning: 3600}
	turnStory(t, clock, func(t *testing.T, h *house) {
		a, b := h.join(0), h.join(1)
		defer b.Close()
		defer a.Close()
		v := planning(t, a, 1)
		planning(t, b, 1)
		require.Equal(t, game.Obeyed, plan(t, a, game.Order{Kind: game.Move, Turn: 1, X: 20 * 16, Y: 30 * 16}))
		back := h.away()
		h.asleep()

		back()
		h.cut()
		u := until(t, a, func(u Update) bool {
			return u.View != nil && len(h.shard.Hosts()) == 1 && len(u.View.Turn.Plan) == 1
		})
		require.Equal(t, v.Turn.Seats[0].Until, u.View.Turn.Seats[0].Until)
		require.EqualValues(t, 1, h.shard.Stats().TakeOvers[shard.Woken].Load())
		require.Equal(t, game.Obeyed, plan(t, a, game.Order{Kind: game.Move, Turn: 1, X: 25 * 16, Y: 30 * 16}))
		for _, c := range []*Client{a, b} {
			_, err := c.Commit(1)
			require.NoError(t, err)
		}
		until(t, a, func(u Update) bool { return u.View != nil && u.View.Turn.Number == 2 })
	})
}

// Nobody comes back: the deadline wakes the match, the turn is played as it was planned, and it sleeps again.
func TestADeadlineWakesTheMatch(t *testing.T) {
	clock := game.Turns{Kind: game.Together, Length: 40, Planning: 300}
	turnStory(t, clock, func(t *testing.T, h *house) {
		a, b := h.join(0), h.join(1)
		v := planning(t, a, 1)
		planning(t, b, 1)
		h.away()
		h.asleep()
		require.NoError(t, a.Close())
		require.NoError(t, b.Close())
		h.shard.Close() // also over a restart of the shard
		h.cancel()
		<-h.gone
		h.start()
		require.Equal(t, 1, h.shard.Asleep())

		time.Sleep(time.Until(time.UnixMilli(int64(v.Turn.Seats[0].Until))) - time.Second)
		require.Equal(t, 1, h.shard.Asleep(), "nothing is due before")
		time.Sleep(time.Second + 10*time.Millisecond)
		require.Len(t, h.shard.Hosts(), 1)
		require.EqualValues(t, 1, h.shard.Stats().TakeOvers[shard.Alarm].Load())
		time.Sleep(5 * time.Second)
		require.EqualValues(t, 40, h.shard.Hosts()[0].Latest().Tick)
		h.asleep()
	})
}
