package replay

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

// On disk: at most 16 bytes an order, and at most 24 a record beyond its orders, hash of the World and frame included.
func TestARecordIsSmall(t *testing.T) {
	dir := t.TempDir()
	s, err := journal.OpenFiles(dir)
	require.NoError(t, err)
	recs := busy(t, 2*60*20)
	orders, bytes := 0, 0
	for _, rec := range recs[1:] {
		r, err := DecodeRecord(rec.Payload)
		require.NoError(t, err)
		without := *r
		without.Input = game.Input{}
		orders += len(r.Input.Orders)
		bytes += len(rec.Payload) - len(AppendRecord(nil, &without))
	}
	require.Greater(t, orders, 300)
	t.Logf("%.1f bytes an order", float64(bytes)/float64(orders))
	require.LessOrEqual(t, float64(bytes)/float64(orders), 16.0)

	prev := journal.Hash{}
	before := int64(0)
	for i, rec := range recs {
		done := make(chan error, 1)
		// each a group of its own: the worst case
		s.Append("m-0123456789abcdef", journal.Seal(prev, rec.Payload), func(err error) { done <- err })
		require.NoError(t, <-done)
		if prev = rec.Hash; i == 0 {
			before = sizeOf(t, dir)
		}
	}
	beyond := float64(sizeOf(t, dir)-before-int64(bytes)) / float64(len(recs)-1)
	t.Logf("%.1f bytes a record beyond its orders", beyond)
	require.LessOrEqual(t, beyond, 24.0)
	require.NoError(t, s.Close())
}

func sizeOf(t *testing.T, dir string) (size int64) {
	names, err := journal.Directory(dir).Segments()
	require.NoError(t, err)
	for _, name := range names {
		info, err := os.Stat(name)
		require.NoError(t, err)
		size += info.Size()
	}
	return size
}
