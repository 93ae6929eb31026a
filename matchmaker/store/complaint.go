package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"muster/matchmaker/api"
)

// ErrEnough says that somebody made as many complaints as may be kept of one person for now.
var ErrEnough = errors.New("enough complaints were made")

// Complain keeps a complaint, unless its author made too many since a time: of all players, or of this one.
func (s *Store) Complain(ctx context.Context, c api.Complaint, since time.Time, ofAll, ofOne int) error {
	return s.update(ctx, func(t tx) error {
		var all, one int
		if err := t.row(`select count(*), coalesce(sum(case when player = ? then 1 else 0 end), 0) from complaints where author = ? and created > ?`,
			c.Player, c.By, micros(since)).Scan(&all, &one); err != nil {
			return err
		}
		if all >= ofAll || one >= ofOne {
			return ErrEnough
		}
		_, err := t.exec(`insert into complaints (id, author, player, match, reason, body, created) values (?, ?, ?, ?, ?, ?, ?)`,
			c.ID, c.By, c.Player, c.Match, c.Reason, c.Text, micros(c.Created))
		return err
	})
}

const complaintColumns = `select id, author, player, match, reason, body, created, closed, verdict from complaints where `

func scanComplaint(scan func(...any) error, c *api.Complaint) error {
	var created int64
	var closed sql.NullInt64
	err := scan(&c.ID, &c.By, &c.Player, &c.Match, &c.Reason, &c.Text, &created, &closed, &c.Verdict)
	c.Created, c.Closed = fromMicros(created), when(closed)
	return err
}

// Complaints lists those that are not closed: of a player, by a player, or all, where none is named. The first of every
// author come first, the oldest of them before others, then the second ones, and so on: whoever
// complains a lot hides nobody's.
func (s *Store) Complaints(ctx context.Context, of, by string) ([]api.Complaint, error) {
	rows, err := s.reading(ctx).rows(complaintColumns+`closed is null and (? = '' or player = ?) and (? = '' or author = ?)
		order by row_number() over (partition by author order by created, id), created, id limit ?`, of, of, by, by, maxListed)
	return collect(rows, err, scanComplaint)
}

// Complaint finds one, closed or not; ErrNone if there is none.
func (s *Store) Complaint(ctx context.Context, id string) (c api.Complaint, err error) {
	err = scanComplaint(s.reading(ctx).row(complaintColumns+`id = ?`, id).Scan, &c)
	return c, err
}

// ComplaintsBy lists those that a player made.
func (s *Store) ComplaintsBy(ctx context.Context, player string) ([]api.Complaint, error) {
	rows, err := s.reading(ctx).rows(complaintColumns+`author = ? order by created, id limit ?`, player, maxListed)
	return collect(rows, err, scanComplaint)
}

// Accused lists whom open complaints are about, those first of whom most others complain, then those of whom somebody
// complained first.
func (s *Store) Accused(ctx context.Context) ([]api.Accused, error) {
	rows, err := s.reading(ctx).rows(`select c.player, `+calledP+`, c.author, `+called+`, count(*), min(c.created), max(c.created)
		from complaints c join accounts a on a.player = c.author join accounts p on p.player = c.player
		where c.closed is null group by 1, 2, 3, 4 order by 5 desc, 6, 3 limit ?`, maxLine)
	pairs, err := collect(rows, err, func(scan func(...any) error, v *api.Accused) error {
		var by api.Accuser
		var first, last int64
		err := scan(&v.Player, &v.Name, &by.Player, &by.Name, &by.Complaints, &first, &last)
		v.Complaints, v.First, v.Last, v.By = by.Complaints, fromMicros(first), fromMicros(last), []api.Accuser{by}
		return err
	})
	if err != nil {
		return nil, err
	}
	return gatherAccused(pairs), nil
}

// gatherAccused makes one entry for each who is accused.
func gatherAccused(pairs []api.Accused) []api.Accused {
	all, at := []api.Accused{}, map[string]int{}
	for _, p := range pairs {
		i, ok := at[p.Player]
		if !ok {
			at[p.Player] = len(all)
			all = append(all, p)
			continue
		}
		v := &all[i]
		v.Complaints, v.By = v.Complaints+p.Complaints, append(v.By, p.By...)
		if p.First.Before(v.First) {
			v.First = p.First
		}
		if p.Last.After(v.Last) {
			v.Last = p.Last
		}
	}
	slices.SortStableFunc(all, func(a, b api.Accused) int {
		return cmp.Or(cmp.Compare(len(b.By), len(a.By)), a.First.Compare(b.First))
	})
	return all[:min(len(all), maxListed)]
}

// CloseComplaint writes down what came of a complaint.
func (s *Store) CloseComplaint(
	ctx context.Context, id, by, verdict string, now time.Time,
) (c api.Complaint, err error) {
	err = s.update(ctx, func(t tx) error {
		if err := scanComplaint(t.row(complaintColumns+`id = ?`, id).Scan, &c); err != nil {
			return err
		}
		if c.Player == by {
			return ErrOwnCase
		}
		if err := one(t.exec(`update complaints set closed = ?, verdict = ? where id = ? and closed is null`,
			micros(now), verdict, id)); err != nil {
			return err
		}
		c.Closed, c.Verdict = now, verdict
		return audit(t, api.Audit{At: now, By: by, What: "close complaint", Whom: c.Player, Detail: verdict})
	})
	return c, err
}
