package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Segments go when all their zones were given up, the oldest first; what a zone that lives on stands in stays.
func TestSegmentsGoWithTheirZones(t *testing.T) {
	path := t.TempDir()
	heads := map[string]Hash{}
	grow := func(s *Files, zones ...string) {
		for _, zone := range zones {
			recs, _, err := s.Read(zone, 1)
			require.NoError(t, err)
			heads[zone], err = add(s, zone, heads[zone], fmt.Sprintf("record %d of %s", len(recs)+1, zone))
			require.NoError(t, err)
		}
	}
	segments := func() []string {
		names, err := Directory(path).Segments()
		require.NoError(t, err)
		return names
	}
	for _, zones := range [][]string{{"a", "b"}, {"a", "b", "c"}, {"b", "c"}} { // each opening begins a segment
		s := openDir(t, path)
		grow(s, zones...)
		require.NoError(t, s.Close())
	}
	s := openDir(t, path)
	require.NoError(t, s.GiveUp("a"))
	require.NoError(t, s.Close())
	s = openDir(t, path)
	require.Len(t, segments(), 5, "the first one still holds b")
	require.NoError(t, s.GiveUp("b"))
	require.NoError(t, s.Close())
	s = openDir(t, path)
	require.Len(t, segments(), 5, "the first has gone and another has begun")
	require.Equal(t, filepath.Join(path, "00000002.seg"), segments()[0], "c begins there")
	require.Equal(t, 2, count(t, s, "c"))
	grow(s, "c")
	require.NoError(t, s.GiveUp("c"))
	delete(heads, "c")
	grow(s, "c", "d")
	require.NoError(t, s.Close())
	last := filepath.Join(path, "00000005.seg") // that will go
	fifth, err := os.ReadFile(last)
	require.NoError(t, err)
	for range 2 {
		s = openDir(t, path)
		require.Empty(t, s.Damage())
		zones, err := s.Zones()
		require.NoError(t, err)
		require.Equal(t, []string{"c", "d"}, zones)
		require.Equal(t, 1, count(t, s, "c"))
		require.Equal(t, filepath.Join(path, "00000006.seg"), segments()[0], "where the new c begins")
		require.NoError(t, s.Close())
		// A power cut may bring the last that was removed back.
		require.NoError(t, os.WriteFile(last, fifth, 0o640))
	}
}
