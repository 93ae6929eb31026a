package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"muster/matchmaker/api"
)

// anyPart has what stands for other text in a pattern stand for itself.
var anyPart = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// FindPeople finds accounts by a part of their name, or by their id, the newest first; all, where nothing is searched;
// only those with a role, if one is given.
func (s *Store) FindPeople(
	ctx context.Context, search string, role api.Role, limit int, now time.Time,
) ([]api.Person, error) {
	login, like := loginOf(search), "%"+anyPart.Replace(strings.ToLower(search))+"%"
	rows, err := s.reading(ctx).rows(`select player, `+called+`, role, sight = 1, login is null, created,
		(select max(coalesce(expires, 4503599627370496)) from sanctions where player = a.player and kind = 'ban' and lifted is null),
		(select max(coalesce(expires, 4503599627370496)) from sanctions where player = a.player and kind = 'mute' and lifted is null)
		from accounts a where erased is null and (? = '' or role = ?)
		and (? = '' or player = ? or login = ? or lower(name) like ? escape '!')
		order by case when player = ? or login = ? then 0 else 1 end, created desc, player limit ?`,
		string(role), string(role), search, search, login, like, search, login, min(limit, maxListed))
	return collect(rows, err, func(scan func(...any) error, p *api.Person) error {
		var created int64
		var banned, muted sql.NullInt64
		err := scan(&p.Player, &p.Name, &p.Role, &p.Sight, &p.Guest, &created, &banned, &muted)
		p.Created = fromMicros(created)
		if banned.Int64 > micros(now) {
			p.Banned = when(banned)
		}
		if muted.Int64 > micros(now) {
			p.Muted = when(muted)
		}
		return err
	})
}
