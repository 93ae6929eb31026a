package store

import (
	"context"
	"time"
)

// Park notes that a match waits for another release, until its shard is seen to run it (see Confirm).
func (s *Store) Park(ctx context.Context, match string) error {
	return s.chore(ctx, func(t tx) error {
		return t.all(stmt(`update matches set parked = 1 where id = ? and status = 'open'`, match))
	})
}

// Quarantine notes until when a match waits for its operator, unless its shard is seen to run it before.
func (s *Store) Quarantine(ctx context.Context, match string, until time.Time) error {
	return s.chore(ctx, func(t tx) error {
		return t.all(stmt(`update matches set waits = ? where id = ? and status = 'open'`, micros(until), match))
	})
}

// Found notes that a shard runs a match: it waits for nobody.
func (s *Store) Found(ctx context.Context, match string) error {
	return s.chore(ctx, func(t tx) error { return found(t, match) })
}

func found(t tx, match string) error {
	_, err := t.exec(`update matches set parked = 0, waits = null where id = ? and (parked = 1 or waits is not null)`,
		match)
	return err
}
