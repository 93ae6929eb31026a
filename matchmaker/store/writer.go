package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// tx is the transaction that a write runs in. It is spoken over the writer's connection by hand: database/sql's own
// transactions could not prepare statements that outlive them on the one connection there is.
type tx struct {
	conn *sql.Conn
	s    *Store
}

var background = context.Background() // of the writer: a caller who gives up does not break the batch

// exec runs a statement and tells how many rows it changed.
func (t tx) exec(query string, args ...any) (int64, error) {
	var r sql.Result
	var err error
	if st := t.s.statement(&t.s.prepared, t.conn, query); st != nil {
		r, err = st.ExecContext(background, args...)
	} else {
		r, err = t.conn.ExecContext(background, t.s.bound(query), args...)
	}
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// all runs statements one after another until one fails.
func (t tx) all(statements ...statement) error {
	for _, s := range statements {
		if _, err := t.exec(s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}

func (t tx) row(query string, args ...any) *sql.Row {
	if st := t.s.statement(&t.s.prepared, t.conn, query); st != nil {
		return st.QueryRowContext(background, args...)
	}
	return t.conn.QueryRowContext(background, t.s.bound(query), args...)
}

func (t tx) rows(query string, args ...any) (*sql.Rows, error) {
	if st := t.s.statement(&t.s.prepared, t.conn, query); st != nil {
		return st.QueryContext(background, args...)
	}
	return t.conn.QueryContext(background, t.s.bound(query), args...)
}

// statement is SQL with its arguments.
type statement struct {
	query string
	args  []any
}

func stmt(query string, args ...any) statement { return statement{query, args} }

// write is one function to be run in a transaction.
type write struct {
	f    func(t tx) error
	done chan<- error
}

// update runs f in a transaction and returns when that is durable. If f fails, nothing of it is kept. f may be run
// together with those of other callers, never at the same time, and again when the transaction lost against another
// process's: it must set what it tells each time.
func (s *Store) update(ctx context.Context, f func(t tx) error) error { return s.put(ctx, s.writes, f) }

// chore is update for what comes in bulk: whoever waits for an update waits for a few of these at most.
func (s *Store) chore(ctx context.Context, f func(t tx) error) error { return s.put(ctx, s.chores, f) }

func (s *Store) put(ctx context.Context, line chan<- write, f func(t tx) error) error {
	done := make(chan error, 1)
	select {
	case line <- write{f, done}:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return ErrClosed
	}
	select {
	case err := <-done:
		return err
	case <-s.done:
		select {
		case err := <-done:
			return err
		default:
			return ErrClosed
		}
	}
}

// write is the one writer. Players' writes come before chores, and some chores come behind each batch of them: neither
// keeps the other waiting for long.
func (s *Store) write() {
	defer close(s.done)
	for {
		select {
		case first := <-s.writes:
			s.commit(gather(s.writes, first, maxBatch))
		case first := <-s.chores:
			s.commit(gather(s.chores, first, maxChores))
			select {
			case first := <-s.writes:
				s.commit(gather(s.writes, first, maxBatch))
			default:
			}
		case ask := <-s.asks:
			if s.connect() == nil {
				ask(s.conn)
			} else {
				ask(nil)
			}
		case <-s.closed:
			for _, line := range []chan write{s.writes, s.chores} {
				for len(line) > 0 {
					s.commit(gather(line, <-line, maxBatch))
				}
			}
			return
		}
	}
}

// gather takes what waits already, up to a full batch.
func gather(line <-chan write, first write, most int) []write {
	batch := []write{first}
	for len(batch) < most {
		select {
		case next := <-line:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// commit runs a batch as one transaction and answers everyone in it. At first without savepoints, which cost; if one of
// them fails, again with them.
func (s *Store) commit(batch []write) {
	errs := make([]error, len(batch))
	failed := false
	err := s.transact(func(t tx) error {
		for _, w := range batch {
			if err := w.f(t); err != nil {
				failed = true
				return err
			}
		}
		return nil
	})
	for try := 1; try < maxTries && (failed || err != nil && s.dialect.retryable(err)); try++ {
		failed = false
		err = s.transact(func(t tx) error { return s.allApart(t, batch, errs, try == maxTries-1) })
	}
	for i, w := range batch {
		if err != nil {
			errs[i] = fmt.Errorf("write to database: %w", err)
		}
		w.done <- errs[i]
	}
}

// connect takes the writer's connection, if it has none.
func (s *Store) connect() error {
	if s.conn != nil {
		return nil
	}
	c, err := s.w.Conn(background)
	if err != nil {
		return err
	}
	if err = s.hold(c); err != nil {
		return errors.Join(err, c.Close())
	}
	s.conn = c
	return nil
}

// transact runs f in a transaction. What is told to be durable is in files that others find, before and behind it.
func (s *Store) transact(f func(t tx) error) error {
	err := s.InPlace()
	if err == nil {
		err = s.transaction(f)
	}
	if err == nil {
		err = s.InPlace()
	}
	return err
}

func (s *Store) transaction(f func(t tx) error) (err error) {
	if err := s.connect(); err != nil {
		return err
	}
	defer func() {
		if err == nil {
			return
		}
		// whatever is left goes with the connection
		if _, broken := s.conn.ExecContext(background, "rollback"); broken != nil {
			s.prepared.Clear()
			err = errors.Join(err, s.conn.Raw(func(any) error { return driver.ErrBadConn }))
			_ = s.conn.Close() // it is broken already
			s.conn = nil
		}
	}()
	t := tx{s.conn, s}
	if _, err := t.conn.ExecContext(background, s.dialect.begin); err != nil {
		return err
	}
	if err := f(t); err != nil {
		return err
	}
	if s.dialect.rebind { // PostgreSQL tells the other processes when this is committed
		if _, err := t.conn.ExecContext(background, "select pg_notify($1, $2)", channel, s.id); err != nil {
			return err
		}
	}
	_, err = t.conn.ExecContext(background, "commit")
	return err
}

// allApart runs a batch so that the failure of one is its own.
func (s *Store) allApart(t tx, batch []write, errs []error, last bool) (broken error) {
	for i, w := range batch {
		if errs[i], broken = s.apart(t, w.f, last); broken != nil {
			return broken
		}
	}
	return nil
}

// apart runs f so that its failure undoes only its own part of the transaction. broken means the whole is lost, and
// worth another try unless this is the last.
func (s *Store) apart(t tx, f func(t tx) error, last bool) (failed, broken error) {
	if _, err := t.exec("savepoint part"); err != nil {
		return nil, err
	}
	if failed = f(t); failed != nil {
		if !last && s.dialect.retryable(failed) {
			return nil, failed
		}
		_, broken = t.exec("rollback to savepoint part")
		return failed, broken
	}
	_, broken = t.exec("release savepoint part")
	return nil, broken
}
