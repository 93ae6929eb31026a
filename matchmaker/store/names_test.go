package store

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// No two registered names look alike, also when one was a guest's before; guests bear any name, behind their mark.
func TestRegisteredNamesDoNotLookAlike(t *testing.T) {
	both(t, "looks", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		add := func(player, name string, guest bool) error {
			return s.AddAccount(ctx, Account{
				Player: player, Name: name, Guest: guest, Role: api.RolePlayer, Created: noon,
			})
		}
		require.NoError(t, add("a", "Admiral", false))
		for _, name := range []string{"ADMIRAL", "Adm1ral", "AdmiraI", "Аdmiral"} {
			require.ErrorIs(t, add("b", name, false), ErrTaken, name)
		}
		require.NoError(t, add("g", "Аdmiral", true))
		require.NoError(t, add("h", "Admiral", true))
		require.ErrorIs(t, s.Upgrade(ctx, "g", "Аdmiral", "h"), ErrTaken)
		a, err := s.Account(ctx, "h")
		require.NoError(t, err)
		require.Equal(t, "~Admiral", a.Name)
		all, err := s.Names(ctx, []string{"a", "h"})
		require.NoError(t, err)
		require.Equal(t, map[string]string{"a": "Admiral", "h": "~Admiral"}, all)
		c, err := s.Caller(ctx, "h", "", noon)
		require.NoError(t, err)
		require.Equal(t, "~Admiral", c.Name)

		require.NoError(t, s.Upgrade(ctx, "g", "General", "h"))
		a, err = s.Account(ctx, "g")
		require.NoError(t, err)
		require.Equal(t, "General", a.Name, "no guest any more")
		require.NoError(t, s.Erase(ctx, "a", noon))
		require.NoError(t, add("c", "Adm1ral", false), "whoever is gone keeps no name from others")
		a, err = s.AccountByName(ctx, " aDM1ral ")
		require.NoError(t, err)
		require.Equal(t, "c", a.Player)
	})
}

// Names that looked alike before that counted stay, and both log in; a third is refused.
func TestNamesFromBeforeStay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queue.db")
	inForm(t, file, 6, "guest")
	db, err := openFile(file, "_pragma=synchronous(FULL)", 1)
	require.NoError(t, err)
	for player, name := range map[string]string{"p1": "Admiral", "p2": "Adm1ral", "p3": "zoe\u0301"} {
		_, err = db.Exec("insert into accounts (player, name, login, hash, created) values (?, ?, lower(?), 'h', 0)",
			player, name, name)
		require.NoError(t, err)
	}
	require.NoError(t, db.Close())
	for range 2 { // what could not be filled in is no trouble the next time
		s, err := Open(t.Context(), "sqlite:"+file)
		require.NoError(t, err)
		for player, name := range map[string]string{"p1": "admiral", "p2": "adm1ral", "p3": "zoe\u0301"} {
			a, err := s.AccountByName(t.Context(), name)
			require.NoError(t, err, name)
			require.Equal(t, player, a.Player)
		}
		for _, name := range []string{"AdmiraI", "Zoé"} {
			require.ErrorIs(t, s.AddAccount(t.Context(), Account{
				Player: "p4", Name: name, Hash: "h", Created: noon,
			}), ErrTaken, name)
		}
		require.NoError(t, s.Close())
	}
}
