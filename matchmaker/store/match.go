package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/rating"
)

// Match is a match as the database knows one.
type Match struct {
	Number   int64
	ID       string
	Mode     string
	Scenario string
	Teams    []int // the team of each seat
	Region   string
	Shard    string
	Seed     uint64
	Status   MatchStatus
	Rated    bool
	Joinable bool // free seats are given to others
	Post     bool // by correspondence: its players may play others beside it
	Season   int
	Begun    time.Time
	Ended    time.Time // zero while it runs
	Winner   *int      // nil until a shard reports
	Reason   string
	Why      *api.Why
	AI       []string  // the level of each seat's AI commander
	Accept   time.Time // of a proposed one: until when
	Taken    int       // seats that players hold
	Unsynced bool      // the shard must be told of the match itself, or of who comes or left
	Barring  bool      // the shard must be told anew who may be in it
	Kept
}

// Kept is why a match is not void that its shard does not run, also while that shard is away.
type Kept struct {
	Parked bool      // it waits for another release
	Waits  time.Time // in quarantine, it waits for its operator until then; zero for one that is not
}

// Any reports whether there is a reason.
func (k Kept) Any() bool { return k.Parked || !k.Waits.IsZero() }

// MatchStatus goes from proposed (if the mode asks) to opening to open to ended; void stands for one that never ran or
// was lost.
type MatchStatus string

// The states of a match.
const (
	MatchProposed MatchStatus = "proposed" // its players have not all accepted yet
	MatchOpening  MatchStatus = "opening"  // the shard has not confirmed it yet
	MatchOpen     MatchStatus = "open"
	MatchEnded    MatchStatus = "ended"
	MatchVoid     MatchStatus = "void"
)

// Place is where a match is played.
type Place struct {
	Match, Scenario, Shard string
	Status                 MatchStatus
}

// Place is where the match is played.
func (m *Match) Place() Place { return Place{m.ID, m.Scenario, m.Shard, m.Status} }

// Runs reports whether such a match is, or is about to be, on a shard.
func (s MatchStatus) Runs() bool { return s == MatchOpening || s == MatchOpen }

// Runs reports whether the match is, or is about to be, on a shard.
func (m *Match) Runs() bool { return m.Status.Runs() }

const matchColumns = `select number, id, mode, scenario, teams, region, shard, seed, status, rated, joinable, post = 1, season, begun, ended, winner, reason, why, ai, accept,
	(select count(*) from seats s where s.match = m.id and s.status in ('placed', 'held')),
	status = 'opening' or exists (select 1 from seats s where s.match = m.id and s.told = 0 and s.status in ('placed', 'left')),
	access <> access_told, parked = 1, waits
	from matches m where `

func scanMatch(scan func(...any) error, m *Match) error {
	var teams, why, ai string
	var seed, begun int64
	var ended, winner, accept, waits sql.NullInt64
	if err := scan(&m.Number, &m.ID, &m.Mode, &m.Scenario, &teams, &m.Region, &m.Shard, &seed, &m.Status, &m.Rated,
		&m.Joinable, &m.Post, &m.Season, &begun,
		&ended, &winner, &m.Reason, &why, &ai, &accept, &m.Taken, &m.Unsynced, &m.Barring, &m.Parked,
		&waits); err != nil {
		return err
	}
	m.Seed, m.Begun, m.Ended, m.Accept, m.Waits = uint64(seed), fromMicros(begun), when(ended), when(accept),
		when(waits)
	if winner.Valid {
		w := int(winner.Int64)
		m.Winner = &w
	}
	return errors.Join(json.Unmarshal([]byte(teams), &m.Teams), readText(why, &m.Why), readText(ai, &m.AI))
}

func readText(text string, into any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}

// Match finds a match; ErrNone if there is none.
func (s *Store) Match(ctx context.Context, id string) (m Match, err error) {
	err = scanMatch(s.reading(ctx).row(matchColumns+`id = ?`, id).Scan, &m)
	return m, err
}

