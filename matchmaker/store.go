package matchmaker

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the database driver "sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// store is the database: SQLite in WAL mode with synchronous FULL, so that what was answered survives a power cut. All
// writes go through one goroutine, which commits what came together as one transaction: one fsync serves many.
type store struct {
	w, r   *sql.DB
	writes chan write
	closed chan struct{} // closed when no more writes are taken
	done   chan struct{} // closed when the writer has ended
}

// write is one function to be run in a transaction.
type write struct {
	f    func(tx *sql.Tx) error
	done chan<- error
}

// openStore opens the database file in dir and brings it to the newest form.
func openStore(ctx context.Context, dir string) (*store, error) {
	file := filepath.Join(dir, "matchmaker.db")
	w, err := openDB(file, "_pragma=synchronous(FULL)&_txlock=immediate", 1)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", file, err)
	}
	if err := migrate(ctx, w); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", file, err), w.Close())
	}
	r, err := openDB(file, "_pragma=query_only(1)", maxReaders)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", file, err), w.Close())
	}
	s := &store{w: w, r: r, writes: make(chan write, maxBatch), closed: make(chan struct{}), done: make(chan struct{})}
	go s.write()
	return s, nil
}

func openDB(file, options string, connections int) (*sql.DB, error) {
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}).String()
	db, err := sql.Open("sqlite", dsn+"?_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)&"+options)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// close ends the writer, after what was taken is written, and closes the database.
func (s *store) close() error {
	close(s.closed)
	<-s.done
	return errors.Join(s.w.Close(), s.r.Close())
}

var errClosed = errors.New("the database is closed")

// update runs f in a transaction and returns when that is durable. If f fails, nothing of it is kept. f may be run
// together with those of other callers, never at the same time.
func (s *store) update(ctx context.Context, f func(tx *sql.Tx) error) error {
	done := make(chan error, 1)
	select {
	case s.writes <- write{f, done}:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return errClosed
	}
	select {
	case err := <-done:
		return err
	case <-s.done:
		select {
		case err := <-done:
			return err
		default:
			return errClosed
		}
	}
}

// write is the one writer.
func (s *store) write() {
	defer close(s.done)
	for {
		select {
		case first := <-s.writes:
			s.commit(s.gather(first))
		case <-s.closed:
			for len(s.writes) > 0 {
				s.commit(s.gather(<-s.writes))
			}
			return
		}
	}
}

// gather takes what waits already, up to a full batch.
func (s *store) gather(first write) []write {
	batch := []write{first}
	for len(batch) < maxBatch {
		select {
		case next := <-s.writes:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// commit runs a batch as one transaction and answers everyone in it.
func (s *store) commit(batch []write) {
	errs := make([]error, len(batch))
	err := s.transact(func(tx *sql.Tx) error {
		for i, w := range batch {
			var broken error
			if errs[i], broken = apart(tx, w.f); broken != nil {
				return broken
			}
		}
		return nil
	})
	for i, w := range batch {
		if err != nil {
			errs[i] = fmt.Errorf("write to database: %w", err)
		}
		w.done <- errs[i]
	}
}

func (s *store) transact(f func(tx *sql.Tx) error) error {
	tx, err := s.w.Begin()
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// apart runs f so that its failure undoes only its own part of the transaction. broken means the whole is lost.
func apart(tx *sql.Tx, f func(tx *sql.Tx) error) (failed, broken error) {
	if _, err := tx.Exec("savepoint part"); err != nil {
		return nil, err
	}
	if failed = f(tx); failed != nil {
		_, broken = tx.Exec("rollback to part")
		return failed, broken
	}
	_, broken = tx.Exec("release part")
	return nil, broken
}

func micros(t time.Time) int64      { return t.UnixMicro() }
func fromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }

// collect reads all rows of a query with scan.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows, *T) error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// statement is SQL with its arguments, for exec.
type statement struct {
	sql  string
	args []any
}

func stmt(sql string, args ...any) statement { return statement{sql, args} }

// exec runs statements one after another until one fails.
func exec(tx *sql.Tx, all ...statement) error {
	for _, s := range all {
		if _, err := tx.Exec(s.sql, s.args...); err != nil {
			return err
		}
	}
	return nil
}
