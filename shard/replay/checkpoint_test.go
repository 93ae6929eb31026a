package replay

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// foldTo folds the duel up to a record.
func foldTo(t testing.TB, n int) *Fold {
	f := &Fold{}
	for _, rec := range duel()[:n] {
		require.NoError(t, f.Apply(rec))
	}
	return f
}

func TestAFoldGoesOnFromItsCheckpoint(t *testing.T) {
	for _, n := range []int{1, 40, len(duel()) / 2, len(duel()) - 1} {
		f := foldTo(t, n)
		b, err := f.Checkpoint().Pack()
		require.NoError(t, err)
		g, err := Unpack(b, f.Setup)
		require.NoError(t, err)
		require.Same(t, f.Setup, g.Setup, "equal set-ups are shared")
		require.Equal(t, f.Checkpoint(), g.Checkpoint())
		for _, rec := range duel()[n:] {
			require.NoError(t, f.Apply(rec))
			require.NoError(t, g.Apply(rec))
		}
		require.Equal(t, f.World.Hash(), g.World.Hash())
		require.Equal(t, f.Result, g.Result)
		require.True(t, g.Ended)
	}
}

func TestADamagedCheckpointIsRefused(t *testing.T) {
	b, err := foldTo(t, 200).Checkpoint().Pack()
	require.NoError(t, err)
	for i := 0; i < len(b); i += 7 {
		bad := append([]byte(nil), b...)
		bad[i] ^= 0x20
		if f, err := Unpack(bad, nil); err == nil {
			require.Equal(t, foldTo(t, 200).Checkpoint().Saved, f.World.AppendSave(nil),
				"byte %d means nothing to the packer", i)
		}
		_, err := Unpack(b[:i], nil)
		require.ErrorIs(t, err, ErrCheckpoint)
	}
}

func FuzzUnpack(f *testing.F) {
	b, _ := foldTo(f, 3).Checkpoint().Pack()
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if g, err := Unpack(b, nil); err == nil {
			_, err := g.Checkpoint().Pack()
			require.NoError(t, err)
		}
	})
}
