package matchmaker

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"muster/matchmaker/api"
)

// record is a match as the database knows one.
type record struct {
	ID       string
	Scenario string
	Teams    []int // the team of each seat
	Shard    string
	Seed     uint64
	Status   matchStatus
	Begun    time.Time
	Ended    time.Time // zero while it runs
	Winner   *int      // nil until a shard reports
	Taken    []int     // seats that players hold
	Untold   bool      // the shard must be told of the match itself, or of who comes or left
}

// matchStatus goes from opening to open to ended; void stands for one that never ran or was lost.
type matchStatus string

const (
	matchOpening matchStatus = "opening" // the shard has not confirmed it yet
	matchOpen    matchStatus = "open"
	matchEnded   matchStatus = "ended"
	matchVoid    matchStatus = "void"
)

func (r *record) runs() bool { return r.Status == matchOpening || r.Status == matchOpen }

// running is the record as matching sees it.
func (r *record) running() running {
	taken := make([]bool, len(r.Teams))
	for _, seat := range r.Taken {
		taken[seat] = true
	}
	return running{Match: r.ID, Scenario: r.Scenario, Teams: r.Teams, Taken: taken}
}

const recordColumns = `select id, scenario, teams, shard, seed, status, begun, ended, winner,
	(select coalesce(json_group_array(seat), '[]') from seats s where s.match = m.id and s.status in ('placed', 'held')),
	(status = 'opening' or exists (select 1 from seats s where s.match = m.id and s.told = 0)) from matches m `

func scanRecord(scan func(...any) error, r *record) error {
	var teams, taken string
	var seed, begun int64
	var ended, winner sql.NullInt64
	if err := scan(&r.ID, &r.Scenario, &teams, &r.Shard, &seed, &r.Status, &begun, &ended, &winner, &taken, &r.Untold); err != nil {
		return err
	}
	r.Seed, r.Begun = uint64(seed), fromMicros(begun)
	if ended.Valid {
		r.Ended = fromMicros(ended.Int64)
	}
	if winner.Valid {
		w := int(winner.Int64)
		r.Winner = &w
	}
	return errors.Join(json.Unmarshal([]byte(teams), &r.Teams), json.Unmarshal([]byte(taken), &r.Taken))
}

// record finds a match; sql.ErrNoRows if there is none.
func (s *store) record(ctx context.Context, id string) (record, error) {
	var r record
	err := scanRecord(s.r.QueryRowContext(ctx, recordColumns+"where id = ?", id).Scan, &r)
	return r, err
}

// records reads the matches that run, oldest first.
func (s *store) records(ctx context.Context) ([]record, error) {
	rows, err := s.r.QueryContext(ctx, recordColumns+"where status in ('opening', 'open') order by number")
	return collect(rows, err, func(rows *sql.Rows, r *record) error { return scanRecord(rows.Scan, r) })
}

