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
	SeatTurn
}

// HeldOn lists the seats that players hold on a shard.
func (s *Store) HeldOn(ctx context.Context, shard string) ([]Held, error) {
	rows, err := s.reading(ctx).rows(`select s.id, s.match, m.mode, s.player, m.joinable = 1, s.away, s.turn, s.plans = 1, s.waits = 1, s.due from seats s
		join matches m on m.id = s.match and m.status = 'open' where s.status = 'held' and m.shard = ?`, shard)
	return collect(rows, err, func(scan func(...any) error, v *Held) error {
		var away, due sql.NullInt64
		err := scan(&v.Stint, &v.Match, &v.Mode, &v.Player, &v.Joinable, &away, &v.Turn, &v.Plans, &v.Waits, &due)
		v.Away, v.Due = when(away), when(due)
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
		var player, ticket string
		var post bool
		gave = false
		err := t.row(`select player, ticket, post = 1 from seats where id = ? and status = 'held' and away is not null`,
			stint).Scan(&player, &ticket, &post)
		if errors.Is(err, ErrNone) {
			return nil
		} else if err != nil {
			return err
		}
		gave = true
		return giveUp(t, player, ticket, post, api.AwayTooLong, now)
	})
	return gave, err
}

// MySeat is the seat that a player holds in a match that runs, and since when the player is away; ErrNone if there is
// none. Matches by correspondence do not count: Games lists them.
func (s *Store) MySeat(ctx context.Context, player string) (v api.Seated, joinable bool, away time.Time, err error) {
	var begun int64
	var since sql.NullInt64
	err = s.reading(ctx).row(`select s.match, m.mode, m.scenario, s.seat, m.begun, m.joinable = 1, s.away from seats s
		join matches m on m.id = s.match and m.status = 'open' where s.status = 'held' and s.player = ? and s.post = 0`, player).
		Scan(&v.Match, &v.Mode, &v.Scenario, &v.Seat, &begun, &joinable, &since)
	v.Begun, away = fromMicros(begun), when(since)
	v.Here = away.IsZero()
	return v, joinable, away, err
}
