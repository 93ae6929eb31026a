//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// readableByOthers is every file and directory under dir that other users can read or write.
func readableByOthers(t *testing.T, dir string) (all []string) {
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			all = append(all, path)
		}
		return err
	}))
	return all
}

// What a server keeps is for its own user alone, whatever the umask; what an earlier release made for all to read is
// not any more after a start, which says so.
func TestWhatAServerKeepsIsForItsUserAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	s := newLiving(t)
	require.NoError(t, os.MkdirAll(filepath.Join(s.data, "journal"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(s.data, "queue"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(s.data, "queue", "matchmaker.db.form-3"), nil, 0o644))
	s.up(t)
	require.Contains(t, s.log.String(),
		"other users of this machine could read the server's files; they cannot any more")
	require.Empty(t, readableByOthers(t, s.data))
}
