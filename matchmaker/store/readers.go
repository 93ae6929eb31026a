package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// LetRead notes that a player is about to read what all sides of a match know, with its entry in the audit log: once it
// returns nil that may be shown. While the match runs the player gets no seat in it any more, and counts as one who
// watches; until is when looking without delay is over, zero for who reads the chat alone. ErrConflict and ErrBarred
// are LetWatch's. Of a match that is over nothing is noted but the entry.
func (s *Store) LetRead(ctx context.Context, match, player string, until time.Time, entry api.Audit) error {
	return s.update(ctx, func(t tx) error {
		if err := letRead(t, match, player, until, entry.At); err != nil {
			return err
		}
		return audit(t, entry)
	})
}

func letRead(t tx, match, player string, until, now time.Time) error {
	// Writing first makes who gives a seat of the match away (see join) come before this, or behind it.
	n, err := t.exec(`update matches set status = status where id = ? and status in ('opening', 'open')`, match)
	if err != nil || n == 0 {
		return err
	}
	if _, err := watching(t, match, player); err != nil {
		return err
	}
	return t.all(
		stmt(`insert into watchers (match, player) values (?, ?) on conflict do nothing`, match, player),
		stmt(`insert into readers (match, player, since, sight) values (?, ?, ?, ?)
			on conflict (match, player) do update set sight = coalesce(excluded.sight, readers.sight)`,
			match, player, micros(now), stamp(until)))
}

// Sees is until when a player may look at a match that runs without delay; zero where the player did not begin to, or
// it is over. ErrConflict and ErrBarred are LetWatch's: who has come to know a side since sees no more.
func (s *Store) Sees(ctx context.Context, match, player string, now time.Time) (until time.Time, err error) {
	r := s.reading(ctx)
	if _, err := watching(r, match, player); err != nil {
		return until, err
	}
	var sight sql.NullInt64
	err = r.row(`select sight from readers where match = ? and player = ?`, match, player).Scan(&sight)
	switch {
	case errors.Is(err, ErrNone):
		return until, nil
	case err != nil || sight.Int64 <= micros(now):
		return until, err
	}
	return when(sight), nil
}

// HaveRead lists those of some players who have read what all sides of a match know, while it ran.
func (s *Store) HaveRead(ctx context.Context, match string, players []string) ([]string, error) {
	return haveRead(s.reading(ctx), match, players)
}

func haveRead(q querier, match string, players []string) ([]string, error) {
	if len(players) == 0 {
		return nil, nil
	}
	rows, err := q.rows(`select player from readers where match = ? and player in (`+marks(len(players))+`) order by player`,
		anys(players, match)...)
	return collect(rows, err, func(scan func(...any) error, player *string) error { return scan(player) })
}

// SetSight says whether an account may look at matches without delay.
func (s *Store) SetSight(ctx context.Context, player string, may bool, entry api.Audit) error {
	return s.updatePeople(ctx, func(t tx) error {
		if err := one(t.exec(`update accounts set sight = ? where player = ? and erased is null`,
			flag(may), player)); err != nil {
			return err
		}
		return audit(t, entry)
	})
}
