package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"muster/matchmaker/api"
)

// Ticket is a queue ticket as one of its players sees it.
type Ticket struct {
	TicketRequest
	ID       string
	Players  []string
	Status   Status
	Place    Place        // where Match is played; once assigned
	Reasons  []api.Reason // cancelled or expired: how that came
	Why      string       // the same in English; alone in what a former release wrote
	Created  time.Time
	Match    string // proposed, placed or assigned: where
	Seat     int    // of the player; -1 for none
	Stint    int64  // of the player in Seat
	Live     bool   // not over for the player
	Accepted bool   // the player has accepted what is proposed
}

// TicketRequest is what a ticket is for.
type TicketRequest struct {
	Mode      string
	Scenarios []string // empty for any
	Region    string
	RTTs      map[string]int
	Party     string
	Match     string // this match and no other
	Post      bool   // by correspondence: beside other tickets and seats, and whether somebody asks for it or not
}

// Status goes from waiting over proposed (if the mode asks) to placed to assigned; back to waiting when a shard does
// not do as told or is lost; and to one of the last two from anywhere.
type Status string

// The states of a ticket.
const (
	Waiting   Status = "waiting"
	Proposed  Status = "proposed" // a match is found, its players have not all accepted
	Placed    Status = "placed"   // has a seat, the shard does not know yet
	Assigned  Status = "assigned" // the shard knows; the player may come
	Cancelled Status = "cancelled"
	Expired   Status = "expired"
)

