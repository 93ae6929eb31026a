package store

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"muster/matchmaker/api"
)

// Begin writes matches down, as opening, or as proposed if Accept is set, and their tickets with them. A match of which
// a ticket does not wait any more is left out whole. It tells which were written.
func (s *Store) Begin(ctx context.Context, all []NewMatch, now time.Time) (begun []string, err error) {
	err = s.chore(ctx, func(t tx) error {
		begun = nil
		for _, m := range all {
			ok, err := begin(t, m, now)
			if err != nil {
				return err
			}
			if ok {
				begun = append(begun, m.ID)
			}
		}
		return nil
	})
	return begun, err
}

func begin(t tx, m NewMatch, now time.Time) (bool, error) {
	status, ticket := MatchOpening, Placed
	if !m.Accept.IsZero() {
		status, ticket = MatchProposed, Proposed
	}
	if ok, err := takeTickets(t, m.ID, m.Seats, ticket, now); err != nil || !ok {
		return false, err
	}
	if status == MatchProposed { // who accepted a match that fell through has not accepted this one
		if _, err := t.exec(`update ticket_players set accepted = 0 where accepted = 1 and ticket in (select id from tickets where match = ?)`, m.ID); err != nil {
			return false, err
		}
	}
	teams, err := json.Marshal(m.Teams)
	why, e2 := json.Marshal(m.Why)
	ai, e3 := json.Marshal(m.AI)
	if err := errors.Join(err, e2, e3); err != nil {
		return false, err
	}
	if _, err := t.exec(`insert into matches (id, mode, scenario, teams, size, region, shard, seed, status, rated, joinable, post, season, begun, why, ai, accept)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select max(number) from seasons), ?, ?, ?, ?)`,
		m.ID, m.Mode, m.Scenario, string(teams), len(m.Teams), m.Region, m.Shard, int64(m.Seed), string(status),
		flag(m.Rated), flag(m.Joinable), flag(m.Post),
		micros(now), string(why), string(ai), stamp(m.Accept)); err != nil {
		return false, err
	}
	if err := sit(t, m.ID, m.Seats, m.Post, now); err != nil {
		return false, err
	}
	return true, letIn(t, m.ID)
}

// takeTickets moves tickets that wait on to a match; all or none. Those taken are given back when one does not wait.
func takeTickets(t tx, match string, seats []NewSeat, to Status, now time.Time) (bool, error) {
	var ids []string
	seen := map[string]bool{}
	for _, v := range seats {
		if !seen[v.Ticket] {
			seen[v.Ticket] = true
			ids = append(ids, v.Ticket)
		}
	}
	n, err := t.exec(`update tickets set status = ?, match = ?, touched = ? where status = 'waiting' and id in (`+marks(len(ids))+`)`,
		anys(ids, string(to), match, micros(now))...)
	if err != nil || int(n) == len(ids) {
		return err == nil, err
	}
	_, err = t.exec(`update tickets set status = 'waiting', match = '' where match = ? and status = ? and id in (`+marks(len(ids))+`)`,
		anys(ids, match, string(to))...)
	return false, err
}

func sit(t tx, match string, seats []NewSeat, post bool, now time.Time) error {
	if len(seats) == 0 {
		return nil
	}
	query, args := `insert into seats (match, seat, player, ticket, since, post, status) values `, []any{}
	for i, v := range seats {
		if i > 0 {
			query += ", "
		}
		query += `(?, ?, ?, ?, ?, ?, 'placed')`
		args = append(args, match, v.Seat, v.Player, v.Ticket, micros(now), flag(post))
	}
	_, err := t.exec(query, args...)
	return err
}

// Join gives tickets seats of matches that run. One whose ticket does not wait any more, or whose seats are taken or
// whose match is over, is left out, and so is one of a player who has read what all sides of it know (see LetRead).
func (s *Store) Join(ctx context.Context, all []Join, now time.Time) (joined int, err error) {
	err = s.chore(ctx, func(t tx) error {
		joined = 0
		for _, j := range all {
			ok, err := join(t, j, now)
			if err != nil {
				return err
			}
			joined += flag(ok)
		}
		return nil
	})
	return joined, err
}

