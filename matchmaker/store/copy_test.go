package store

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"
)

// inForm makes a database that an earlier release left behind, with one account.
func inForm(t *testing.T, file string, form int64, name string) {
	db, err := openFile(file, "_pragma=synchronous(FULL)", 1)
	require.NoError(t, err)
	files, err := fs.Sub(migrations, "migrations/sqlite")
	require.NoError(t, err)
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	require.NoError(t, err)
	_, err = p.UpTo(t.Context(), form)
	require.NoError(t, err)
	_, err = db.Exec("insert into accounts (player, name, created) values (?, ?, 0)", "p-"+name, name)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// namesIn lists the accounts of a copy.
func namesIn(t *testing.T, file string) (all []string) {
	db, err := sql.Open("sqlite", dsn(file)+"?immutable=1")
	require.NoError(t, err)
	defer db.Close()
	rows, err := db.Query("select name from accounts order by name")
	all, err = collect(rows, err, func(scan func(...any) error, v *string) error { return scan(v) })
	require.NoError(t, err)
	return all
}

// Before a database gets a new form it is kept as it was, once for each form. Whoever goes back, plays on and upgrades
// again finds what was written since.
func TestADatabaseIsKeptBeforeItsFormChanges(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, `a[b]?#%41*\.db`)
	url, kept := "sqlite:"+file, file+".form-3"
	open := func() (keeps string) {
		s, err := Open(t.Context(), url)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		return s.Kept()
	}
	inForm(t, file, 3, "ann")
	require.Equal(t, kept, open())
	require.Equal(t, []string{"ann"}, namesIn(t, kept))
	form, err := formOf(t.Context(), kept)
	require.NoError(t, err)
	require.EqualValues(t, 3, form)
	info, err := os.Stat(kept)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode(), "it holds accounts")
	require.Empty(t, open(), "it has the newest form")

	require.NoError(t, os.Rename(kept, file))
	inForm(t, file, 3, "bob")
	require.Equal(t, kept, open())
	require.Equal(t, []string{"ann", "bob"}, namesIn(t, kept))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "%v", files)

	fresh, err := Open(t.Context(), "sqlite:"+filepath.Join(dir, "fresh.db"))
	require.NoError(t, err)
	require.Empty(t, fresh.Kept())
	require.NoError(t, fresh.Close())
}

// Where no copy can be kept, the form stays as it is: there would be no way back.
func TestADatabaseThatCannotBeKeptStaysAsItIs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queue.db")
	inForm(t, file, 3, "ann")
	require.NoError(t, os.Mkdir(file+".form-3", 0o700))
	_, err := Open(t.Context(), "sqlite:"+file)
	require.ErrorContains(t, err, "keep a copy as "+file+".form-3")
	form, err := formOf(t.Context(), file)
	require.NoError(t, err)
	require.EqualValues(t, 3, form)
}

// Processes that start together bring it to the new form once, and what is kept has the old one.
func TestProcessesThatStartTogetherKeepTheOldForm(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queue.db")
	inForm(t, file, 3, "ann")
	done := make(chan error)
	for range 4 {
		go func() {
			s, err := Open(t.Context(), "sqlite:"+file)
			if err == nil {
				err = s.Close()
			}
			done <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-done)
	}
	form, err := formOf(t.Context(), file+".form-3")
	require.NoError(t, err)
	require.EqualValues(t, 3, form)
}
