package client

import (
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/server/wire"
)

// FuzzSight reads whatever a server may answer, and what one does answer.
func FuzzSight(f *testing.F) {
	out := wire.NewOutgoing()
	out.Publish(&game.View{Tick: 7, Audience: game.All, Units: []game.UnitView{{ID: 3, X: 9, Y: 9, HP: 5}}})
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(f, err)
	w, err := zstd.NewWriter(nil)
	require.NoError(f, err)
	packed := w.EncodeAll(game.AppendSetup(nil, duel), nil)
	good := wire.Sight{Setup: packed, Frame: out.Frame(wire.Ack{})}.Append(nil)
	setup, v, err := ReadSight(good)
	require.NoError(f, err)
	require.Equal(f, duel.Hash(), setup.Hash())
	require.Equal(f, game.Tick(7), v.Tick)
	require.EqualValues(f, 3, v.Units[0].ID)
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Add(append([]byte{0xff, 0xff, 0xff, 0xff}, good[4:]...))
	f.Add([]byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if setup, v, err := ReadSight(b); err == nil {
			require.NotNil(t, setup)
			require.Equal(t, game.All, v.Audience)
		}
	})
}
