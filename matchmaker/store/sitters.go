package store

import (
	"context"
	"database/sql"
	"time"

	"muster/matchmaker/api"
)

// Holder is a player who had a seat of a match for a while. Until is zero for one who has it still, or had it to the
// end; Since where a former release did not write it down.
type Holder struct {
	Seat         int
	Player, Name string
	Since, Until time.Time
}

// Holders lists who ever had a seat of a match, in the order in which they got it.
func (s *Store) Holders(ctx context.Context, match string) ([]Holder, error) {
	rows, err := s.reading(ctx).rows(`select v.seat, v.player, `+called+`, v.since, v.until
		from seats v left join accounts a on a.player = v.player where v.match = ? order by v.id limit ?`, match, maxListed)
	return collect(rows, err, func(scan func(...any) error, v *Holder) error {
		var since, until sql.NullInt64
		var name sql.NullString
		err := scan(&v.Seat, &v.Player, &name, &since, &until)
		v.Name, v.Since, v.Until = name.String, when(since), when(until)
		return err
	})
}

// Sitters lists who has a seat in a match that runs, by match and seat; in all matches where none is named.
func (s *Store) Sitters(ctx context.Context, match string, limit int) ([]api.Sitter, error) {
	rows, err := s.reading(ctx).rows(`select v.player, `+called+`, v.match, v.seat, v.since, m.shard, v.away
		from seats v join matches m on m.id = v.match left join accounts a on a.player = v.player
		where v.status in ('placed', 'held') and m.status in ('opening', 'open') and (? = '' or m.id = ?)
		order by m.number, v.seat limit ?`, match, match, limit)
	return collect(rows, err, func(scan func(...any) error, v *api.Sitter) error {
		var since, away sql.NullInt64
		err := scan(&v.Player, &v.Name, &v.Match, &v.Seat, &since, &v.Shard, &away)
		v.Since, v.Away = when(since), when(away)
		return err
	})
}