// AddTicket puts players in line, together. If they are in line for the same already, or were given seats for it
// (perhaps without knowing yet, after a match that was lost), that ticket is returned; any other that one of them has
// is cancelled and its seat given up. By correspondence one waits for each mode at a time; it cancels none but that,
// and ErrMany says that the player plays or waits for too many. A party's leader gives up no seat but the leader's own:
// who of the others plays is not called away, that is ErrPlays.
func (s *Store) AddTicket(
	ctx context.Context, id string, players []string, w TicketRequest, now time.Time,
) (got string, created bool, err error) {
	scenarios, rtts, err := w.texts()
	if err != nil {
		return "", false, err
	}
	err = s.update(ctx, func(t tx) error {
		got, created = id, true
		for _, p := range players {
			same, err := sameTicket(t, p, w, scenarios, rtts)
			if errors.Is(err, ErrNone) {
				if err := fewEnough(t, p, w.Post); err != nil {
					return err
				}
				continue
			} else if err != nil {
				return err
			}
			if same, err = led(t, same, w.Party); err != nil {
				return err
			}
			if same != "" {
				got, created = same, false
				return nil
			}
			if err := stays(t, p, w.Party); err != nil {
				return err
			}
			if err := replace(t, p, w, now); err != nil {
				return err
			}
		}
		if _, err := t.exec(`insert into tickets (id, mode, scenarios, region, rtts, party, wish, post, status, created, touched) values (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
			id, w.Mode, scenarios, w.Region, rtts, w.Party, w.Match, flag(w.Post), micros(now),
			micros(now)); err != nil {
			return err
		}
		for _, p := range players {
			if _, err := t.exec(`insert into ticket_players (ticket, player, post) values (?, ?, ?)`, id, p, flag(w.Post)); err != nil {
				return err
			}
		}
		return nil
	})
	return got, created, err
}

// led is a party's ticket, unless its leader has left what it brought: then it is the ticket of who plays on.
func led(t tx, ticket, party string) (string, error) {
	if ticket == "" || party == "" {
		return ticket, nil
	}
	var n int
	err := t.row(`select count(*) from ticket_players q join parties p on p.leader = q.player where q.ticket = ? and p.id = ? and q.live = 1`, ticket, party).Scan(&n)
	if err != nil || n == 0 {
		return "", err
	}
	return ticket, nil
}

// ErrPlays is a member of a party who plays a match.
var ErrPlays = errors.New("a member of the party plays a match")

// stays is ErrPlays for a player who may sit in a match and whom another, the leader of the party, wants in line.
func stays(t tx, player, party string) error {
	var plays int
	err := t.row(`select count(*) from parties p join seats s on s.player = ? where p.id = ? and p.leader <> s.player and s.status = 'held' and s.post = 0`, player, party).Scan(&plays)
	if err == nil && plays > 0 {
		return ErrPlays
	}
	return err
}

func (w TicketRequest) texts() (scenarios, rtts string, err error) {
	a, err := json.Marshal(slices.Concat([]string{}, w.Scenarios))
	if err != nil || w.RTTs == nil {
		return string(a), "{}", err
	}
	b, err := json.Marshal(w.RTTs)
	return string(a), string(b), err
}

// sameTicket is the player's ticket if it is for this wish, else ""; ErrNone if the player has none. By correspondence
// only one that has brought no seat counts.
func sameTicket(t tx, player string, w TicketRequest, scenarios, rtts string) (id string, err error) {
	var got TicketRequest
	var status Status
	var gotScenarios, gotRTTs string
	err = t.row(`select t.id, t.mode, t.scenarios, t.region, t.rtts, t.party, t.wish, t.status
		from ticket_players p join tickets t on t.id = p.ticket where p.player = ? and p.live = 1 and p.post = ?
		and (p.post = 0 or t.mode = ? and t.status in ('waiting', 'proposed', 'placed'))`, player, flag(w.Post), w.Mode).
		Scan(&id, &got.Mode, &gotScenarios, &got.Region, &gotRTTs, &got.Party, &got.Match, &status)
	switch {
	case err != nil:
		return "", err
	case got.Mode != w.Mode || gotScenarios != scenarios || got.Region != w.Region || gotRTTs != rtts ||
		got.Party != w.Party || got.Match != w.Match:
		return "", nil
	}
	return id, nil
}

// endLive ends whatever a player's ticket brought that is not by correspondence: the whole ticket while it waits, the
// player's own share of it once the match runs, so that the rest of a party plays on.
func endLive(t tx, player string, why api.ReasonKind, now time.Time) error {
	ticket, status, err := liveTicket(t, player)
	if errors.Is(err, ErrNone) {
		return nil
	} else if err != nil {
		return err
	}
	if status != Assigned {
		_, err := endTicket(t, ticket, Cancelled, why, now)
		return err
	}
	return t.all(
		stmt(`update seats set status = 'left', told = 0, until = ? where player = ? and status in ('placed', 'held') and post = 0`,
			micros(now), player),
		stmt(`update ticket_players set live = 0 where ticket = ? and player = ?`, ticket, player),
		stmt(`update tickets set status = 'cancelled', why = ?, touched = ? where id = ? and not exists
			(select 1 from ticket_players where ticket = ? and live = 1)`, inEnglish(why), micros(now), ticket, ticket))
}

// endWaiting ends a player's ticket if it has brought no seat yet.
func endWaiting(t tx, player string, why api.ReasonKind, now time.Time) error {
	ticket, status, err := liveTicket(t, player)
	if err != nil || status == Assigned || status == Placed {
		if errors.Is(err, ErrNone) {
			err = nil
		}
		return err
	}
	_, err = endTicket(t, ticket, Cancelled, why, now)
	return err
}

func liveTicket(t tx, player string) (ticket string, status Status, err error) {
	err = t.row(`select t.id, t.status from ticket_players p join tickets t on t.id = p.ticket where p.player = ? and p.live = 1 and p.post = 0`, player).Scan(&ticket, &status)
	return ticket, status, err
}

// endTicket ends a ticket for all its players, with their seats; what was proposed to others with it falls through.
func endTicket(t tx, id string, to Status, why api.ReasonKind, now time.Time) (ended bool, err error) {
	var match string
	var status Status
	if err := t.row(`select match, status from tickets where id = ?`, id).Scan(&match, &status); err != nil {
		return false, err
	}
	n, err := t.exec(`update tickets set status = ?, why = ?, touched = ?
		where id = ? and status in ('waiting', 'proposed', 'placed', 'assigned')`, string(to), inEnglish(why), micros(now), id)
	if err != nil || n == 0 {
		return false, err
	}
	err = t.all(
		stmt(`update seats set status = 'left', told = 0, until = ? where ticket = ? and status in ('placed', 'held')`,
			micros(now), id),
		stmt(`update ticket_players set live = 0 where ticket = ?`, id))
	if err == nil && status == Proposed {
		err = void(t, match, api.OtherDeclined, now)
	}
	return true, err
}

// inEnglish is how a reason without numbers is kept: former releases share the database, and show what stands there.
func inEnglish(why api.ReasonKind) string { return api.Reason{Kind: why}.String() }

// Drop ends a ticket that is not over yet, with its seats, and reports whether there was something to end.
func (s *Store) Drop(
	ctx context.Context, id string, to Status, why api.ReasonKind, now time.Time,
) (dropped bool, err error) {
	err = s.update(ctx, func(t tx) (err error) {
		dropped, err = endTicket(t, id, to, why, now)
		return err
	})
	return dropped, err
}

const ticketColumns = `select t.id, t.mode, t.scenarios, t.region, t.rtts, t.party, t.wish, t.status, t.why, t.created, t.match, s.seat, s.id, p.live, p.accepted, m.scenario, m.shard, m.status
	from ticket_players p join tickets t on t.id = p.ticket left join matches m on m.id = t.match and t.status = 'assigned'
	left join seats s on s.ticket = p.ticket and s.player = p.player and s.status in ('placed', 'held') where `

func scanTicket(scan func(...any) error, v *Ticket) error {
	var created int64
	var scenarios, rtts, why string
	var seat, stint sql.NullInt64
	var scenario, shard, status sql.NullString
	if err := scan(&v.ID, &v.Mode, &scenarios, &v.Region, &rtts, &v.Party, &v.TicketRequest.Match, &v.Status, &why,
		&created, &v.Match, &seat, &stint, &v.Live, &v.Accepted,
		&scenario, &shard, &status); err != nil {
		return err
	}
	v.Place = Place{v.Match, scenario.String, shard.String, MatchStatus(status.String)}
	v.Created, v.Seat, v.Why = fromMicros(created), -1, why
	if kind, known := api.KindOf(why); known {
		v.Reasons = []api.Reason{{Kind: kind}}
		v.Why = api.Say(v.Reasons)
	}
	if seat.Valid {
		v.Seat, v.Stint = int(seat.Int64), stint.Int64
	}
	return v.read(scenarios, rtts)
}

// Ticket finds a player's ticket; ErrNone if the player has none of that id.
func (s *Store) Ticket(ctx context.Context, id, player string) (v Ticket, err error) {
	err = scanTicket(s.reading(ctx).row(ticketColumns+`p.ticket = ? and p.player = ?`, id, player).Scan, &v)
	return v, err
}

// Tickets lists a player's tickets, the newest first.
func (s *Store) Tickets(ctx context.Context, player string) ([]Ticket, error) {
	rows, err := s.reading(ctx).rows(ticketColumns+`p.player = ? order by t.place desc limit ?`, player, maxListed)
	return collect(rows, err, scanTicket)
}

// Touched lists the tickets whose status changed since, other than to waiting or placed.
func (s *Store) Touched(ctx context.Context, since time.Time) ([]string, error) {
	rows, err := s.reading(ctx).rows(`select id from tickets where touched >= ? and status in ('proposed', 'assigned', 'expired', 'cancelled')`, micros(since))
	return collect(rows, err, func(scan func(...any) error, id *string) error { return scan(id) })
}

func (w *TicketRequest) read(scenarios, rtts string) (err error) {
	if scenarios != "[]" {
		err = json.Unmarshal([]byte(scenarios), &w.Scenarios)
	}
	if rtts != "{}" {
		err = errors.Join(err, json.Unmarshal([]byte(rtts), &w.RTTs))
	}
	return err
}

// Counts are how many players are in line, and how many hold a seat.
func (s *Store) Counts(ctx context.Context) (waiting, seated int, err error) {
	err = s.reading(ctx).row(`select (select count(*) from tickets t join ticket_players p on p.ticket = t.id where t.status in ('waiting', 'proposed', 'placed')),
		(select count(*) from seats where status = 'held')`).Scan(&waiting, &seated)
	return waiting, seated, err
}
