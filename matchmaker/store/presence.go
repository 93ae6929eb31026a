package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// Held is a seat that a player holds in a match that runs.
type Held struct {
	Stint               int64
	Match, Mode, Player string
	Joinable            bool      // others could have the seat
	Away                time.Time // since when the player is not there; zero for who is
}

// HeldOn lists the seats that players hold on a shard.
func (s *Store) HeldOn(ctx context.Context, shard string) ([]Held, error) {
	rows, err := s.reading(ctx).rows(`select s.id, s.match, m.mode, s.player, m.joinable = 1, s.away from seats s
		join matches m on m.id = s.match and m.status = 'open' where s.status = 'held' and m.shard = ?`, shard)
	return collect(rows, err, func(scan func(...any) error, v *Held) error {
		var away sql.NullInt64
		err := scan(&v.Stint, &v.Match, &v.Mode, &v.Player, &v.Joinable, &away)
		v.Away = when(away)
		return err
	})
}

// SetAway notes since when players are away, by stint; the zero time is for those who are there.
func (s *Store) SetAway(ctx context.Context, since map[int64]time.Time) error {
	return s.chore(ctx, func(t tx) error {
		for stint, at := range since {
			if _, err := t.exec(`update seats set away = ? where id = ? and status = 'held'`,
				stamp(at), stint); err != nil {
				return err
			}
		}
		return nil
	})
}

// GiveUp ends a stint whose player stayed away, unless it has ended, and reports whether it did.
func (s *Store) GiveUp(ctx context.Context, stint int64, now time.Time) (gave bool, err error) {
	err = s.update(ctx, func(t tx) error {
		var player string
		gave = false
		err := t.row(`select player from seats where id = ? and status = 'held' and away is not null`,
			stint).Scan(&player)
		if errors.Is(err, ErrNone) {
			return nil
		} else if err != nil {
			return err
		}
		gave = true
		return endLive(t, player, api.AwayTooLong, now)
	})
	return gave, err
}

// MySeat is the seat that a player holds in a match that runs, and since when the player is away;
// ErrNone if there is none.
func (s *Store) MySeat(ctx context.Context, player string) (v api.Seated, joinable bool, away time.Time, err error) {
	var begun int64
	var since sql.NullInt64
	err = s.reading(ctx).row(`select s.match, m.mode, m.scenario, s.seat, m.begun, m.joinable = 1, s.away from seats s
		join matches m on m.id = s.match and m.status = 'open' where s.status = 'held' and s.player = ?`, player).
		Scan(&v.Match, &v.Mode, &v.Scenario, &v.Seat, &begun, &joinable, &since)
	v.Begun, away = fromMicros(begun), when(since)
	v.Here = away.IsZero()
	return v, joinable, away, err
}
