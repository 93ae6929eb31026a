package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// errOther says that somebody else brought the database to another form meanwhile.
var errOther = errors.New("another process changed the form of the database first")

// Kept is the file that holds the database as it was before this opening brought it to a new form;
// empty if that was not done.
func (s *Store) Kept() string { return s.kept }

// keepCopy copies a database in the form that it has now, so that an operator can go back to the release that knew it.
// It lies beside the file, one for each form: a later one in the same form was written since, and
// is the one to go back to.
func keepCopy(ctx context.Context, db *sql.DB, file string, form int64) (kept string, err error) {
	to := fmt.Sprintf("%s.form-%d", file, form)
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep a copy as %s before the database gets a new form: %w", to, err)
		}
	}()
	f, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".new-*") // its owner alone may read it
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name()) // in vain when all went well
	defer f.Close()
	if _, err := db.ExecContext(ctx, "vacuum into ?", f.Name()); err != nil {
		return "", err
	}
	if got, err := formOf(ctx, f.Name()); err != nil || got != form {
		return "", errors.Join(err, errOther)
	}
	if err := errors.Join(f.Sync(), os.Rename(f.Name(), to)); err != nil {
		return "", err
	}
	return to, syncDirectory(filepath.Dir(to))
}

// formOf reads the form of a copy: that it can be read at all is what it is kept for.
func formOf(ctx context.Context, file string) (form int64, err error) {
	db, err := sql.Open("sqlite", dsn(file)+"?immutable=1")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return form, db.QueryRowContext(ctx, "select max(version_id) from goose_db_version").Scan(&form)
}

func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
