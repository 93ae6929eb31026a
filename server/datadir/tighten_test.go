//go:build unix

package datadir

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

// A database beside files of others is closed, with all that lies beside it, and they stay as they are.
func TestADatabaseInASharedDirectory(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o755))
	file := filepath.Join(dir, "queue.db")
	for _, name := range []string{"queue.db", "queue.db-wal", "queue.db.form-3", "queue.dbx", "notes.txt"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
	}
	var said bytes.Buffer
	TightenDatabase(slog.New(slog.NewTextHandler(&said, nil)), "sqlite:"+file)
	require.Equal(t, []string{dir, filepath.Join(dir, "notes.txt"), filepath.Join(dir, "queue.dbx")},
		readableByOthers(t, dir))
	require.Contains(t, said.String(), "changed=3")
	require.Contains(t, said.String(), "a directory is shared with others")
	TightenDatabase(slog.New(slog.NewTextHandler(&said, nil)), "postgres://somewhere/else")
}

// A name that the program gives and does not know for its own would have it take its data directory
// for one that is shared.
func TestEveryNameInADataDirectoryIsKnown(t *testing.T) {
	named := regexp.MustCompile(`filepath\.Join\((?:[a-z]+\.)*(?:[dD]ata|DataDir), "([^"]+)"`)
	for _, room := range []string{
		"../cmd/muster", "../httpd", "../node", "../supervisor", "../../matchmaker", "../../shard/sources",
	} {
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
