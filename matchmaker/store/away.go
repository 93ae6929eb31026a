package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"muster/inplace"
)

// Away reports whether an error says that the database cannot be reached or written to now: the same may succeed later.
func Away(err error) bool {
	var moved *inplace.Error
	var connect *pgconn.ConnectError
	var link net.Error
	switch {
	case err == nil:
		return false
	case errors.As(err, &moved), errors.As(err, &connect), errors.As(err, &link), pgconn.SafeToRetry(err):
		return true
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrClosed):
		return true
	}
	return serverAway(err) || fileAway(err)
}

// serverAway knows PostgreSQL's classes of errors: connections, resources, operators'
// interventions, trouble of its system.
func serverAway(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && slices.ContainsFunc([]string{"08", "53", "57P", "58"}, func(class string) bool {
		return strings.HasPrefix(e.Code, class)
	})
}

// fileAway knows what becomes of SQLite on a disk that is full, broken, gone or not to be written to.
func fileAway(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && slices.Contains([]int{
		sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_READONLY,
	}, e.Code()&0xff)
}