// carryOut writes a plan down: its matches as opening, its tickets as placed. A ticket that was cancelled meanwhile gets
// no seat. seed makes the seed of each match.
func (s *store) carryOut(ctx context.Context, p plan, seed func() uint64, now time.Time) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		for _, o := range p.Openings {
			teams, err := json.Marshal(o.Scenario.Teams)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`insert into matches (id, scenario, teams, shard, seed, status, begun) values (?, ?, ?, ?, ?, 'opening', ?)`,
				o.Match, o.Scenario.Name, string(teams), o.Shard, int64(seed()), micros(now)); err != nil {
				return err
			}
		}
		for _, c := range p.Placed {
			if err := placeTicket(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func placeTicket(tx *sql.Tx, c placement) error {
	r, err := tx.Exec(`update tickets set status = 'placed' where id = ? and status = 'waiting'`, c.Ticket)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); n == 0 {
		return err
	}
	return exec(tx,
		stmt(`update seats set told = 1 where match = ? and seat = ? and status = 'left'`, c.Match, c.Seat), // the new offer tells it
		stmt(`insert into seats (match, seat, player, ticket, status) select ?, ?, player, id, 'placed' from tickets where id = ?`,
			c.Match, c.Seat, c.Ticket))
}

// sitting is a seat that the shard must be told of.
type sitting struct {
	ID           int64
	Seat         int
	Player, Name string
	Ticket       string
	Left         bool // given up; else the player may come
	Created      time.Time
}

// untold reads what the shard of a match must be told, those who left first.
func (s *store) untold(ctx context.Context, match string) ([]sitting, error) {
	rows, err := s.r.QueryContext(ctx, `select s.id, s.seat, s.player, a.name, s.ticket, s.status = 'left', t.created
		from seats s join accounts a using (player) join tickets t on t.id = s.ticket
		where s.match = ? and s.told = 0 and s.status in ('placed', 'left') order by s.status = 'left' desc, s.id`, match)
	return collect(rows, err, func(rows *sql.Rows, v *sitting) error {
		var created int64
		defer func() { v.Created = fromMicros(created) }()
		return rows.Scan(&v.ID, &v.Seat, &v.Player, &v.Name, &v.Ticket, &v.Left, &created)
	})
}

// confirm notes that the shard runs the match and was told of these sittings: their players may come.
func (s *store) confirm(ctx context.Context, match string, told []sitting) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec(`update matches set status = 'open' where id = ? and status = 'opening'`, match); err != nil {
			return err
		}
		for _, v := range told {
			if err := exec(tx,
				stmt(`update tickets set status = 'assigned' where id = ? and status = 'placed'`, v.Ticket),
				stmt(`update seats set told = case when status = 'left' then ? else 1 end,
					status = case status when 'placed' then 'held' else status end where id = ?`, v.Left, v.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// unplace puts the tickets that a shard did not take back in line, where they were.
func (s *store) unplace(ctx context.Context, match string) error {
	return s.update(ctx, func(tx *sql.Tx) error { return unplace(tx, match) })
}

func unplace(tx *sql.Tx, match string) error {
	return exec(tx,
		stmt(`update tickets set status = 'waiting' where status = 'placed' and id in
			(select ticket from seats where match = ? and status = 'placed')`, match),
		stmt(`delete from seats where match = ? and status = 'placed'`, match))
}

// finish closes a match, whether it ended or was lost, and frees its seats. Players on their way to it are in line again.
func (s *store) finish(ctx context.Context, match string, to matchStatus, why string, now time.Time) error {
	return s.update(ctx, func(tx *sql.Tx) error { return finish(tx, match, to, why, now) })
}

func finish(tx *sql.Tx, match string, to matchStatus, why string, now time.Time) error {
	if err := unplace(tx, match); err != nil {
		return err
	}
	return exec(tx,
		stmt(`update tickets set status = 'expired', why = ? where status = 'assigned' and id in
			(select ticket from seats where match = ? and status = 'held')`, why, match),
		stmt(`update seats set status = 'over', told = 1 where match = ? and status in ('held', 'left')`, match),
		stmt(`update matches set status = ?, ended = ?, reason = ? where id = ? and status in ('opening', 'open')`, to, micros(now), why, match))
}

// errContradicts is a second report that says something else than the first.
var errContradicts = errors.New("another result was reported before")

// report keeps a shard's report and closes the match with it. The same report again changes nothing.
func (s *store) report(ctx context.Context, shard string, r api.MatchReport, now time.Time) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		var before api.MatchReport
		err := tx.QueryRow(`select match, winner, reason, ticks, hash from reports where match = ?`, r.Match).
			Scan(&before.Match, &before.Winner, &before.Reason, &before.Ticks, &before.Hash)
		switch {
		case err == nil && before != r:
			return fmt.Errorf("%w: winner %d after %d ticks, hash %s", errContradicts, before.Winner, before.Ticks, before.Hash)
		case err == nil || !errors.Is(err, sql.ErrNoRows):
			return err
		}
		if err := finish(tx, r.Match, matchEnded, "the match is over", now); err != nil {
			return err
		}
		return exec(tx,
			stmt(`insert into reports (match, shard, winner, reason, ticks, hash, received) values (?, ?, ?, ?, ?, ?, ?)`,
				r.Match, shard, r.Winner, r.Reason, r.Ticks, r.Hash, micros(now)),
			stmt(`update matches set status = 'ended', winner = ?, reason = ? where id = ?`, r.Winner, r.Reason, r.Match))
	})
}

// seatOf finds the seat that a player holds in a match; -1 if none.
func (s *store) seatOf(ctx context.Context, match, player string) (int, error) {
	seat := -1
	err := s.r.QueryRowContext(ctx, `select seat from seats where match = ? and player = ? and status = 'held'`, match, player).Scan(&seat)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return seat, err
}

// leave gives up a player's seat in a match, with the ticket that brought it.
func (s *store) leave(ctx context.Context, match, player string) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		var held int
		if err := tx.QueryRow(`select count(*) from seats where match = ? and player = ? and status in ('placed', 'held')`,
			match, player).Scan(&held); err != nil || held == 0 {
			return err
		}
		return cancelTickets(tx, player, "left the match")
	})
}
