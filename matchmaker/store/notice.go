package store

import (
	"context"
	"database/sql"
	"time"
)

// Notice is a message in the outbox, with what it tells.
type Notice struct {
	Number  int64
	Way     NoticeWay
	Wishes  NoticeWishes
	Confirm bool // asks to confirm Way; else a turn is due
	Turn    uint32
	Tries   int
	Created time.Time

	Match, Scenario string
	Until           time.Time // the player's time for the turn; zero for without end
	Due             bool      // the turn is still the player's, and he is not there
	Opponents       []string  // names of those in other seats
}

// Outcome is what became of a message.
type Outcome string

// The outcomes. What may have arrived is unknown, and never sent again.
const (
	NoticeSent    Outcome = "sent"
	NoticeRefused Outcome = "refused" // for good, or too often
	NoticeUnknown Outcome = "unknown"
	NoticeDropped Outcome = "dropped" // there was nothing to tell any more
)

// MakeNotices puts a message for each way of each player whose turn it is by correspondence into the outbox, and tells
// how many. Who is there, or went less than a moment ago, has seen the turn: nothing is ever sent of that.
func (s *Store) MakeNotices(ctx context.Context, now, gone time.Time) (made int64, err error) {
	err = s.chore(ctx, func(t tx) error {
		if _, err := t.exec(`update seats set seen = turn where post = 1 and status = 'held' and plans = 1 and away is null and seen < turn`); err != nil {
			return err
		}
		made, err = t.exec(`insert into notices (way, stint, turn, player, mark, status, due, created, touched)
			select w.id, v.id, v.turn, v.player, '', 'waiting', ?, ?, ? from seats v
			join matches m on m.id = v.match and m.status = 'open' join notice_ways w on w.player = v.player and w.confirmed is not null
			where v.post = 1 and v.status = 'held' and v.plans = 1 and v.seen < v.turn and v.away <= ?
			and not exists (select 1 from notices n where n.way = w.id and n.stint = v.id and n.turn = v.turn)
			on conflict do nothing`, micros(now), micros(now), micros(now), micros(gone))
		return err
	})
	return made, err
}

// NoticesDue reads what is to be sent, what waits longest first.
func (s *Store) NoticesDue(ctx context.Context, now time.Time, limit int) ([]Notice, error) {
	r := s.reading(ctx)
	rows, err := r.rows(`select n.number, n.stint = 0, n.turn, n.tries, n.created,
		w.id, w.player, w.kind, w.target, w.secret, w.created, w.confirmed, w.failed,
		coalesce(q.zone, ''), coalesce(q.quiet_from, 0), coalesce(q.quiet_to, 0), coalesce(q.lang, ''),
		coalesce(m.id, ''), coalesce(m.scenario, ''), v.due,
		coalesce(v.status = 'held' and v.plans = 1 and v.turn = n.turn and v.seen < n.turn and v.away is not null and m.status = 'open', false)
		from notices n join notice_ways w on w.id = n.way left join notice_wishes q on q.player = w.player
		left join seats v on v.id = n.stint left join matches m on m.id = v.match
		where n.status = 'waiting' and n.due <= ? order by n.due, n.number limit ?`, micros(now), limit)
	all, err := collect(rows, err, scanNotice)
	for i := range all {
		if v := &all[i]; err == nil && v.Match != "" {
			rows, e := r.rows(`select distinct `+called+` from seats s join accounts a on a.player = s.player
				where s.match = ? and s.player <> ? and s.status in ('placed', 'held') limit 8`, v.Match, v.Way.Player)
			v.Opponents, err = collect(rows, e, func(scan func(...any) error, name *string) error { return scan(name) })
		}
	}
	return all, err
}

