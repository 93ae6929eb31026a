//go:build unix

package main

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

// What a server keeps is for its own user alone, whatever the umask; what an earlier release made for all to read is not any
// more after a start, which says so.
func TestWhatAServerKeepsIsForItsUserAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	s := newLiving(t)
	require.NoError(t, os.MkdirAll(filepath.Join(s.data, "journal"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(s.data, "queue"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(s.data, "queue", "matchmaker.db.form-3"), nil, 0o644))
	s.up(t)
	require.Contains(t, s.log.String(), "other users of this machine could read the server's files; they cannot any more")
	require.Empty(t, readableByOthers(t, s.data))
}

// A database beside files of others is closed, with all that lies beside it, and they stay as they are.
func TestADatabaseInASharedDirectory(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o755))
	file := filepath.Join(dir, "queue.db")
	for _, name := range []string{"queue.db", "queue.db-wal", "queue.db.form-3", "queue.dbx", "notes.txt"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
	}
	var said bytes.Buffer
	tightenStore(slog.New(slog.NewTextHandler(&said, nil)), "sqlite:"+file)
	require.Equal(t, []string{dir, filepath.Join(dir, "notes.txt"), filepath.Join(dir, "queue.dbx")}, readableByOthers(t, dir))
	require.Contains(t, said.String(), "changed=3")
	require.Contains(t, said.String(), "a directory is shared with others")
	tightenStore(slog.New(slog.NewTextHandler(&said, nil)), "postgres://somewhere/else")
}

// A name that the program gives and does not know for its own would have it take its data directory for one that is shared.
func TestEveryNameInADataDirectoryIsKnown(t *testing.T) {
	named := regexp.MustCompile(`filepath\.Join\((?:[a-z]+\.)?(?:[dD]ata|DataDir), "([^"]+)"`)
	for _, room := range []string{".", "../../../matchmaker"} {
		files, err := os.ReadDir(room)
		require.NoError(t, err)
		found := 0
		for _, f := range files {
			file := filepath.Join(room, f.Name())
			if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, m := range named.FindAllSubmatch(source, -1) {
				require.True(t, ours(string(m[1])), "%s: tighten.go does not know %s", file, m[1])
				found++
			}
		}
		require.Positive(t, found, room)
	}
}
