package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A database that a newer release has changed, or that lacks a column, is refused before anything is read of it or
// written to it, and the error says what to do.
func TestADatabaseOfAnotherFormIsRefused(t *testing.T) {
	for kind, url := range map[string]string{
		"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "queue.db"), "postgres": freshPostgres(t),
	} {
		t.Run(kind, func(t *testing.T) {
			s, err := Open(t.Context(), url)
			require.NoError(t, err)
			require.NoError(t, s.Close())
			driver, dsn := "pgx", url
			if kind == "sqlite" {
				driver, dsn = "sqlite", strings.TrimPrefix(url, "sqlite:")
			}
			db, err := sql.Open(driver, dsn)
			require.NoError(t, err)
			defer db.Close()
			do := func(text string) {
				_, err := db.Exec(text)
				require.NoError(t, err)
			}

			do("insert into goose_db_version (version_id, is_applied) values (99, true)")
			_, err = Open(t.Context(), url)
			require.ErrorIs(t, err, ErrNewer)
			require.ErrorContains(t, err, "its form is 99")
			require.ErrorContains(t, err, "put back the backup")
			do("delete from goose_db_version where version_id = 99")

			do("alter table complaints drop column verdict")
			_, err = Open(t.Context(), url)
			require.ErrorIs(t, err, errColumns)
			require.ErrorContains(t, err, ": complaints.verdict. It was changed by hand")
			do("alter table complaints add column verdict text not null default ''")

			s, err = Open(t.Context(), url)
			require.NoError(t, err, "nothing was done to it meanwhile")
			require.NoError(t, s.Close())
		})
	}
}

// The columns that a database must have are taken from a fresh SQLite one: those of PostgreSQL must be called the same.
func TestBothKindsOfDatabaseHaveTheSameColumns(t *testing.T) {
	all := map[string]map[string]bool{}
	both(t, "columns", func(t *testing.T, open func() *Store) {
		s, query := open(), sqliteColumns
		if s.Kind() == "postgres" {
			query = postgresColumns
		}
		columns, err := columnsOf(context.Background(), s.r, query)
		require.NoError(t, err)
		for column := range columns {
			if strings.HasPrefix(column, "sqlite_") {
				delete(columns, column)
			}
		}
		all[s.Kind()] = columns
	})
	require.Equal(t, all["sqlite"], all["postgres"])
	require.NotEmpty(t, all["sqlite"])
}
