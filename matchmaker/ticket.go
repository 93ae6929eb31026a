package matchmaker

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// ticket is a queue ticket as the database knows one.
type ticket struct {
	ID       string
	Player   string
	Scenario string // empty for any
	Status   ticketStatus
	Why      string // cancelled or expired: how that came
	Created  time.Time
	Match    string // placed or assigned: where
	Seat     int
}

// ticketStatus goes from waiting to placed to assigned; back to waiting when a shard does not do as told; and to one of
// the last two from anywhere.
type ticketStatus string

const (
	ticketWaiting   ticketStatus = "waiting"
	ticketPlaced    ticketStatus = "placed"   // has a seat, the shard does not know yet
	ticketAssigned  ticketStatus = "assigned" // the shard knows; the player may come
	ticketCancelled ticketStatus = "cancelled"
	ticketExpired   ticketStatus = "expired"
)

// addTicket puts a player in line. If the player is in line for the same already, that ticket is returned; any other is
// cancelled and its seat given up, in the same transaction.
func (s *store) addTicket(ctx context.Context, player, scenario string, now time.Time) (id string, created bool, err error) {
	id = newID("t")
	created = true
	err = s.update(ctx, func(tx *sql.Tx) error {
		var same string
		err := tx.QueryRow(`select id from tickets where player = ? and scenario = ? and status in ('waiting', 'placed')`,
			player, scenario).Scan(&same)
		if err == nil {
			id, created = same, false
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := cancelTickets(tx, player, "replaced by a newer ticket"); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into tickets (id, player, scenario, status, created) values (?, ?, ?, 'waiting', ?)`,
			id, player, scenario, micros(now))
		return err
	})
	return id, created, err
}

// cancelTickets ends whatever ticket a player has, and gives up the seat that came with it.
func cancelTickets(tx *sql.Tx, player, why string) error {
	return exec(tx,
		stmt(`update seats set status = 'left', told = 0 where player = ? and status in ('placed', 'held')`, player),
		stmt(`update tickets set status = 'cancelled', why = ? where player = ? and status in ('waiting', 'placed', 'assigned')`, why, player))
}

// dropTicket ends a ticket that is not over yet, with its seat, and tells whether there was something to end.
func (s *store) dropTicket(ctx context.Context, id string, to ticketStatus, why string) (dropped bool, err error) {
	err = s.update(ctx, func(tx *sql.Tx) error {
		r, err := tx.Exec(`update tickets set status = ?, why = ? where id = ? and status in ('waiting', 'placed', 'assigned')`, to, why, id)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if dropped = n > 0; err != nil || !dropped {
			return err
		}
		return exec(tx, stmt(`update seats set status = 'left', told = 0 where ticket = ? and status in ('placed', 'held')`, id))
	})
	return dropped, err
}

// ticket finds a ticket with its seat; sql.ErrNoRows if there is none.
func (s *store) ticket(ctx context.Context, id string) (ticket, error) {
	t := ticket{ID: id, Seat: -1}
	var created int64
	var match sql.NullString
	var seat sql.NullInt64
	err := s.r.QueryRowContext(ctx, `select t.player, t.scenario, t.status, t.why, t.created, s.match, s.seat
		from tickets t left join seats s on s.ticket = t.id and s.status in ('placed', 'held') where t.id = ?`, id).
		Scan(&t.Player, &t.Scenario, &t.Status, &t.Why, &created, &match, &seat)
	t.Created = fromMicros(created)
	if match.Valid {
		t.Match, t.Seat = match.String, int(seat.Int64)
	}
	return t, err
}

// line reads the tickets that wait, first come first.
func (s *store) line(ctx context.Context) ([]waiting, error) {
	rows, err := s.r.QueryContext(ctx, `select id, scenario from tickets where status = 'waiting' order by place limit ?`, maxRound)
	return collect(rows, err, func(r *sql.Rows, w *waiting) error {
		return r.Scan(&w.Ticket, &w.Scenario)
	})
}

// counts are how many tickets are in a live state, and how many seats are held.
func (s *store) counts(ctx context.Context) (waiting, seated int, err error) {
	err = s.r.QueryRowContext(ctx, `select (select count(*) from tickets where status in ('waiting', 'placed')),
		(select count(*) from seats where status = 'held')`).Scan(&waiting, &seated)
	return waiting, seated, err
}