// Running lists the matches that run, oldest first.
func (s *Store) Running(ctx context.Context, limit int) ([]Match, error) {
	rows, err := s.reading(ctx).rows(matchColumns+`status in ('opening', 'open') order by number limit ?`, limit)
	return collect(rows, err, scanMatch)
}

// Finished lists the matches that came to an end, of a scenario or of all if it is empty, the newest first; before, if
// not empty, continues after that match.
func (s *Store) Finished(ctx context.Context, scenario, before string, limit int) ([]Match, error) {
	text, args := matchColumns+`status = 'ended'`, []any{}
	if scenario != "" {
		text, args = text+` and scenario = ?`, []any{scenario}
	}
	rows, err := s.reading(ctx).rows(text+` and number < coalesce((select number from matches where id = ?), 9223372036854775807)
		order by number desc limit ?`, append(args, before, min(limit, maxListed))...)
	return collect(rows, err, scanMatch)
}

// Placement is where a match lives.
type Placement struct {
	Match, Shard string
	Kept
}

// Placements lists where the matches live that their shard has confirmed, oldest first.
func (s *Store) Placements(ctx context.Context) ([]Placement, error) {
	rows, err := s.reading(ctx).rows(`select id, shard, parked = 1, waits from matches where status = 'open' order by number`)
	return collect(rows, err, func(scan func(...any) error, h *Placement) error {
		var waits sql.NullInt64
		err := scan(&h.Match, &h.Shard, &h.Parked, &waits)
		h.Waits = when(waits)
		return err
	})
}

// UnsyncedMatch is a match whose shard must be told something.
type UnsyncedMatch struct {
	Match, Shard string
	Open         bool // the shard has confirmed it; else it must be opened
}

// UnsyncedMatches lists the matches whose shard must be told something.
func (s *Store) UnsyncedMatches(ctx context.Context) ([]UnsyncedMatch, error) {
	rows, err := s.reading(ctx).rows(`select id, shard, false from matches where status = 'opening'
		union select m.id, m.shard, m.status = 'open' from seats s join matches m on m.id = s.match and m.status in ('opening', 'open')
		where s.told = 0 and s.status in ('placed', 'held', 'left')
		union select id, shard, true from matches where status = 'open' and access <> access_told`)
	return collect(rows, err, func(scan func(...any) error, n *UnsyncedMatch) error {
		return scan(&n.Match, &n.Shard, &n.Open)
	})
}

// Loads counts the matches that run or are about to, by shard.
func (s *Store) Loads(ctx context.Context) (map[string]int, error) {
	rows, err := s.reading(ctx).rows(`select shard, count(*) from matches where status in ('proposed', 'opening', 'open') group by shard`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]int{}
	for rows.Next() {
		var shard string
		var n int
		if err := rows.Scan(&shard, &n); err != nil {
			return nil, err
		}
		all[shard] = n
	}
	return all, rows.Err()
}

// WithRoom is a match with free seats that others may take, as matching needs it.
type WithRoom struct {
	ID, Mode, Scenario, Region, Shard string
	Teams                             []int
	Taken                             []bool
	Ratings                           []rating.Rating // by seat, of those who hold one
	Barred                            []string        // players who were removed, or have read what all sides know
	Left                              map[string]int  // by player: the seat that was given up last
}

