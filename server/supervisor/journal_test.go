package supervisor

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard"
	"muster/shard/journal"
	"muster/shard/sources"
)

// leave makes the files of a shard of an earlier release, with these matches.
func leave(t *testing.T, dir string, matches ...string) *journal.Files {
	require.NoError(t, os.MkdirAll(dir, 0o700))
	files, err := journal.OpenFiles(filepath.Join(dir, "journal"))
	require.NoError(t, err)
	for _, match := range matches {
		done := make(chan error, 1)
		files.Append(match, journal.Seal(journal.Hash{}, []byte("a record")), func(err error) { done <- err })
		require.NoError(t, <-done)
	}
	return files
}

// Shards that have matches in files of their own finish them under their own names; as many as ever share the journal,
// under the lowest numbers that are left. What was given up, or is void, holds nobody.
func TestWhoFinishesAndWhoShares(t *testing.T) {
	data := filepath.Join(t.TempDir(), `srv[1] 5%d?#*\ä`)
	look := func() (finish, share []int) {
		finish, share, err := numbers(data, 2)
		require.NoError(t, err)
		return finish, share
	}
	finish, share := look()
	require.Empty(t, finish, "there is no directory yet")
	require.Equal(t, []int{1, 2}, share)
	dir := func(n int) string { return filepath.Join(data, fmt.Sprint("shard-", n)) }
	one, three := leave(t, dir(1), "m1"), leave(t, dir(3), "m3")
	require.NoError(t, leave(t, dir(2)).Close())
	require.NoError(t, three.Close())
	require.NoError(t, os.Mkdir(filepath.Join(data, "shard-x"), 0o700))
	finish, share = look()
	require.Equal(t, []int{1, 3}, finish)
	require.Equal(t, []int{2, 4}, share)

	require.NoError(t, one.GiveUp("m1"))
	require.NoError(t, one.Close())
	require.NoError(t, shard.Void(sources.SidecarIn(dir(3)), "m3", "it needs other rules"))
	finish, share = look()
	require.Empty(t, finish)
	require.Equal(t, []int{1, 2}, share)
}