func join(t tx, j Join, now time.Time) (bool, error) {
	// Writing first makes two who would give away the seats of one match follow each other.
	n, err := t.exec(`update matches set status = status where id = ? and status in ('opening', 'open')`, j.Match)
	if err != nil || n == 0 {
		return false, err
	}
	seats, players := make([]int, len(j.Seats)), make([]string, len(j.Seats))
	for i, v := range j.Seats {
		seats[i], players[i] = v.Seat, v.Player
	}
	if read, err := haveRead(t, j.Match, players); err != nil || len(read) > 0 {
		return false, err
	}
	var taken int
	err = t.row(`select count(*) from seats where status in ('placed', 'held') and match = ? and seat in (`+marks(len(seats))+`)`,
		anys(seats, j.Match)...).Scan(&taken)
	if err != nil || taken > 0 {
		return false, err
	}
	if ok, err := takeTickets(t, j.Match, j.Seats, Placed, now); err != nil || !ok {
		return false, err
	}
	if err := sit(t, j.Match, j.Seats, false, now); err != nil { // nobody joins a match by correspondence
		return false, err
	}
	_, err = t.exec(`update matches set access = access + 1 where id = ?`, j.Match)
	return true, errors.Join(letIn(t, j.Match), err)
}

// SeatAssignment is a seat that the shard must be told of.
type SeatAssignment struct {
	ID           int64
	Seat         int
	Player, Name string
	Ticket       string
	Left         bool // given up; else the player may come
	Held         bool // the player may come already: only what else is told is news
	Created      time.Time
	Muted        time.Time // until then; zero if not
	mute         int64     // the same as the database has it, also when it is over
}

// muteOf is until when a player of a seat is muted, 0 for not.
const muteOf = `coalesce((select max(coalesce(expires, 4503599627370496)) from sanctions c where c.player = s.player and kind = 'mute' and lifted is null), 0)`

var assignmentColumns = `select s.id, s.seat, s.player, ` + called + `, s.ticket, s.status = 'left', s.status = 'held', t.created, ` + muteOf + `
	from seats s join accounts a on a.player = s.player join tickets t on t.id = s.ticket where s.match = ? and `

// Unsynced reads what the shard of a match must be told, those who left first.
func (s *Store) Unsynced(ctx context.Context, match string, now time.Time) ([]SeatAssignment, error) {
	return s.assignments(ctx, assignmentColumns+`s.told = 0 and s.status in ('placed', 'held', 'left') order by s.status = 'left' desc, s.id`, match, now)
}

// SeatAssignments reads who has a seat in a match: what a shard must be told that has forgotten all.
func (s *Store) SeatAssignments(ctx context.Context, match string, now time.Time) ([]SeatAssignment, error) {
	return s.assignments(ctx, assignmentColumns+`s.status in ('placed', 'held') order by s.id`, match, now)
}

func (s *Store) assignments(ctx context.Context, query, match string, now time.Time) ([]SeatAssignment, error) {
	rows, err := s.reading(ctx).rows(query, match)
	return collect(rows, err, func(scan func(...any) error, v *SeatAssignment) error {
		var created int64
		err := scan(&v.ID, &v.Seat, &v.Player, &v.Name, &v.Ticket, &v.Left, &v.Held, &created, &v.mute)
		v.Created = fromMicros(created)
		if v.mute > micros(now) {
			v.Muted = fromMicros(v.mute)
		}
		return err
	})
}

