package client

import (
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// The set-up comes from a server, which may be anybody's.
func FuzzUnpack(f *testing.F) {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(f, err)
	w, err := zstd.NewWriter(nil)
	require.NoError(f, err)
	plain := game.AppendSetup(nil, setup)
	f.Add(w.EncodeAll(plain, nil))
	f.Add(w.EncodeAll(make([]byte, 4*maxSetup), nil)) // small, and unpacks to much
	f.Add(w.EncodeAll(plain[:len(plain)/2], nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := unpack(b); err == nil {
			require.NoError(t, s.Check())
		}
	})
}
