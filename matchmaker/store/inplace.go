package store

import (
	"database/sql"
	"fmt"
	"os"

	"muster/inplace"
)

// InPlace reports whether the database is still where it was opened. SQLite does not look, and would go on with files
// that nobody finds again; so nothing is written until the very same files are back. A database on a server
// is that server's matter.
func (s *Store) InPlace() error {
	held := s.held.Load()
	if held == nil {
		return nil
	}
	if err := held.CheckNow(); err != nil {
		return fmt.Errorf("the queue's database: %w", err)
	}
	return nil
}

// hold notes which files a new connection writes to. The log beside the database is another one when all connections
// broke; the database itself is never another one.
func (s *Store) hold(c *sql.Conn) error {
	if s.file == "" {
		return nil
	}
	if _, err := c.ExecContext(background, "select count(*) from sqlite_master"); err != nil { // opens the log
		return err
	}
	held := inplace.Files{}
	for _, name := range []string{s.file, s.file + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		held[name] = info
	}
	if before := s.held.Load(); before != nil {
		held[s.file] = (*before)[s.file]
	}
	s.held.Store(&held)
	return nil
}
