// Package store is the queue's database: accounts, tickets, parties, matches, ratings and what moderators did. It hides
// SQL and which database it is: SQLite in a file for one machine, PostgreSQL for many (see Open). Both are held to one
// suite of tests.
//
// All writes of a process go through one goroutine (writer.go), which commits what came together as one transaction, so
// that one fsync serves many; a write returns when it is durable. Several processes may share a database. What must not
// happen twice is kept from it by conditions and unique indexes, never by who is thought to be the leader.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"muster/inplace"
)

// Store is the database. It is safe for many goroutines.
type Store struct {
	w, r    *sql.DB // w is the writer's alone
	id      string  // of this opening, so that it knows its own writes when it hears of them
	dialect dialect
	// runs until ctx ends, calling changed after other processes' writes
	foreign func(ctx context.Context, changed func())

	conn   *sql.Conn            // the writer's; nil until it is needed, and after it broke
	asks   chan func(*sql.Conn) // questions to the writer's connection
	writes chan write           // of players, who wait for them
	chores chan write           // of rounds, which come in bulk
	closed chan struct{}        // closed when no more writes are taken
	done   chan struct{}        // closed when the writer has ended

	people atomic.Uint64 // see People

	kept string                        // see Kept
	file string                        // of SQLite; empty for a database on a server
	held atomic.Pointer[inplace.Files] // that file, and the log beside it

	prepared, read sync.Map // *sql.Stmt by text; for SQLite, which would parse each time
}

// dialect is what differs between the databases, beside how they are opened.
type dialect struct {
	name      string
	begin     string
	rebind    bool                 // writes placeholders as $1
	prepares  bool                 // does not remember statements by itself
	retryable func(err error) bool // a transaction that lost against another process's; again it may win
}

// What callers tell apart.
var (
	ErrNone     = sql.ErrNoRows // there is no such thing
	ErrClosed   = errors.New("the database is closed")
	ErrTaken    = errors.New("the name is taken")
	ErrNewer    = errors.New("the database was written by a newer release")
	ErrConflict = errors.New("conflict: the state has changed")
	ErrOwnCase  = errors.New("nobody decides what was done to, or said of, themselves")
)

// Open opens the database at a URL and brings it to the newest form: sqlite:FILE, or postgres://USER@HOST/NAME.
func Open(ctx context.Context, url string) (s *Store, err error) {
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		s, err = openSQLite(ctx, file)
	} else if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		s, err = openPostgres(ctx, url)
	} else {
		// it is not shown: there may be a password in it
		err = errors.New("its place must be sqlite:FILE or postgres://USER@HOST/NAME")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s.id = rand.Text()
	s.asks, s.writes, s.closed, s.done = make(chan func(*sql.Conn)), make(chan write, maxBatch), make(chan struct{}),
		make(chan struct{})
	s.chores = make(chan write, maxChores)
	if err := s.connect(); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), s.w.Close(), s.r.Close())
	}
	go s.write()
	if err := s.fillLooks(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), s.Close())
	}
	return s, nil
}

// Kind is which database it is: sqlite or postgres.
func (s *Store) Kind() string { return s.dialect.name }

// Close ends the writer, after what was taken is written, and closes the database.
func (s *Store) Close() error {
	close(s.closed)
	<-s.done
	var err error
	if s.conn != nil {
		err = s.conn.Close()
	}
	return errors.Join(err, s.w.Close(), s.r.Close())
}

// People is a number that is another one after each write, of this process or heard of from others, that may change
// what Caller tells of somebody.
func (s *Store) People() uint64 { return s.people.Load() }

// updatePeople is update for such writes.
func (s *Store) updatePeople(ctx context.Context, f func(t tx) error) error {
	defer s.people.Add(1) // also if it failed: nobody knows how far it came
	return s.update(ctx, f)
}

// Watch calls changed soon after another process wrote to the database, until ctx ends.
func (s *Store) Watch(ctx context.Context, changed func()) {
	s.foreign(ctx, func() {
		s.people.Add(1)
		changed()
	})
}

// querier is a transaction or the database itself, for reading.
type querier interface {
	row(query string, args ...any) *sql.Row
	rows(query string, args ...any) (*sql.Rows, error)
}

// reader reads what is committed.
type reader struct {
	s   *Store
	ctx context.Context
}

// reading reads for a caller. From a file it reads on when the caller gives up: it takes microseconds, and minding the
// caller would take as many.
func (s *Store) reading(ctx context.Context) reader {
	if s.dialect.prepares {
		ctx = background
	}
	return reader{s, ctx}
}

func (r reader) row(query string, args ...any) *sql.Row {
	if st := r.s.statement(&r.s.read, r.s.r, query); st != nil {
		return st.QueryRowContext(r.ctx, args...)
	}
	return r.s.r.QueryRowContext(r.ctx, r.s.bound(query), args...)
}

func (r reader) rows(query string, args ...any) (*sql.Rows, error) {
	if st := r.s.statement(&r.s.read, r.s.r, query); st != nil {
		return st.QueryContext(r.ctx, args...)
	}
	return r.s.r.QueryContext(r.ctx, r.s.bound(query), args...)
}

type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statement is a prepared one; nil where the driver keeps its own, or when it does not parse,
// which the query then tells.
func (s *Store) statement(kept *sync.Map, db preparer, query string) *sql.Stmt {
	if !s.dialect.prepares {
		return nil
	}
	if st, ok := kept.Load(query); ok {
		return st.(*sql.Stmt)
	}
	st, err := db.PrepareContext(background, query)
	if err != nil {
		return nil
	}
	kept.Store(query, st)
	return st
}

var bounds sync.Map // by text with ?: the text with $1

// bound writes placeholders as the database wants them.
func (s *Store) bound(query string) string {
	if !s.dialect.rebind {
		return query
	}
	if b, ok := bounds.Load(query); ok {
		return b.(string)
	}
	var b strings.Builder
	parts := strings.Split(query, "?")
	for i, part := range parts[:len(parts)-1] {
		b.WriteString(part + "$" + strconv.Itoa(i+1))
	}
	b.WriteString(parts[len(parts)-1])
	bounds.Store(query, b.String())
	return b.String()
}

// marks is n placeholders for an in-list.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func anys[T any](all []T, before ...any) []any {
	for _, v := range all {
		before = append(before, v)
	}
	return before
}

func micros(t time.Time) int64 { return t.UnixMicro() }

// when reads a time that may not have come.
func when(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return time.UnixMicro(us.Int64).UTC()
}

func fromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }

// stamp is a time to write; none if it is zero.
func stamp(t time.Time) sql.NullInt64 { return sql.NullInt64{Int64: t.UnixMicro(), Valid: !t.IsZero()} }

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// collect reads all rows of a query with scan.
func collect[T any](rows *sql.Rows, err error, scan func(scan func(...any) error, v *T) error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		var v T
		if err := scan(rows.Scan, &v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
