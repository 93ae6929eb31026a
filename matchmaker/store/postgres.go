package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// channel is where processes tell each other that they wrote.
const channel = "muster_queue"

// openPostgres opens a database of PostgreSQL 15 or newer. Commits are synchronous, which is PostgreSQL's default.
func openPostgres(ctx context.Context, url string) (*Store, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.RuntimeParams["application_name"] = "muster"
	w, r := stdlib.OpenDB(*cfg), stdlib.OpenDB(*cfg)
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
	r.SetMaxOpenConns(maxReaders)
	r.SetMaxIdleConns(maxReaders)
	err = migrateAlone(ctx, cfg, func() error {
		return migrate(ctx, w, goose.DialectPostgres, "migrations/postgres", noCopy)
	})
	if err == nil {
		err = checkColumns(ctx, w, postgresColumns)
	}
	if err != nil {
		return nil, errors.Join(err, w.Close(), r.Close())
	}
	s := &Store{w: w, r: r, dialect: dialect{name: "postgres", begin: "begin", rebind: true, retryable: lost}}
	s.foreign = func(ctx context.Context, changed func()) { s.listen(ctx, cfg, changed) }
	return s, nil
}

// noCopy stands for a copy where there is nothing to keep, or where it is the operator's to make
// (pg_dump; docs/operators.md).
func noCopy(int64) error { return nil }

// migrateAlone keeps two processes that start together from bringing the database to the newest form at once.
func migrateAlone(ctx context.Context, cfg *pgx.ConnConfig, up func() error) error {
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx)) // and with it the lock
	if _, err := c.Exec(ctx, "select pg_advisory_lock(hashtext($1))", channel); err != nil {
		return err
	}
	return up()
}

// lost reports whether a transaction met another process's and may win if it is run again: serialization failure,
// deadlock, or a row that somebody else was quicker to insert.
func lost(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "23505"
}

// listen calls changed when another process wrote, and after a connection was lost, since
// something may have been missed.
func (s *Store) listen(ctx context.Context, cfg *pgx.ConnConfig, changed func()) {
	for ctx.Err() == nil {
		if s.listenOnce(ctx, cfg, changed) != nil {
			select {
			case <-ctx.Done():
			case <-s.closed:
				return
			case <-time.After(relisten):
			}
		}
	}
}

func (s *Store) listenOnce(ctx context.Context, cfg *pgx.ConnConfig, changed func()) error {
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "listen "+channel); err != nil {
		return err
	}
	changed()
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if n.Payload != s.id {
			changed()
		}
	}
}
