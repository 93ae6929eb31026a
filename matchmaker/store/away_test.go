package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/lab/pgtest"
	"muster/matchmaker/api"
)

// A database that is away is told from one that was asked something wrong: the first may answer later.
func TestADatabaseThatIsAway(t *testing.T) {
	account := Account{Player: "p", Name: "p", Guest: true, Role: api.RolePlayer, Created: noon}
	t.Run("postgres", func(t *testing.T) {
		g, err := pgtest.NewGate(freshPostgres(t))
		require.NoError(t, err)
		s, err := Open(t.Context(), g.URL)
		require.NoError(t, err)
		defer s.Close()
		require.NoError(t, s.AddAccount(t.Context(), account))
		require.False(t, Away(s.AddAccount(t.Context(), account)), "that player is there already")
		require.NoError(t, g.Shut())
		for range 3 {
			_, err = s.Account(t.Context(), "p")
			require.True(t, Away(err), "%v", err)
			require.True(t, Away(s.Upgrade(t.Context(), "p", "Anna", "h")))
		}
	})
	t.Run("sqlite", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "queue.db")
		s, err := Open(t.Context(), "sqlite:"+file)
		require.NoError(t, err)
		defer s.Close()
		require.NoError(t, s.AddAccount(t.Context(), account))
		require.False(t, Away(s.AddAccount(t.Context(), account)))
		require.NoError(t, os.Rename(file, file+".moved"))
		err = s.Upgrade(t.Context(), "p", "Anna", "h")
		require.True(t, Away(err), "%v", err)
		require.True(t, strings.Contains(err.Error(), file), "the log names it; who asks is not told")
		require.NoError(t, os.Rename(file+".moved", file))
		require.NoError(t, s.Upgrade(t.Context(), "p", "Anna", "h"))
	})
	for _, err := range []error{nil, ErrNone, ErrTaken, ErrConflict, errors.New("syntax error"), fmt.Errorf("x: %w",
		ErrNone)} {
		require.False(t, Away(err), "%v", err)
	}
}
