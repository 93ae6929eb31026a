package store

import (
	"context"
	"database/sql"

	"muster/matchmaker/api"
)

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
