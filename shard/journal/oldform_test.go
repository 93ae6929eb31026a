package journal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A segment in whose groups a frame of its own begins each, as they were written up to commit 749cd07, reads like any
// other, and tells what it is; a directory of today, or a new one, does not.
func TestGroupsOfTheOldFormAreRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	old, err := HasOldForm(Directory(dir))
	require.NoError(t, err)
	require.False(t, old)

	b, prev := appendHead(nil, 1, noCut), Hash{}
	for n := range 3 {
		b = append(b, oldGroup...)
		if n == 0 {
			b = appendFrame(b, &frame{kind: nameFrame, payload: []byte("m")})
		}
		r := Seal(prev, []byte{byte(n)})
		prev = r.Hash()
		b = appendFrame(b, &frame{
			kind: recordFrame, number: uint64(n + 1), link: [4]byte(prev[:4]), payload: r.Payload(),
		})
	}
	require.NoError(t, os.MkdirAll(dir, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "00000001.seg"), b, 0o600))
	old, err = HasOldForm(Directory(dir))
	require.NoError(t, err)
	require.True(t, old)
	s, err := OpenFiles(dir)
	require.NoError(t, err)
	defer s.Close()
	require.Empty(t, s.Damage())
	recs, durable, err := s.Read("m", 1)
	require.NoError(t, err)
	require.Len(t, recs, 3)
	require.EqualValues(t, 3, durable)
	require.Equal(t, prev, recs[2].Hash)

	other := t.TempDir()
	today, err := OpenFiles(other)
	require.NoError(t, err)
	done := make(chan error, 1)
	today.Append("m", Seal(Hash{}, []byte{1}), func(err error) { done <- err })
	require.NoError(t, <-done)
	require.NoError(t, today.Close())
	old, err = HasOldForm(Directory(other))
	require.NoError(t, err)
	require.False(t, old)
}
