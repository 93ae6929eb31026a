package client

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

const pardon = 1 << 30 // an epoch of one

// running is a queue that has been shown tick 900, was answered orders up to 4, and waits for 5 and 6.
func running(t *testing.T, epoch, pardoned uint32) *OrderQueue {
	c := &OrderQueue{}
	restored, err := c.Welcomed(&wire.Welcome{Epoch: epoch, Pardoned: pardoned})
	require.NoError(t, err)
	require.False(t, restored, "who comes first has nothing to forget")
	c.NoteView(900, false)
	for range 6 {
		_, err := c.Give(game.Order{Kind: game.Hold})
		require.NoError(t, err)
	}
	c.Answered([]game.Answer{{Seq: 1, Tick: 5}, {Seq: 2, Tick: 6}, {Seq: 3, Tick: 7}, {Seq: 4, Tick: 8}})
	return c
}

// A backup was put back, and an operator has pardoned it: numbers go on behind what the journal has, or the zone would
// see a gap for ever, and views of an earlier moment are shown.
func TestBehindAPardonAClientBeginsAnew(t *testing.T) {
	for name, w := range map[string]wire.Welcome{
		"the first owner behind it":       {Epoch: pardon, Pardoned: pardon},
		"one that took over from it":      {Epoch: pardon + 3, Pardoned: pardon},
		"the lost future had more orders": {Epoch: pardon, Pardoned: pardon, LastSeq: 2},
		"somebody else led the seat":      {Epoch: pardon, Pardoned: pardon, LastSeq: 40},
	} {
		t.Run(name, func(t *testing.T) {
			c := running(t, 7, 0)
			restored, err := c.Welcomed(&w)
			require.NoError(t, err)
			require.True(t, restored)
			require.Zero(t, c.Unanswered())
			first, show := c.NoteView(300, false)
			require.True(t, first && show, "an earlier moment")
			seq, err := c.Give(game.Order{Kind: game.Hold})
			require.NoError(t, err)
			require.Equal(t, w.LastSeq+1, seq)
			require.Equal(t, []game.Order{{Seq: seq, Kind: game.Hold}}, c.Due(time.Unix(9, 0)))

			w.LastSeq = seq
			restored, err = c.Welcomed(&w)
			require.NoError(t, err)
			require.False(t, restored, "once")
			require.Equal(t, 1, c.Unanswered())
			_, show = c.NoteView(300, false)
			require.False(t, show)
		})
	}
}

// A second loss is one again, and who was there since the pardon has lost nothing by it.
func TestEachPardonCountsForWhatWasToldBefore(t *testing.T) {
	c := running(t, pardon+2, pardon)
	restored, err := c.Welcomed(&wire.Welcome{Epoch: pardon + 3, Pardoned: pardon})
	require.NoError(t, err)
	require.False(t, restored)
	require.Equal(t, 2, c.Unanswered())
	restored, err = c.Welcomed(&wire.Welcome{Epoch: pardon + 60, Pardoned: pardon + 60})
	require.NoError(t, err)
	require.True(t, restored)
	require.Zero(t, c.Unanswered())
}

// An owner that was replaced and does not know it, an ordinary next one, and a server that does not speak of epochs:
// nothing is forgotten, and nothing older is shown.
func TestWithoutAPardonAClientKeepsWhatItHas(t *testing.T) {
	for name, epoch := range map[string]uint32{"an earlier owner": 6, "the same": 7, "the next": 8, "none told": 0} {
		t.Run(name, func(t *testing.T) {
			c := running(t, 7, 0)
			restored, err := c.Welcomed(&wire.Welcome{Epoch: epoch, LastSeq: 2})
			require.NoError(t, err)
			require.False(t, restored)
			require.Equal(t, 2, c.Unanswered())
			_, show := c.NoteView(300, false)
			require.False(t, show)
			seq, err := c.Give(game.Order{})
			require.NoError(t, err)
			require.EqualValues(t, 7, seq)
		})
	}
}

