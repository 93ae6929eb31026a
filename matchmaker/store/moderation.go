package store

import (
	"context"
	"database/sql"
	"time"

	"muster/matchmaker/api"
)

// Punish keeps a sanction, with its entry in the audit log. A ban ends the player's sessions and gives up seat and
// ticket; a kick gives up the seat that the player may have in the match.
func (s *Store) Punish(ctx context.Context, v api.Sanction, match string) error {
	return s.updatePeople(ctx, func(t tx) error {
		if _, err := t.exec(`insert into sanctions (id, player, kind, reason, author, match, created, expires) values (?, ?, ?, ?, ?, ?, ?, ?)`,
			v.ID, v.Player, string(v.Kind), v.Reason, v.By, match, micros(v.Created), stamp(v.Expires)); err != nil {
			return err
		}
		if v.Kind == api.Ban {
			if err := endSessions(t, v.Player, ""); err != nil {
				return err
			}
			if err := endAll(t, v.Player, api.Banned, v.Created); err != nil {
				return err
			}
		}
		if v.Kind == api.Kick {
			if err := leave(t, match, v.Player, api.Removed, v.Created); err != nil {
				return err
			}
		}
		if err := tellAgain(t, v); err != nil {
			return err
		}
		return audit(t, api.Audit{At: v.Created, By: v.By, What: string(v.Kind), Whom: v.Player, Detail: v.Reason})
	})
}

// tellAgain has the shards of a player's matches told until they know, also those that are away now: that the player is
// muted or not, or who may be there.
func tellAgain(t tx, v api.Sanction) error {
	if v.Kind != api.Mute {
		return accessChanged(t, v.Player)
	}
	_, err := t.exec(`update seats set told = 0 where player = ? and status = 'held'`, v.Player)
	return err
}

const sanctionColumns = `select id, player, kind, reason, author, created, expires, lifted from sanctions where `

func scanSanction(scan func(...any) error, v *api.Sanction) error {
	var created int64
	var expires, lifted sql.NullInt64
	err := scan(&v.ID, &v.Player, &v.Kind, &v.Reason, &v.By, &created, &expires, &lifted)
	v.Created, v.Expires, v.Lifted = fromMicros(created), when(expires), when(lifted)
	return err
}

// Sanctions lists what was done against a player, the newest first.
func (s *Store) Sanctions(ctx context.Context, player string) ([]api.Sanction, error) {
	rows, err := s.reading(ctx).rows(sanctionColumns+`player = ? order by created desc, id limit ?`, player, maxListed)
	return collect(rows, err, scanSanction)
}

// Lift ends a sanction before its time and tells whose it was, and of a kick from which match.
func (s *Store) Lift(ctx context.Context, id, by string, now time.Time) (v api.Sanction, match string, err error) {
	err = s.updatePeople(ctx, func(t tx) error {
		if err := scanSanction(t.row(sanctionColumns+`id = ?`, id).Scan, &v); err != nil {
			return err
		}
		if v.Player == by {
			return ErrOwnCase
		}
		if err := one(t.exec(`update sanctions set lifted = ? where id = ? and lifted is null`,
			micros(now), id)); err != nil {
			return err
		}
		if err := t.row(`select match from sanctions where id = ?`, id).Scan(&match); err != nil {
			return err
		}
		if err := tellAgain(t, v); err != nil {
			return err
		}
		return audit(t, api.Audit{At: now, By: by, What: "lift " + string(v.Kind), Whom: v.Player})
	})
	return v, match, err
}

// WriteAudit keeps an entry of the audit log.
func (s *Store) WriteAudit(ctx context.Context, a api.Audit) error {
	return s.update(ctx, func(t tx) error { return audit(t, a) })
}

func audit(t tx, a api.Audit) error {
	_, err := t.exec(`insert into audit (at, author, what, whom, detail) values (?, ?, ?, ?, ?)`,
		micros(a.At), a.By, a.What, a.Whom, a.Detail)
	return err
}

// Audit reads the log, the newest first: what a player did or what was done to one, or all, where none is named; behind
// an entry, if before is not 0.
func (s *Store) Audit(ctx context.Context, player string, before int64, limit int) ([]api.Audit, error) {
	rows, err := s.reading(ctx).rows(`select number, at, author, what, whom, detail from audit
		where (? = '' or author = ? or whom = ?) and (? = 0 or number < ?) order by number desc limit ?`,
		player, player, player, before, before, min(limit, maxListed))
	return collect(rows, err, func(scan func(...any) error, a *api.Audit) error {
		var at int64
		err := scan(&a.Number, &at, &a.By, &a.What, &a.Whom, &a.Detail)
		a.At = fromMicros(at)
		return err
	})
}
