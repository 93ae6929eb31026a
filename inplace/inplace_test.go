package inplace

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// opened makes a file and leaves it open.
func opened(t *testing.T, name string) fs.FileInfo {
	f, err := os.Create(name)
	require.NoError(t, err)
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	require.NoError(t, err)
	return info
}

// Whatever is done to the directory is seen, and that it was undone too.
func TestFilesAreSeenToGoAndComeBack(t *testing.T) {
	home := t.TempDir()
	dir, aside := filepath.Join(home, "data"), filepath.Join(home, "aside")
	require.NoError(t, os.Mkdir(dir, 0o750))
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	f := Files{one: opened(t, one), two: opened(t, two)}
	require.NoError(t, f.CheckNow())
	said := func(why string) {
		var astray *Error
		require.ErrorAs(t, f.CheckNow(), &astray)
		require.Contains(t, []string{one, two}, astray.Name)
		require.Equal(t, why, astray.Why)
		require.ErrorContains(t, astray, "moved, deleted or replaced")
	}
	require.NoError(t, os.Rename(dir, aside))
	said("is gone")
	require.NoError(t, os.CopyFS(dir, os.DirFS(aside)))
	said("is another file now")
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.Rename(aside, dir))
	require.NoError(t, f.CheckNow(), "the very same files")
	require.NoError(t, os.WriteFile(one, []byte("grown"), 0o600))
	require.NoError(t, f.CheckNow())
	require.NoError(t, os.Remove(two))
	said("is gone")
	require.NoError(t, os.RemoveAll(dir))
	said("is gone")
}

// What cannot be looked at is not known to be there.
func TestAFileThatCannotBeLookedAtIsNotInItsPlace(t *testing.T) {
	name := filepath.Join(t.TempDir(), "one")
	f := Files{name: opened(t, name)}
	require.ErrorContains(t, f.Check(func(string) (fs.FileInfo, error) {
		return nil, syscall.EIO
	}), "cannot be looked at (input/output error)")
	require.NoError(t, Files{}.CheckNow(), "nothing is open")
}