// Confirm notes that the shard runs the match and was told of these stints, whose players may
// come, and of who may not.
func (s *Store) Confirm(ctx context.Context, match string, told []SeatAssignment, access int64, now time.Time) error {
	return s.chore(ctx, func(t tx) error {
		if _, err := t.exec(`update matches set access_told = ? where id = ? and access_told < ?`,
			access, match, access); err != nil {
			return err
		}
		if _, err := t.exec(`update matches set status = 'open' where id = ? and status = 'opening'`,
			match); err != nil {
			return err
		}
		if err := found(t, match); err != nil {
			return err
		}
		var left []int64
		came := map[int64][]int64{} // by the mute that was told
		tickets := map[string]bool{}
		var ids []string
		for _, v := range told {
			if v.Left {
				left = append(left, v.ID)
				continue
			}
			came[v.mute] = append(came[v.mute], v.ID)
			if !tickets[v.Ticket] {
				tickets[v.Ticket] = true
				ids = append(ids, v.Ticket)
			}
		}
		if len(left) > 0 {
			if _, err := t.exec(`update seats set told = 1 where status = 'left' and id in (`+marks(len(left))+`)`,
				anys(left)...); err != nil {
				return err
			}
		}
		for _, mute := range slices.Sorted(maps.Keys(came)) {
			if err := comes(t, came[mute], mute); err != nil {
				return err
			}
		}
		if len(ids) == 0 {
			return nil
		}
		_, err := t.exec(`update tickets set status = 'assigned', touched = ?, assigned = coalesce(assigned, ?) where status = 'placed' and id in (`+marks(len(ids))+`)`,
			anys(ids, micros(now), micros(now))...)
		return err
	})
}

// comes notes that players may come, and that the shard knows until when they are muted, unless
// that has changed meanwhile.
func comes(t tx, seats []int64, mute int64) error {
	_, err := t.exec(`update seats as s set status = 'held', told = case when `+muteOf+` = ? then 1 else 0 end
		where status in ('placed', 'held') and id in (`+marks(len(seats))+`)`, anys(seats, mute)...)
	return err
}

// Unplace puts the tickets that a shard did not take back in line, where they were.
func (s *Store) Unplace(ctx context.Context, match string, now time.Time) error {
	return s.chore(ctx, func(t tx) error { return unplace(t, match, now) })
}

func unplace(t tx, match string, now time.Time) error {
	return t.all(
		stmt(`delete from seats where match = ? and status = 'placed'`, match),
		stmt(`update tickets set status = 'waiting', match = '', touched = ? where match = ? and status in ('placed', 'proposed')`, micros(now), match))
}

// Void closes a match that never ran or was lost. Its players are in line again, where they were: at the front. Of a
// match by correspondence that ran they are told: who waits for another one already must not wait for two.
func (s *Store) Void(ctx context.Context, match string, why api.ReasonKind, now time.Time) error {
	return s.chore(ctx, func(t tx) error { return void(t, match, why, now) })
}

func void(t tx, match string, why api.ReasonKind, now time.Time) error {
	n, err := t.exec(`update matches set status = 'void', ended = ?, reason = ? where id = ? and status in ('proposed', 'opening', 'open')`, micros(now), inEnglish(why), match)
	if err != nil || n == 0 {
		return err
	}
	if err := errors.Join(unplace(t, match, now), nobodyIn(t, match)); err != nil {
		return err
	}
	return t.all(
		stmt(`update tickets set status = 'waiting', match = '', touched = ? where match = ? and status = 'assigned' and wish = '' and post = 0`, micros(now), match),
		stmt(`update ticket_players set live = 0 where ticket in (select id from tickets where match = ? and status = 'assigned')`, match),
		stmt(`update tickets set status = 'expired', why = ?, touched = ? where match = ? and status = 'assigned'`,
			inEnglish(why), micros(now), match),
		stmt(`update seats set status = 'over', told = 1 where match = ? and status in ('held', 'left')`, match))
}

// Moved notes that another shard runs a match now.
func (s *Store) Moved(ctx context.Context, match, shard string) error {
	return s.chore(ctx, func(t tx) error {
		return one(t.exec(`update matches set shard = ? where id = ? and status in ('opening', 'open')`, shard, match))
	})
}

