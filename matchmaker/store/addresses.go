package store

import (
	"context"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// ShowAddresses notes until when somebody is shown addresses, with its entry in the audit log. by is a player, or the
// machine's operator.
func (s *Store) ShowAddresses(ctx context.Context, by string, until time.Time, entry api.Audit) error {
	return s.update(ctx, func(t tx) error {
		err := t.all(
			stmt(`delete from addresses_shown where until <= ?`, micros(entry.At)),
			stmt(`insert into addresses_shown (player, until) values (?, ?)
				on conflict (player) do update set until = excluded.until`, by, micros(until)))
		if err != nil {
			return err
		}
		return audit(t, entry)
	})
}

// AddressesShown reports whether somebody is shown addresses now.
func (s *Store) AddressesShown(ctx context.Context, by string, now time.Time) (bool, error) {
	var until int64
	err := s.reading(ctx).row(`select until from addresses_shown where player = ?`, by).Scan(&until)
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	return until > micros(now), err
}