// A server that goes on with what was lost is not believed: its ticks are higher, and would hide those that count.
func TestALostFutureIsNotShown(t *testing.T) {
	c := running(t, 7, 0)
	_, err := c.Welcomed(&wire.Welcome{Epoch: pardon, Pardoned: pardon})
	require.NoError(t, err)
	_, err = c.Welcomed(&wire.Welcome{Epoch: 7})
	require.ErrorIs(t, err, ErrLostFuture)
	require.False(t, final(err), "it is looked for elsewhere")
	_, err = c.Welcomed(&wire.Welcome{Epoch: pardon, Pardoned: pardon})
	require.NoError(t, err)
}

// A Welcome that tells of a pardon which its own owner is older than contradicts itself. Nothing of it stays: else
// every honest server would be refused from then on.
func TestAPoisonousWelcomeIsRefused(t *testing.T) {
	c := running(t, 7, 0)
	_, err := c.Welcomed(&wire.Welcome{Epoch: 8, Pardoned: 1<<32 - 1, LastSeq: 99})
	require.ErrorIs(t, err, ErrLostFuture)
	require.Equal(t, 2, c.Unanswered())
	restored, err := c.Welcomed(&wire.Welcome{Epoch: 8})
	require.NoError(t, err)
	require.False(t, restored)
	restored, err = c.Welcomed(&wire.Welcome{Epoch: pardon, Pardoned: pardon})
	require.NoError(t, err)
	require.True(t, restored)
}

// back puts an older copy of the journal back, as an operator does while the server is stopped.
func (h *house) back(records int) {
	recs, _, err := h.store.Read("m", 1)
	require.NoError(h.t, err)
	h.store = journal.NewMemory()
	prev := journal.Hash{}
	for _, r := range recs[:records] {
		h.store.Append("m", journal.Seal(prev, r.Payload), func(err error) { require.NoError(h.t, err) })
		prev = r.Hash
	}
}

// pardon is what muster journal pardon does.
func (h *house) pardon() {
	recs, _, err := h.store.Read("m", 1)
	require.NoError(h.t, err)
	p, err := shard.NewPardon(recs, shard.Pardon{}, time.Now())
	require.NoError(h.t, err)
	require.NoError(h.t, h.sidecar.Pardon("m", p.Pack()))
}

func (h *house) records() int {
	recs, _, err := h.store.Read("m", 1)
	require.NoError(h.t, err)
	return len(recs)
}

// The server dies, an older copy of its journal is put back, the match is quarantined by the first who returns, and
// pardoned. Those who were there all the time are told so; they are shown the earlier moment, and
// their orders count again.
func TestPlayersGoOnBehindAPardon(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c, watcher := h.join(0), h.watch(0)
		defer c.Close()
		defer watcher.Close()
		order := func() Update {
			seq, err := c.Order(game.Order{Kind: game.Move, Squad: 2, X: 20 * 16, Y: 30 * 16})
			require.NoError(t, err)
			return until(t, c, answered(seq))
		}
		order()
		kept := h.records()
		time.Sleep(20 * time.Second)
		for range 5 {
			order()
		}
		shown := until(t, c, func(u Update) bool { return u.View != nil }).View.Tick
		h.die()
		_, err := c.Order(game.Order{Kind: game.Hold})
		require.NoError(t, err)
		h.back(kept)
		h.start()
		time.Sleep(3 * time.Second)
		_, err = h.shard.Host("m")
		require.ErrorIs(t, err, shard.ErrQuarantined, "whoever returns shows that the journal was put back")
		h.die()
		h.pardon()
		h.start()
		for _, each := range []*Client{c, watcher} {
			u := until(t, each, func(u Update) bool { return u.Restored })
			if u.View == nil {
				u = until(t, each, func(u Update) bool { return u.View != nil })
			}
			require.Less(t, u.View.Tick, shown, "an earlier moment")
		}
		require.Zero(t, c.orderQueue.Unanswered(), "an order of the lost future is dropped")
		require.Less(t, c.ServerTick(time.Now()), float64(shown))
		for range 3 {
			u := order()
			require.Equal(t, game.Obeyed, u.Answers[0].Refusal)
			require.False(t, u.Restored, "it is told once")
		}
		h.cut()
		require.Positive(t, order().Answers[0].Tick, "also over the next link")
	})
}