// Accept notes that a player takes what is proposed; when all have, the match opens. ErrConflict
// if nothing is proposed.
func (s *Store) Accept(ctx context.Context, ticket, player string, now time.Time) (match string, all bool, err error) {
	err = s.update(ctx, func(t tx) error {
		all = false
		if err := one(t.exec(`update ticket_players set accepted = 1 where ticket = ? and player = ? and live = 1
			and exists (select 1 from tickets where id = ? and status = 'proposed')`, ticket, player, ticket)); err != nil {
			return err
		}
		if err := t.row(`select match from tickets where id = ?`, ticket).Scan(&match); err != nil {
			return err
		}
		// Writing first makes the last two who accept follow each other.
		if err := one(t.exec(`update matches set status = status where id = ? and status = 'proposed'`,
			match)); err != nil {
			return err
		}
		var open int
		if err := t.row(`select count(*) from ticket_players p join tickets t on t.id = p.ticket where t.match = ? and t.status = 'proposed' and p.live = 1 and p.accepted = 0`,
			match).Scan(&open); err != nil || open > 0 {
			return err
		}
		all = true
		return t.all(
			stmt(`update matches set status = 'opening' where id = ?`, match),
			stmt(`update tickets set status = 'placed', touched = ? where match = ? and status = 'proposed'`,
				micros(now), match))
	})
	return match, all, err
}

// Proposal is how far a proposed match is.
type Proposal struct{ Players, Accepted int }

// Proposal counts who has accepted a match.
func (s *Store) Proposal(ctx context.Context, match string) (p Proposal, err error) {
	err = s.reading(ctx).row(`select count(*), coalesce(sum(p.accepted), 0) from ticket_players p join tickets t on t.id = p.ticket
		where t.match = ? and t.status = 'proposed' and p.live = 1`, match).Scan(&p.Players, &p.Accepted)
	return p, err
}

// Lapse drops the proposals whose time is over: who has not accepted is out of line, the others are back in it. It
// tells whose tickets changed.
func (s *Store) Lapse(ctx context.Context, now time.Time) (tickets []string, err error) {
	var due int
	if err := s.reading(ctx).row(`select count(*) from matches where status = 'proposed' and accept < ?`,
		micros(now)).Scan(&due); err != nil || due == 0 {
		return nil, err
	}
	err = s.chore(ctx, func(t tx) error {
		rows, err := t.rows(`select id from matches where status = 'proposed' and accept < ?`, micros(now))
		due, err := collect(rows, err, func(scan func(...any) error, id *string) error { return scan(id) })
		tickets = nil
		for _, match := range due {
			rows, err := t.rows(`select id, exists (select 1 from ticket_players p where p.ticket = t.id and live = 1 and accepted = 0)
				from tickets t where match = ? and status = 'proposed'`, match)
			type state struct {
				id   string
				late bool
			}
			all, err := collect(rows, err, func(scan func(...any) error, v *state) error {
				return scan(&v.id, &v.late)
			})
			if err != nil {
				return err
			}
			if err := void(t, match, api.NotAllAccepted, now); err != nil {
				return err
			}
			for _, v := range all {
				tickets = append(tickets, v.id)
				if v.late {
					if _, err := endTicket(t, v.id, Expired, api.NotAccepted, now); err != nil {
						return err
					}
				}
			}
		}
		return err
	})
	return tickets, err
}

// SeatOf finds the seat that a player holds in a match, and the number of the stint; -1 if none.
func (s *Store) SeatOf(ctx context.Context, match, player string) (seat int, stint int64, err error) {
	err = s.reading(ctx).row(`select seat, id from seats where match = ? and player = ? and status = 'held'`,
		match, player).Scan(&seat, &stint)
	if errors.Is(err, ErrNone) {
		return -1, 0, nil
	}
	return seat, stint, err
}

// Seated finds the match and seat that a player holds, the newest by correspondence if there is no other; ErrNone if
// none.
func (s *Store) Seated(ctx context.Context, player string) (match string, seat int, err error) {
	err = s.reading(ctx).row(`select match, seat from seats where player = ? and status in ('placed', 'held') order by post, id desc limit 1`,
		player).Scan(&match, &seat)
	return match, seat, err
}
