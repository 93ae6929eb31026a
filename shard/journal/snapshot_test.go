package journal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func snapshot(t *testing.T, dir string) *Snapshot {
	s, err := TakeSnapshot(dir)
	require.NoError(t, err)
	return s
}

func TestASnapshotStaysAsItWasTaken(t *testing.T) {
	dir := fill(t, 3)
	w := openDir(t, dir)
	s := snapshot(t, dir)
	recs, _, err := w.Read("a", 1)
	require.NoError(t, err)
	_, err = add(w, "a", recs[2].Hash, "record 4 of a")
	require.NoError(t, err)
	for range 2 {
		got, err := s.Read("a")
		require.NoError(t, err)
		require.Equal(t, recs, got)
	}
	require.NoError(t, w.Close())
	got, err := snapshot(t, dir).Read("a")
	require.NoError(t, err)
	require.Len(t, got, 4)
	require.Equal(t, []string{"a", "b"}, s.Zones())
	require.Empty(t, s.Damage())
	none, err := s.Read("nobody")
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = TakeSnapshot(filepath.Join(dir, "nowhere"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Whatever byte is damaged, a snapshot says so, but for the torn end; and what stands before the damage can be read.
func TestASnapshotTellsOfEveryDamage(t *testing.T) {
	dir := fill(t, 5)
	whole, err := os.ReadFile(only(t, dir))
	require.NoError(t, err)
	f, tail := frame{}, 0
	scan(whole, func(at int, last frame) { tail, f = at, last }, func(int, int) {})
	require.Equal(t, len(whole), tail+f.size)
	before := 0
	for at := range tail {
		damaged := append([]byte(nil), whole...)
		damaged[at] ^= 0x10
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "00000001.seg"), damaged, 0o640))
		s, err := TakeSnapshot(dir)
		if err != nil {
			require.ErrorIs(t, err, ErrVersion)
			continue
		}
		require.NotEmpty(t, s.Damage(), "byte %d", at)
		for _, zone := range s.Zones() {
			recs, err := s.Read(zone)
			if err != nil {
				var damage *DamageError
				require.ErrorAs(t, err, &damage)
				require.EqualValues(t, len(recs)+1, damage.Number)
				before += len(recs)
			}
		}
	}
	require.Positive(t, before)
}
