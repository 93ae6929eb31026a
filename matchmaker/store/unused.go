package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"time"
)

// unused is whoever signed in as a guest and is nothing to anybody: never played, in no line, seat or party, with no
// session that was refreshed, and nothing that moderators have to know. Each condition has an index,
// or is read once for all.
const unused = `select player from accounts a where player > ? and player <= ? and created < ?
	and login is null and erased is null and role = 'player'
	and not exists (select 1 from played where player = a.player)
	and not exists (select 1 from ticket_players where player = a.player and live = 1)
	and not exists (select 1 from seats where player = a.player and status in ('placed', 'held', 'left'))
	and not exists (select 1 from members where player = a.player)
	and not exists (select 1 from sessions where player = a.player and rotated > created)
	and not exists (select 1 from watchers where player = a.player)
	and not exists (select 1 from sanctions where player = a.player)
	and player not in (select author from complaints) and player not in (select player from complaints)`

// DropUnused looks at the next accounts behind one, in order of their ids, and deletes guests who came before a time
// and did nothing since. It tells how far it came, "" at the end, and how many are gone.
func (s *Store) DropUnused(ctx context.Context, after string, before time.Time) (last string, gone int, err error) {
	var n int
	var end sql.NullString
	err = s.reading(ctx).row(`select count(*), max(player) from (select player from accounts where player > ? order by player limit ?) a`, after, maxSwept).
		Scan(&n, &end)
	if err != nil || n == 0 {
		return "", 0, err
	}
	err = s.chore(ctx, func(t tx) error {
		gone = 0
		rows, err := t.rows(unused, after, end.String, micros(before))
		players, err := collect(rows, err, func(scan func(...any) error, v *string) error { return scan(v) })
		if err != nil {
			return err
		}
		for _, p := range players {
			if err := forgetNotices(t, p); err != nil {
				return err
			}
			err := t.all(
				stmt(`delete from accounts where player = ?`, p),
				stmt(`delete from sessions where player = ?`, p),
				stmt(`delete from invitations where player = ?`, p),
				stmt(`delete from answers where scope = ?`, p))
			if err != nil {
				return err
			}
		}
		gone = len(players)
		return nil
	})
	if gone > 0 {
		s.people.Add(1)
	}
	if n < maxSwept {
		return "", gone, err
	}
	return end.String, gone, err
}

// Size is how many bytes the database takes: of SQLite's file and its log, or as PostgreSQL tells it.
func (s *Store) Size(ctx context.Context) (size int64, err error) {
	if s.file == "" {
		err = s.reading(ctx).row(`select pg_database_size(current_database())`).Scan(&size)
		return size, err
	}
	for _, name := range []string{s.file, s.file + "-wal"} {
		info, err := os.Stat(name)
		switch {
		case err == nil:
			size += info.Size()
		case !errors.Is(err, fs.ErrNotExist):
			return 0, err
		}
	}
	return size, nil
}
