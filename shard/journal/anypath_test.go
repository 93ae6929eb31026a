package journal

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// oddNames are names of directories that a pattern, a URL, a shell or a scanf takes for something else.
var oddNames = []string{
	"a[b]", "srv[1]", "[!x]", "a*", "*", "a?b", `a\b`, `\`, "a b", "a%41", "%d", "#1", "{a,b}",
	"-x", "~", "$HOME", "a\nb", "服务器",
}

// The records of a journal are there after a restart, whatever its directory is called, and
// those of its neighbours too.
func TestAJournalLivesInADirectoryOfAnyName(t *testing.T) {
	home := t.TempDir()
	for _, name := range append([]string{"a", "b", "srv1", "ab"}, oddNames...) {
		path := filepath.Join(home, name, "journal")
		s := openDir(t, path)
		head, err := add(s, "a", Hash{}, "record 1 of a")
		require.NoError(t, err)
		require.NoError(t, s.Close())
		for n := 2; n <= 3; n++ {
			s = openDir(t, path)
			require.Equal(t, n-1, count(t, s, "a"), "%q was opened again", name)
			head, err = add(s, "a", head, "record "+string(rune('0'+n))+" of a")
			require.NoError(t, err)
			require.NoError(t, s.Close())
		}
		r, err := ReadFiles(path)
		require.NoError(t, err)
		require.Equal(t, 3, count(t, r, "a"), "%q", name)
		recs, err := snapshot(t, path).Read("a")
		require.NoError(t, err)
		require.Len(t, recs, 3, "%q", name)
	}
	for _, name := range oddNames {
		s := openDir(t, filepath.Join(home, name, "journal"))
		require.Equal(t, 3, count(t, s, "a"), "%q, when all the others were written", name)
		require.NoError(t, s.Close())
	}
}

// forgetfulDisk lists fewer segments than there are.
type forgetfulDisk struct{ Disk }

func (forgetfulDisk) Segments() ([]string, error) { return nil, nil }

// A segment that exists is never opened to write, whatever a list of segments says.
func TestASegmentThatExistsIsLeftAsItIs(t *testing.T) {
	path := fill(t, 3)
	before, err := os.ReadFile(only(t, path))
	require.NoError(t, err)
	_, err = OpenFilesOn(forgetfulDisk{dir(path)})
	require.ErrorIs(t, err, fs.ErrExist)
	require.ErrorContains(t, err, "00000001.seg")
	after, err := os.ReadFile(only(t, path))
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Equal(t, 3, count(t, openDir(t, path), "a"), "nor does the lock stay behind")
}

// stuckDisk does not remove what it could not finish.
type stuckDisk struct{ *illDisk }

func (stuckDisk) Remove(string) error { return syscall.EIO }

// A head that can neither be finished nor removed is passed over: the next segment has the next number.
func TestASegmentThatCannotBeRemovedIsPassedOver(t *testing.T) {
	path := t.TempDir()
	disk := stuckDisk{&illDisk{Disk: dir(path)}}
	s, err := OpenFilesOn(disk)
	require.NoError(t, err)
	head, err := add(s, "a", Hash{}, "record 1 of a")
	require.NoError(t, err)
	for _, trouble := range []func(bool){disk.write.Store, disk.sync.Store} {
		trouble(true)
		for range 3 {
			_, err = add(s, "a", head, "record 2 of a")
			require.Error(t, err)
		}
		trouble(false)
	}
	_, err = add(s, "a", head, "record 2 of a")
	require.NoError(t, err, "the disk is well")
	require.NoError(t, s.Close())
	s = openDir(t, path)
	require.Empty(t, s.Damage())
	require.Equal(t, 2, count(t, s, "a"))
	require.NoError(t, s.Close())
}
