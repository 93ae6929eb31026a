package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"muster/matchmaker/rating"
)

// QueuedTicket is a ticket that waits, as matching needs it.
type QueuedTicket struct {
	TicketRequest
	ID      string
	Created time.Time
	Players []Rated
}

const queuedColumns = `select t.id, t.mode, t.scenarios, t.region, t.rtts, t.party, t.wish, t.created, p.player, r.mu, r.sigma`

// Queue reads the tickets that wait, first come first, with the ratings of their players.
func (s *Store) Queue(ctx context.Context, limit int) ([]QueuedTicket, error) {
	rows, err := s.reading(ctx).rows(queuedColumns+`
		from tickets t join ticket_players p on p.ticket = t.id and p.live = 1
		left join ratings r on r.player = p.player and r.mode = t.mode and r.season = (select max(number) from seasons)
		where t.status = 'waiting' order by t.place, p.player limit ?`, min(limit, maxLine))
	lines, err := collect(rows, err, func(scan func(...any) error, v *QueuedTicket) error {
		return scanQueued(scan, v)
	})
	return together(lines, func(v *QueuedTicket) *QueuedTicket { return v }), err
}

// scanQueued reads a ticket with one of its players, and what stands behind that.
func scanQueued(scan func(...any) error, v *QueuedTicket, more ...any) error {
	p := Rated{Rating: rating.New()}
	var created int64
	var mu, sigma sql.NullFloat64
	var scenarios, rtts string
	err := scan(append([]any{
		&v.ID, &v.Mode, &scenarios, &v.Region, &rtts, &v.Party, &v.Match, &created, &p.Player, &mu, &sigma,
	}, more...)...)
	if err != nil {
		return err
	}
	if mu.Valid {
		p.Rating = rating.Rating{Mu: mu.Float64, Sigma: sigma.Float64}
	}
	v.Created, v.Players = fromMicros(created), []Rated{p}
	return v.read(scenarios, rtts)
}

// together makes one of the lines of each ticket, which stand behind each other.
func together[T any](lines []T, ticket func(*T) *QueuedTicket) (all []T) {
	for i := range lines {
		v := ticket(&lines[i])
		if len(all) > 0 {
			if last := ticket(&all[len(all)-1]); last.ID == v.ID {
				last.Players = append(last.Players, v.Players...)
				continue
			}
		}
		all = append(all, lines[i])
	}
	return all
}

// PastTicket is a ticket of a day that is over, or goes on.
type PastTicket struct {
	QueuedTicket
	Assigned time.Time // when it first got its seats; zero if it did not
	GaveUp   time.Time // when it ended without having got any; zero if it did not, or waits
}

// PastTickets reads the tickets of a mode since a time, first come first, with the ratings that their players have now.
// Those for one match and no other are left out. Of too many it reads the newest, and says that it did not read all.
func (s *Store) PastTickets(
	ctx context.Context, mode string, since time.Time, limit int,
) (all []PastTicket, whole bool, err error) {
	rows, err := s.reading(ctx).rows(queuedColumns+`, t.assigned, t.status in ('cancelled', 'expired'), t.touched
		from tickets t join ticket_players p on p.ticket = t.id
		left join ratings r on r.player = p.player and r.mode = t.mode and r.season = (select max(number) from seasons)
		where t.place > (select coalesce(max(place), 0) - ? from tickets) and t.mode = ? and t.created >= ? and t.wish = ''
		order by t.place desc, p.player desc limit ?`, maxPast, mode, micros(since), limit)
	all, err = collect(rows, err, func(scan func(...any) error, v *PastTicket) error {
		var assigned sql.NullInt64
		var over bool
		var touched int64
		err := scanQueued(scan, &v.QueuedTicket, &assigned, &over, &touched)
		if v.Assigned = when(assigned); over && !assigned.Valid {
			v.GaveUp = fromMicros(touched)
		}
		return err
	})
	whole = len(all) < limit
	slices.Reverse(all)
	if all = together(all, func(v *PastTicket) *QueuedTicket { return &v.QueuedTicket }); !whole && len(all) > 0 {
		all = all[1:] // one of its players may be missing
	}
	return all, whole, err
}
