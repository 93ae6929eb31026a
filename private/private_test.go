//go:build unix

package private

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// laid makes files and directories with modes; what ends with / is a directory.
func laid(t *testing.T, all map[string]fs.FileMode) (dir string) {
	dir = t.TempDir()
	for name := range all {
		path := filepath.Join(dir, name)
		if strings.HasSuffix(name, "/") {
			require.NoError(t, os.MkdirAll(path, 0o700))
			continue
		}
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, nil, 0o600))
	}
	for name, mode := range all {
		require.NoError(t, os.Chmod(filepath.Join(dir, name), mode))
	}
	return dir
}

func mode(t *testing.T, parts ...string) fs.FileMode {
	info, err := os.Stat(filepath.Join(parts...))
	require.NoError(t, err)
	return info.Mode() & (fs.ModePerm | fs.ModeSetgid | fs.ModeSticky)
}

func anything(string) bool { return true }

func TestWhatOthersCouldReadIsTightened(t *testing.T) {
	dir := laid(t, map[string]fs.FileMode{
		"./": 0o755, "queue/": 0o755, "queue/db": 0o644, "keys/": 0o700, "keys/a.pem": 0o600, "journal/": 0o750,
		"journal/1.seg": 0o640, "run": 0o755,
	})
	done, err := Tighten(dir, anything)
	require.NoError(t, err)
	require.Equal(t, 6, done.Changed)
	require.Contains(t, done.First, dir)
	require.Empty(t, done.Shared)
	for name, want := range map[string]fs.FileMode{
		"": 0o700, "queue": 0o700, "queue/db": 0o600, "keys": 0o700,
		"keys/a.pem": 0o600, "journal": 0o700, "journal/1.seg": 0o600, "run": 0o700,
	} {
		require.Equal(t, want, mode(t, dir, name), name)
	}
	done, err = Tighten(dir, anything)
	require.NoError(t, err)
	require.Zero(t, done, "once")
}

// A directory that others use too is not taken from them.
func TestSharedDirectoriesAreLeft(t *testing.T) {
	dir := laid(t, map[string]fs.FileMode{"./": 0o755, "db": 0o644, "notes.txt": 0o644})
	done, err := Tighten(dir, func(name string) bool { return name == "db" })
	require.NoError(t, err)
	require.Equal(t, dir, done.Shared, "somebody keeps notes in it")
	require.Equal(t, fs.FileMode(0o755), mode(t, dir))
	require.Equal(t, fs.FileMode(0o644), mode(t, dir, "notes.txt"))
	require.Equal(t, fs.FileMode(0o600), mode(t, dir, "db"))

	for _, on := range []fs.FileMode{fs.ModeSetgid, fs.ModeSticky} {
		dir = laid(t, map[string]fs.FileMode{"./": 0o750 | on, "db": 0o640, "replays/": 0o750 | on, "replays/a": 0o640})
		done, err = Tighten(dir, anything)
		require.NoError(t, err)
		require.NotEmpty(t, done.Shared)
		require.Equal(t, 0o750|on, mode(t, dir))
		require.Equal(t, fs.FileMode(0o640), mode(t, dir, "replays", "a"), "a group is meant to read it")
		require.Equal(t, fs.FileMode(0o600), mode(t, dir, "db"))
	}
}

// What a link leads to is somebody else's matter; the data directory itself may be one.
func TestLinksAreNotFollowed(t *testing.T) {
	dir := laid(t, map[string]fs.FileMode{"data/": 0o755, "data/db": 0o644, "elsewhere/": 0o755, "elsewhere/x": 0o644})
	require.NoError(t, os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, "data", "link")))
	require.NoError(t, os.Symlink(filepath.Join(dir, "data"), filepath.Join(dir, "here")))
	_, err := Tighten(filepath.Join(dir, "here"), anything)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), mode(t, dir, "data"))
	require.Equal(t, fs.FileMode(0o755), mode(t, dir, "elsewhere"))
	require.Equal(t, fs.FileMode(0o644), mode(t, dir, "elsewhere", "x"))
}

// What root writes into a directory of another user is that user's; who is not root may not give files away.
func TestAFileBelongsToTheOwnerOfItsDirectory(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "file"))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, Belong(f, dir))
	if os.Geteuid() != 0 {
		require.ErrorContains(t, Belong(f, "/"), "run it as that user (sudo -u '#0')")
		return
	}
	require.NoError(t, os.Chown(dir, 4711, 4712))
	require.NoError(t, Belong(f, dir))
	info, err := f.Stat()
	require.NoError(t, err)
	s := info.Sys().(*syscall.Stat_t)
	require.Equal(t, []uint32{4711, 4712}, []uint32{s.Uid, s.Gid})
}
