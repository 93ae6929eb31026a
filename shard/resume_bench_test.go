package shard

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// longMatch writes a match of so many ticks with an order a second, of each seat in turn, to a directory, and
// checkpoints beside it as its owner would; the last one stands behind records before the end.
// It returns the directory.
func longMatch(t testing.TB, ticks game.Tick, behind int) (dir string, sidecar *journal.MemorySidecar) {
	dir, sidecar = t.TempDir(), journal.NewMemorySidecar()
	store, err := journal.OpenFiles(dir)
	require.NoError(t, err)
	defer store.Close()
	setup, err := assets.Embedded().Setup("arena")
	require.NoError(t, err)
	setup.Scenario.Clock = 0
	z := BeginZone("m", "one", nonce, setup, 7)
	var last []*replay.Checkpoint
	var sent []uint64
	step := func() {
		for _, a := range z.Actions() {
			if a.Append != nil {
				store.Append("m", a.Append.Sealed, func(error) {})
				sent = append(sent, uint64(len(sent)+1))
				z.Acked(a.Append.Hash())
			}
			if a.Keep != nil {
				last = append(last, a.Keep)
			}
		}
	}
	for step(); z.stopped == nil && (z.world == nil || z.world.Tick() < ticks); step() {
		if z.world != nil && z.world.Tick()%20 == 0 {
			n := z.world.Tick() / 20
			seat := uint8(n % 4)
			z.admit(game.Order{
				Kind: game.Move, Seat: seat, Squad: uint8(n / 4 % 4), X: uint16(z.world.Tick() % 600), Y: 300,
				Seq: z.world.LastSeq(seat, game.Player) + 1,
			})
		}
		z.Tick()
	}
	require.NoError(t, z.stopped)
	require.Equal(t, ticks, z.world.Tick(), "the match lasts all the time")
	require.Equal(t, game.NotOver, z.world.Result().Reason)
	for _, c := range last {
		if int(c.Number) <= len(sent)-behind {
			b, err := c.Pack()
			require.NoError(t, err)
			require.NoError(t, sidecar.PutCheckpoint("m", c.Number, b))
		}
	}
	return dir, sidecar
}

// resumed opens the store and has the match go on.
func resumed(t testing.TB, dir string, sidecar journal.Sidecar) {
	store, err := journal.OpenFiles(dir)
	require.NoError(t, err)
	defer store.Close()
	s, err := Open(context.Background(), Config{ID: "one", Store: store, Sidecar: sidecar})
	require.NoError(t, err)
	defer s.Close()
	h, err := s.Host("m")
	require.NoError(t, err)
	require.NotNil(t, h.Latest())
}

// A match of two hours without any checkpoint: at most 15 s; with one and 600 records behind it: at most 250 ms.
func BenchmarkResumeTwoHours(b *testing.B) {
	dir, sidecar := longMatch(b, 2*3600*20, 600)
	for name, a := range map[string]journal.Sidecar{"without": journal.NewMemorySidecar(), "checkpoint+600": sidecar} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				resumed(b, dir, a)
			}
		})
	}
}

// A tick with a checkpoint beside one without: what saving a World costs the tick.
func BenchmarkCheckpointInATick(b *testing.B) {
	setup, err := assets.Embedded().Setup("front") // the largest
	require.NoError(b, err)
	w := game.New(setup, 7)
	var buf []byte
	for b.Loop() {
		buf = w.AppendSave(buf[:0])
	}
	b.ReportMetric(float64(len(buf)), "bytes")
}
