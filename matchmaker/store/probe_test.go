package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A look at a database finds what its opening would, and changes nothing.
func TestALookAtADatabase(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queue.db")
	for kind, url := range map[string]string{"sqlite": "sqlite:" + file, "postgres": freshPostgres(t)} {
		t.Run(kind, func(t *testing.T) {
			p, err := Probe(t.Context(), url)
			require.NoError(t, err)
			require.Zero(t, p.Form, "it is new")
			require.Equal(t, kind, p.Kind)
			if kind == "sqlite" {
				require.NoFileExists(t, file)
			}

			s, err := Open(t.Context(), url)
			require.NoError(t, err)
			defer s.Close()
			p, err = Probe(t.Context(), url)
			require.NoError(t, err, "also while it is open")
			require.Equal(t, p.Newest, p.Form)
			require.WithinDuration(t, time.Now(), p.Now, time.Minute)

			driver, name := "pgx", url
			if kind == "sqlite" {
				driver, name = "sqlite", file
			}
			db, err := sql.Open(driver, name) // the store's own connection is its writer's
			require.NoError(t, err)
			defer db.Close()
			_, err = db.Exec("insert into goose_db_version (version_id, is_applied) values (99, true)")
			require.NoError(t, err)
			_, err = Probe(t.Context(), url)
			require.ErrorIs(t, err, ErrNewer)
			_, err = db.Exec("delete from goose_db_version where version_id = 99")
			require.NoError(t, err)
		})
	}
}

func TestALookAtABrokenDatabase(t *testing.T) {
	for name, url := range map[string]string{
		"garbage":   "sqlite:" + garbage(t),
		"nobody":    "postgres://muster@127.0.0.1:1/queue",
		"no server": "mysql://somewhere",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Probe(t.Context(), url)
			require.ErrorContains(t, err, "database: ")
		})
	}
}

func garbage(t *testing.T) string {
	file := filepath.Join(t.TempDir(), "queue.db")
	require.NoError(t, os.WriteFile(file, []byte("this is no database, whatever its name says"), 0o600))
	return file
}
