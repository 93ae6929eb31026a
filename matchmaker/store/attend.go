package store

import (
	"context"
	"slices"
	"time"

	"muster/matchmaker/api"
)

// Attended is what became of a ticket that one matchmaker was not asked for in a while.
type Attended uint8

// What becomes of such a ticket.
const (
	TicketServed  Attended = iota // it needs no asking: it is by correspondence, over, or its player is in the seat
	TicketAsked                   // another matchmaker was asked for it
	TicketDropped                 // nobody was: it is over now
)

// Abandon ends a ticket that no matchmaker was asked for since before. Of one that has brought a seat whose player is
// there, another matchmaker may have told.
func (s *Store) Abandon(ctx context.Context, id string, before, now time.Time) (a Attended, err error) {
	err = s.update(ctx, func(t tx) error {
		a = TicketServed
		var served bool
		var touched int64
		err := t.row(`select t.post = 1 or exists (select 1 from seats s
			where s.ticket = t.id and s.status = 'held' and s.away is null), t.touched from tickets t where t.id = ?`,
			id).Scan(&served, &touched)
		if err != nil || served {
			return err
		}
		if !fromMicros(touched).Before(before) {
			a = TicketAsked
			return nil
		}
		dropped, err := endTicket(t, id, Expired, api.Unattended, now)
		if dropped {
			a = TicketDropped
		}
		return err
	})
	return a, err
}

// Attend notes that somebody asks for tickets that are not over, for the matchmaker that leads to know.
func (s *Store) Attend(ctx context.Context, tickets []string, now time.Time) error {
	return s.chore(ctx, func(t tx) error {
		for some := range slices.Chunk(tickets, maxMarks) {
			ids := make([]string, maxMarks) // the rest stays empty, which no ticket is called
			copy(ids, some)
			if _, err := t.exec(`update tickets set touched = ? where status in ('waiting', 'proposed', 'placed')
				and id in (`+marks(maxMarks)+`)`, anys(ids, micros(now))...); err != nil {
				return err
			}
		}
		return nil
	})
}