func scanNotice(scan func(...any) error, v *Notice) error {
	var created, wayCreated int64
	var confirmed, until sql.NullInt64
	err := scan(&v.Number, &v.Confirm, &v.Turn, &v.Tries, &created,
		&v.Way.ID, &v.Way.Player, &v.Way.Kind, &v.Way.Target, &v.Way.Secret, &wayCreated, &confirmed, &v.Way.Failed,
		&v.Wishes.Zone, &v.Wishes.From, &v.Wishes.To, &v.Wishes.Lang, &v.Match, &v.Scenario, &until, &v.Due)
	v.Created, v.Way.Created, v.Way.Confirmed, v.Until = fromMicros(created), fromMicros(wayCreated), when(confirmed),
		when(until)
	if !v.Confirm && v.Way.Confirmed.IsZero() {
		v.Due = false
	}
	return err
}

// TakeNotice takes a message to send it, and reports whether it was there to be taken: one sender has it, once.
func (s *Store) TakeNotice(ctx context.Context, number int64, now time.Time) (taken bool, err error) {
	err = s.update(ctx, func(t tx) error {
		n, err := t.exec(`update notices set status = 'sending', touched = ? where number = ? and status = 'waiting'`, micros(now), number)
		taken = n > 0
		return err
	})
	return taken, err
}

// NoticeLater has a message wait until then: it was tried and did not arrive for sure, or was not taken. One that
// somebody else took meanwhile stays with them.
func (s *Store) NoticeLater(ctx context.Context, number int64, tried bool, due, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		was := "waiting"
		if tried {
			was = "sending"
		}
		_, err := t.exec(`update notices set status = 'waiting', tries = tries + ?, due = ?, touched = ?
			where number = ? and status = ?`, flag(tried), micros(due), micros(now), number, was)
		return err
	})
}

// NoticeDone notes what became of a message. A way to which too many in a row did not come, as far as is known, is
// ended, or it would hold those of others up; and so is one that is gone.
func (s *Store) NoticeDone(ctx context.Context, v *Notice, o Outcome, gone bool, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		was := "sending"
		if o == NoticeDropped { // it was not taken
			was = "waiting"
		}
		if _, err := t.exec(`update notices set status = ?, touched = ? where number = ? and status = ?`,
			string(o), micros(now), v.Number, was); err != nil {
			return err
		}
		switch {
		case o == NoticeSent:
			_, err := t.exec(`update notice_ways set failed = 0 where id = ? and failed > 0`, v.Way.ID)
			return err
		case o != NoticeRefused && o != NoticeUnknown:
			return nil
		}
		_, err := t.exec(`update notice_ways set failed = failed + 1 where id = ?`, v.Way.ID)
		if err == nil && (gone || v.Way.Failed+1 >= maxUndelivered) {
			_, err = t.exec(`delete from notice_ways where id = ?`, v.Way.ID)
		}
		return err
	})
}

// SweepNotices closes what a sender took and never told of, since it may have arrived, and deletes what is of no use
// any more: ways that nobody confirmed, and messages that are over.
func (s *Store) SweepNotices(ctx context.Context, now time.Time) (lost int64, err error) {
	err = s.chore(ctx, func(t tx) error {
		lost, err = t.exec(`update notices set status = 'unknown', touched = ? where status = 'sending' and touched < ?`,
			micros(now), micros(now.Add(-sendingTakes)))
		if err != nil {
			return err
		}
		return t.all(
			stmt(`delete from notice_ways where confirmed is null and created < ?`, micros(now.Add(-confirmWithin))),
			stmt(`update notices set status = 'dropped', touched = ? where status = 'waiting' and way not in (select id from notice_ways)`, micros(now)),
			stmt(`delete from notices where touched < ? and status not in ('waiting', 'sending')`, micros(now.Add(-noticesKept))))
	})
	return lost, err
}

// NoticesWaiting counts what is to be sent now, and since when the oldest of it is; the zero time for none.
func (s *Store) NoticesWaiting(ctx context.Context, now time.Time) (n int, since time.Time, err error) {
	var oldest sql.NullInt64
	err = s.reading(ctx).row(`select count(*), min(due) from notices where status = 'waiting' and due <= ?`, micros(now)).
		Scan(&n, &oldest)
	return n, when(oldest), err
}
