package game

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// busyWorlds are Worlds of the busy fight at several ticks, with all kinds of orders behind them and on their way.
func busyWorlds(s *Setup) (worlds []*World) {
	for seed := range 4 {
		w := New(s, uint64(seed))
		rapid.Custom(func(t *rapid.T) int {
			for range 40*seed + 1 {
				w.Step(anyInput(t, w))
			}
			return seed
		}).Example(seed)
		worlds = append(worlds, w)
	}
	return worlds
}

// Whatever bytes are taken for a checkpoint, they are refused with an error that says where, or make a World that is
// saved alike and can be played.
func FuzzRestore(f *testing.F) {
	s := busyFight()
	for _, w := range busyWorlds(s) {
		f.Add(w.AppendSave(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Restore(s, b)
		if err != nil {
			require.ErrorIs(t, err, ErrBytes)
			return
		}
		saved := w.AppendSave(nil)
		again, err := Restore(s, saved)
		require.NoError(t, err)
		require.True(t, bytes.Equal(saved, again.AppendSave(nil)), "what is restored is saved alike")
		require.Equal(t, w.Hash(), again.Hash())
		var v View
		for range 60 {
			w.Step(&Input{})
			w.View(0, &v)
		}
	})
}

// Whatever orders come in, the World goes on, and stays sound.
func FuzzStep(f *testing.F) {
	s := busyFight()
	for seed := range 8 {
		var b []byte
		w := New(s, 7)
		rapid.Custom(func(t *rapid.T) int {
			for range 10 {
				in := anyInput(t, w)
				w.Step(in)
				b = AppendInput(b, in)
			}
			return seed
		}).Example(seed)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		w := New(s, 7)
		var in Input
		for range 64 {
			rest, err := DecodeInput(b, &in)
			if b = rest; err != nil {
				break
			}
			for i := range in.Orders { // else nearly all would be skipped
				if o := &in.Orders[i]; o.Seat < 2 {
					o.Leader, o.Seq = w.Leader(o.Seat), w.LastSeq(o.Seat, w.Leader(o.Seat))+1
				}
			}
			for range 8 {
				w.Step(&in)
				in = Input{}
			}
		}
		requireSound(t, w)
	})
}

// A client works out its fog from what a peer sends: whatever that is, it gets some fog.
func FuzzFog(f *testing.F) {
	s := busyFight()
	f.Add([]byte{3, 4, 0, 1, 9, 9, 1, 3, 12, 2, 2, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var fog Fog
		for len(b) > 0 {
			v := View{Audience: 0}
			for n := 0; n < 5 && len(b) >= 4; n, b = n+1, b[4:] {
				v.Marks = append(v.Marks, Mark{uint16(b[0]) * 3, uint16(b[1]) * 3, MarkKind(b[2]), b[3]})
				v.Units = append(v.Units, UnitView{
					ID: uint16(b[3]), Team: b[2] % 2, HP: 1, Kind: b[1] % 5, X: uint16(b[0]) << 2, Y: uint16(b[1]) << 2,
				})
			}
			if len(b) < 4 {
				b = nil
			}
			s.Fog(&v, &fog)
			require.Len(t, fog.Visible, len(s.Map.Cells))
		}
	})
}
