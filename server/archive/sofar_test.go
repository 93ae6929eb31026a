package archive

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Of a match that runs there is what spectators may see: nothing behind that, and no turn that ends behind it.
func TestTheRecordsOfAMatchThatRunsGoAsFarAsTheyMay(t *testing.T) {
	a := &Archive{store: played(t), reading: make(chan struct{}, 1)}
	all, _, err := a.store.Read("live", 1)
	require.NoError(t, err)
	last, err := replay.DecodeRecord(all[len(all)-1].Payload)
	require.NoError(t, err)
	for until := range last.Tick + 3 {
		b, err := a.SoFar(t.Context(), "live", until)
		require.NoError(t, err)
		f, err := replay.Import(b, replay.Anybody)
		require.NoError(t, err)
		p, err := f.Play()
		require.NoError(t, err)
		require.LessOrEqual(t, p.Last(), until)
		require.NoError(t, p.Seek(until+1000))
		require.LessOrEqual(t, p.Tick(), until)
		for _, rec := range f.Records {
			require.LessOrEqual(t, goesTo(&rec), until)
		}
	}
	turn := &replay.Record{Kind: replay.Tick, Tick: 5, Lease: 200}
	turn.Input.Turn.Close = 1
	require.Equal(t, game.Tick(200), goesTo(&journal.Record{Payload: replay.AppendRecord(nil, turn)}))
	require.Greater(t, goesTo(&journal.Record{Payload: []byte{200}}), game.Tick(1<<31), "nobody knows what it tells")
	_, err = a.SoFar(t.Context(), "none", 100)
	require.ErrorIs(t, err, server.ErrNoReplay)
}

// One at a time has records read; who waits no longer does not wait for that.
func TestNobodyWaitsLongerForRecordsThanTheyLike(t *testing.T) {
	a := &Archive{store: played(t), reading: make(chan struct{}, 1)}
	done, err := a.readAlone(t.Context())
	require.NoError(t, err)
	gone, stop := context.WithCancel(t.Context())
	stop()
	_, err = a.SoFar(gone, "live", 100)
	require.ErrorIs(t, err, context.Canceled)
	_, err = a.Said(gone, "live")
	require.ErrorIs(t, err, context.Canceled)
	done()
	_, err = a.Said(t.Context(), "live")
	require.NoError(t, err)
	_, err = a.SoFar(t.Context(), "live", 100)
	require.NoError(t, err)
}
