package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/inplace"
	"muster/matchmaker/api"
)

// A database whose directory is moved away or replaced takes nothing in, and goes on when the very same files are back.
func TestADatabaseStandsStillWhileItsFileIsAway(t *testing.T) {
	data := filepath.Join(t.TempDir(), "queue")
	require.NoError(t, os.Mkdir(data, 0o700))
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(data, "queue.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	join := func(player string) error {
		return s.AddAccount(t.Context(), Account{
			Player: player, Name: player, Guest: true, Role: api.RolePlayer, Created: time.Now(),
		})
	}
	known := func(s *Store) (all []string) {
		names, err := s.Names(t.Context(), []string{"ann", "ben", "cay", "dee"})
		require.NoError(t, err)
		for player := range names {
			all = append(all, player)
		}
		return all
	}
	require.NoError(t, join("ann"))
	var astray *inplace.Error
	aside := data + ".aside"
	require.NoError(t, os.Rename(data, aside))
	require.ErrorAs(t, join("ben"), &astray)
	require.NoDirExists(t, data)
	require.NoError(t, os.CopyFS(data, os.DirFS(aside)))
	require.ErrorAs(t, join("ben"), &astray, "a copy is another database")
	other, err := Open(t.Context(), "sqlite:"+filepath.Join(data, "queue.db"))
	require.NoError(t, err)
	require.Equal(t, []string{"ann"}, known(other))
	require.ErrorAs(t, s.InPlace(), &astray)
	require.NoError(t, other.Close())
	require.NoError(t, os.RemoveAll(data))
	require.NoError(t, os.Rename(aside, data))
	require.NoError(t, join("cay"))
	require.ElementsMatch(t, []string{"ann", "cay"}, known(s))

	require.NoError(t, os.Remove(filepath.Join(data, "queue.db-wal")))
	require.ErrorAs(t, join("dee"), &astray, "what is committed is in the log first")
}
