package shard

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/replay"
)

// What an order says of turns means nothing in real time, and is not written down, nor are flags that nobody knows.
func TestInRealTimeOrdersAreWrittenWithoutTurns(t *testing.T) {
	w := newWritten(t)
	require.Equal(t, game.Obeyed, w.owner.Enqueue(game.Order{
		Leader: game.AI, Seq: 1, Kind: game.Move, X: 700, Y: 800, Flags: 0xff, Turn: 9, At: 3,
	}))
	queued := w.owner.queue.Orders[0]
	require.Equal(t, []any{game.Queued | game.Faced, uint32(0), uint16(0)}, []any{queued.Flags, queued.Turn, queued.At})
	w.goOn()
	r, err := replay.DecodeRecord(w.recs[len(w.recs)-1].Payload)
	require.NoError(t, err)
	require.Equal(t, []game.Order{queued}, r.Input.Orders)
}
