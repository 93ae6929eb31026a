package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations
var migrations embed.FS

// there has a connection that begins while the file is away make no empty one in its place.
const there = "mode=rw"

// openSQLite opens a file in WAL mode with synchronous FULL: what was committed survives a power cut.
func openSQLite(ctx context.Context, file string) (*Store, error) {
	if err := makePrivate(file); err != nil {
		return nil, err
	}
	w, err := openFile(file, there+"&_pragma=synchronous(FULL)&_txlock=immediate", 1)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	kept, err := migrateInTurn(ctx, w, file)
	if err == nil {
		err = checkColumns(ctx, w, sqliteColumns)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", file, err), w.Close())
	}
	r, err := openFile(file, there+"&_pragma=query_only(1)", maxReaders)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", file, err), w.Close())
	}
	s := &Store{
		w: w, r: r, file: file, kept: kept,
		dialect: dialect{name: "sqlite", begin: "begin immediate", prepares: true, retryable: busy},
	}
	s.foreign = s.watchFile
	return s, nil
}

// makePrivate makes the file, if it is missing, for its owner alone: it holds accounts. The logs that SQLite makes
// beside it get its mode.
func makePrivate(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// migrateInTurn keeps a copy of a database before its form is changed. It tries again when another process that started
// together with this one was quicker: then it finds the work done.
func migrateInTurn(ctx context.Context, w *sql.DB, file string) (kept string, err error) {
	keep := func(form int64) (err error) {
		kept, err = keepCopy(ctx, w, file, form)
		return err
	}
	for try := range migrateTries {
		if err = ctx.Err(); err != nil {
			return "", err
		}
		err = migrate(ctx, w, goose.DialectSQLite3, "migrations/sqlite", keep)
		if err == nil || errors.Is(err, ErrNewer) {
			return kept, err
		}
		select {
		case <-ctx.Done():
			return "", err
		case <-time.After(time.Duration(try+1) * migrateAgain):
		}
	}
	return "", err
}

// dsn names a file to the driver, whatever its name holds.
func dsn(file string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}).String()
}

func openFile(file, options string, connections int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(file)+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&"+options)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// migrate brings a database to the newest form, after before was called with the one it has, unless it is new. A step
// that was begun is finished, whatever becomes of ctx: it takes milliseconds.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, dir string, before func(form int64) error) error {
	ctx = context.WithoutCancel(ctx)
	files, err := fs.Sub(migrations, dir)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files)
	if err != nil {
		return err
	}
	form, newest, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if form > newest {
		return fmt.Errorf("%w: its form is %d, and this release knows forms up to %d. "+
			"Use the release that wrote it, or put back the backup that was made before the upgrade",
			ErrNewer, form, newest)
	}
	if 0 < form && form < newest {
		if err := before(form); err != nil {
			return err
		}
	}
	_, err = p.Up(ctx)
	return err
}

// busy reports whether another process held the file for too long, or wrote first.
func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// watchFile asks the file's version, which changes when another connection commits; our own writer's do not count,
// since it is the writer's connection that asks.
func (s *Store) watchFile(ctx context.Context, changed func()) {
	every := time.NewTicker(lookForForeign)
	defer every.Stop()
	last, asks := int64(-1), asker{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.closed:
			return
		case <-every.C:
		}
		version, ok := s.dataVersion(&asks)
		if !ok {
			continue // the next look will tell
		}
		if last >= 0 && version != last {
			changed()
		}
		last = version
	}
}

// asker is the question prepared on a connection: it is put many times a second. The writer's goroutine alone uses it.
type asker struct {
	conn *sql.Conn
	text *sql.Stmt
}

func (a *asker) ask(c *sql.Conn, version *int64) (ok bool) {
	if a.conn != c {
		a.conn, a.text = c, nil
		if c == nil {
			return false
		}
		var err error
		if a.text, err = c.PrepareContext(background, "pragma data_version"); err != nil {
			a.conn = nil
			return false
		}
	}
	return a.text != nil && a.text.QueryRowContext(background).Scan(version) == nil
}

func (s *Store) dataVersion(a *asker) (version int64, ok bool) {
	got := make(chan bool, 1)
	ask := func(c *sql.Conn) { got <- a.ask(c, &version) }
	select {
	case s.asks <- ask:
		ok = <-got
		return version, ok
	case <-s.done:
		return 0, false
	}
}