// WithRoom lists the matches that others may join and that are not known to stand still, oldest first.
func (s *Store) WithRoom(ctx context.Context, limit int) ([]WithRoom, error) {
	r := s.reading(ctx)
	rows, err := r.rows(`select id, mode, scenario, region, shard, teams,
		coalesce((select string_agg(player, ',') from (select player from sanctions c where c.match = m.id and c.kind = 'kick' and c.lifted is null
			union select player from readers r where r.match = m.id order by player) b), '')
		from matches m where status in ('opening', 'open') and joinable = 1 and parked = 0 and waits is null
		and (select count(*) from seats s where s.match = m.id and s.status in ('placed', 'held')) < size order by number limit ?`, limit)
	at := map[string]int{}
	all, err := collect(rows, err, func(scan func(...any) error, v *WithRoom) error {
		var teams, barred string
		if err := scan(&v.ID, &v.Mode, &v.Scenario, &v.Region, &v.Shard, &teams, &barred); err != nil {
			return err
		}
		if barred != "" {
			v.Barred = strings.Split(barred, ",")
		}
		err := json.Unmarshal([]byte(teams), &v.Teams)
		v.Taken, v.Ratings = make([]bool, len(v.Teams)), make([]rating.Rating, len(v.Teams))
		at[v.ID] = len(at)
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	for from := 0; from < len(all); from += maxMarks {
		some := all[from:min(len(all), from+maxMarks)]
		if err := errors.Join(readTaken(r, all, some, at), readLeft(r, all, some, at)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// maxMarks is how many placeholders one statement gets: texts of statements are kept, so there must be few of them.
const maxMarks = 64

// idsOf is the matches as arguments for maxMarks placeholders.
func idsOf(some []WithRoom) []any {
	ids := make([]any, maxMarks) // the rest stays null, which no match has
	for i := range some {
		ids[i] = some[i].ID
	}
	return ids
}

// readLeft fills in who gave up which seat of some of the matches.
func readLeft(r reader, all, some []WithRoom, at map[string]int) error {
	rows, err := r.rows(`select match, player, seat from seats where status = 'left' and match in (`+marks(maxMarks)+`) order by id`, idsOf(some)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var match, player string
		var seat int
		if err := rows.Scan(&match, &player, &seat); err != nil {
			return err
		}
		v := &all[at[match]]
		if v.Left == nil {
			v.Left = map[string]int{}
		}
		v.Left[player] = seat
	}
	return rows.Err()
}

// LeftSeat is the seat of a match that a player gave up last, and whether somebody else has it now; -1 for none.
func (s *Store) LeftSeat(ctx context.Context, match, player string) (seat int, taken bool, err error) {
	seat = -1
	err = s.reading(ctx).row(`select s.seat, exists (select 1 from seats o where o.match = s.match and o.seat = s.seat and o.status in ('placed', 'held') and o.player <> s.player)
		from seats s where s.match = ? and s.player = ? and s.status = 'left' order by s.id desc limit 1`, match, player).Scan(&seat, &taken)
	if errors.Is(err, ErrNone) {
		err = nil
	}
	return seat, taken, err
}

// readTaken fills in who sits in some of the matches.
func readTaken(r reader, all, some []WithRoom, at map[string]int) error {
	rows, err := r.rows(`select s.match, s.seat, r.mu, r.sigma from seats s join matches m on m.id = s.match
		left join ratings r on r.player = s.player and r.mode = m.mode and r.season = m.season
		where s.status in ('placed', 'held') and s.match in (`+marks(maxMarks)+`)`, idsOf(some)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var match string
		var seat int
		var mu, sigma sql.NullFloat64
		if err := rows.Scan(&match, &seat, &mu, &sigma); err != nil {
			return err
		}
		v := &all[at[match]]
		v.Taken[seat], v.Ratings[seat] = true, rating.New()
		if mu.Valid {
			v.Ratings[seat] = rating.Rating{Mu: mu.Float64, Sigma: sigma.Float64}
		}
	}
	return rows.Err()
}

// NewMatch is a match to begin, with who sits where.
type NewMatch struct {
	Match
	Seats []NewSeat
}

// NewSeat gives a player of a ticket a seat.
type NewSeat struct {
	Seat           int
	Player, Ticket string
}

// Join gives a ticket's players seats of a match that runs.
type Join struct {
	Match string
	Seats []NewSeat
}
