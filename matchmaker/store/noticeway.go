package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// NoticeWay is somewhere that a player wants to be told of turns.
type NoticeWay struct {
	ID, Player string
	Kind       api.NoticeKind
	Target     string
	Secret     string // of a webhook: what messages are signed with; of web push: its keys
	Created    time.Time
	Confirmed  time.Time // zero for not yet
	Failed     int       // messages in a row that did not arrive
}

// NoticeWishes are when a player is told, and in which language.
type NoticeWishes struct {
	Zone     string
	From, To int // minutes of the day; the same for no quiet hours
	Lang     string
}

const wayColumns = `select id, player, kind, target, secret, created, confirmed, failed from notice_ways where `

func scanWay(scan func(...any) error, v *NoticeWay) error {
	var created int64
	var confirmed sql.NullInt64
	err := scan(&v.ID, &v.Player, &v.Kind, &v.Target, &v.Secret, &created, &confirmed, &v.Failed)
	v.Created, v.Confirmed = fromMicros(created), when(confirmed)
	return err
}

// NoticeWays lists where a player wants to be told.
func (s *Store) NoticeWays(ctx context.Context, player string) ([]NoticeWay, error) {
	rows, err := s.reading(ctx).rows(wayColumns+`player = ? order by created, id`, player)
	return collect(rows, err, scanWay)
}

// NoticeWay finds one; ErrNone if there is none.
func (s *Store) NoticeWay(ctx context.Context, id string) (v NoticeWay, err error) {
	err = scanWay(s.reading(ctx).row(wayColumns+`id = ?`, id).Scan, &v)
	return v, err
}

// ErrOften is a player or a target that was sent as many links to confirm in a day as it may be.
var ErrOften = errors.New("too many links to confirm in a day")

// AddNoticeWay keeps where a player wants to be told, and puts the message with the link to confirm it into the outbox.
// mark stands for the target, whoever names it. The same target again is the same way; if it is not confirmed yet, with
// another such message. ErrMany is a player with too many of them, ErrOften one message too many.
func (s *Store) AddNoticeWay(ctx context.Context, w NoticeWay, mark string, now time.Time) (got NoticeWay, err error) {
	err = s.update(ctx, func(t tx) error {
		got = w
		err := scanWay(t.row(wayColumns+`player = ? and kind = ? and target = ?`, w.Player, string(w.Kind), w.Target).Scan,
			&got)
		switch {
		case errors.Is(err, ErrNone):
			got = w
			err = addWay(t, w)
		case err == nil && !got.Confirmed.IsZero():
			return nil
		}
		if err == nil {
			err = askToConfirm(t, got, mark, now)
		}
		return err
	})
	return got, err
}

func addWay(t tx, w NoticeWay) error {
	var n int
	if err := t.row(`select count(*) from notice_ways where player = ?`, w.Player).Scan(&n); err != nil {
		return err
	}
	if n >= maxWays {
		return ErrMany
	}
	_, err := t.exec(`insert into notice_ways (id, player, kind, target, secret, created) values (?, ?, ?, ?, ?, ?)`,
		w.ID, w.Player, string(w.Kind), w.Target, w.Secret, micros(w.Created))
	return err
}

// askToConfirm bounds what anybody can have sent to others: so much to a target whoever asks, and so much at the wish
// of one player.
func askToConfirm(t tx, w NoticeWay, mark string, now time.Time) error {
	since := micros(now.Add(-asksCounted))
	var there, by int
	err := t.row(`select (select count(*) from notices where stint = 0 and mark = ? and created > ?),
		(select count(*) from notices where stint = 0 and player = ? and created > ?)`,
		mark, since, w.Player, since).Scan(&there, &by)
	switch {
	case err != nil:
		return err
	case there >= maxAsks || by >= maxAsksBy:
		return ErrOften
	}
	_, err = t.exec(`insert into notices (way, player, mark, status, due, created, touched) values (?, ?, ?, 'waiting', ?, ?, ?)`,
		w.ID, w.Player, mark, micros(now), micros(now), micros(now))
	return err
}

// ConfirmNoticeWay notes that somebody followed the link; ErrNone if there is no such way any more.
func (s *Store) ConfirmNoticeWay(ctx context.Context, id string, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		n, err := t.exec(`update notice_ways set confirmed = coalesce(confirmed, ?), failed = 0 where id = ?`, micros(now), id)
		if err == nil && n == 0 {
			err = ErrNone
		}
		return err
	})
}

// DropNoticeWay ends a way, if it is the player's; of anybody if none is named.
func (s *Store) DropNoticeWay(ctx context.Context, player, id string) error {
	return s.update(ctx, func(t tx) error {
		_, err := t.exec(`delete from notice_ways where id = ? and (? = '' or player = ?)`, id, player, player)
		return err
	})
}

// NoticeWishes reads when a player is told.
func (s *Store) NoticeWishes(ctx context.Context, player string) (w NoticeWishes, err error) {
	err = s.reading(ctx).row(`select zone, quiet_from, quiet_to, lang from notice_wishes where player = ?`, player).
		Scan(&w.Zone, &w.From, &w.To, &w.Lang)
	if errors.Is(err, ErrNone) {
		err = nil
	}
	return w, err
}

// SetNoticeWishes keeps them.
func (s *Store) SetNoticeWishes(ctx context.Context, player string, w NoticeWishes) error {
	return s.update(ctx, func(t tx) error {
		_, err := t.exec(`insert into notice_wishes (player, zone, quiet_from, quiet_to, lang) values (?, ?, ?, ?, ?)
			on conflict (player) do update set zone = excluded.zone, quiet_from = excluded.quiet_from,
			quiet_to = excluded.quiet_to, lang = excluded.lang`, player, w.Zone, w.From, w.To, w.Lang)
		return err
	})
}

// forgetNotices erases where and when a player wanted to be told, and what was still to go there.
func forgetNotices(t tx, player string) error {
	return t.all(
		stmt(`delete from notices where way in (select id from notice_ways where player = ?) and status = 'waiting'`, player),
		stmt(`delete from notice_ways where player = ?`, player),
		stmt(`delete from notice_wishes where player = ?`, player))
}

// NoticeSecret reads a secret that all matchmakers share, or keeps the one that make makes. A second one is made for
// nothing where two ask at once.
func (s *Store) NoticeSecret(ctx context.Context, name string, make func() (string, error)) (value string, err error) {
	const read = `select value from notice_secrets where name = ?`
	if err := s.reading(ctx).row(read, name).Scan(&value); !errors.Is(err, ErrNone) {
		return value, err
	}
	made, err := make()
	if err != nil {
		return "", err
	}
	err = s.update(ctx, func(t tx) error {
		if _, err := t.exec(`insert into notice_secrets (name, value) values (?, ?) on conflict do nothing`,
			name, made); err != nil {
			return err
		}
		return t.row(read, name).Scan(&value)
	})
	return value, err
}
