package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/lab/pgtest"
	"muster/matchmaker/api"
	"muster/matchmaker/rating"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// postgres is the one real server of this package's tests; each test gets a database of its own.
var postgres = sync.OnceValues(pgtest.Start)

func TestMain(m *testing.M) {
	code := m.Run()
	if s, err := postgres(); err == nil {
		_ = s.Stop()
	}
	os.Exit(code)
}

var databases int

// freshPostgres is the URL of an empty database.
func freshPostgres(t *testing.T) string {
	s, err := postgres()
	require.NoError(t, err)
	db, err := sql.Open("pgx", s.URL)
	require.NoError(t, err)
	defer db.Close()
	databases++
	name := fmt.Sprint("t", databases)
	_, err = db.Exec("create database " + name)
	require.NoError(t, err)
	return strings.Replace(s.URL, "/postgres?", "/"+name+"?", 1)
}

// both tells a story to both databases. open may be called again, for another process on the same database.
func both(t *testing.T, name string, tell func(t *testing.T, open func() *Store)) {
	for kind, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), `a[b]?#%41*\.db`) },
		"postgres": freshPostgres,
	} {
		t.Run(name+"/"+kind, func(t *testing.T) {
			at := url(t)
			tell(t, func() *Store {
				s, err := Open(t.Context(), at)
				require.NoError(t, err)
				require.Equal(t, kind, s.Kind())
				t.Cleanup(func() { _ = s.Close() })
				return s
			})
		})
	}
}

// people makes guests and returns their ids.
func people(t *testing.T, s *Store, names ...string) []string {
	for _, n := range names {
		require.NoError(t, s.AddAccount(t.Context(), Account{
			Player: n, Name: n, Guest: true, Role: api.RolePlayer, Created: noon,
		}))
	}
	return names
}

var quick = TicketRequest{Mode: "quick"}

func queue(t *testing.T, s *Store, id string, w TicketRequest, players ...string) string {
	got, _, err := s.AddTicket(t.Context(), id, players, w, noon)
	require.NoError(t, err)
	return got
}

// duel is a match of two tickets, each of a player of the same name.
func duel(id string, a, b string) NewMatch {
	return NewMatch{
		Match: Match{
			ID: id, Mode: "quick", Scenario: "duel", Teams: []int{0, 1}, Shard: "s1", Seed: 1 << 63, Joinable: true,
			Rated: true, Why: &api.Why{Region: "r"}, AI: []string{"easy", ""},
		},
		Seats: []NewSeat{{0, a, "t" + a}, {1, b, "t" + b}},
	}
}

// opened plays a duel up to the shard's confirmation.
func opened(t *testing.T, s *Store, m NewMatch) {
	begun, err := s.Begin(t.Context(), []NewMatch{m}, noon)
	require.NoError(t, err)
	require.Equal(t, []string{m.ID}, begun)
	told, err := s.Unsynced(t.Context(), m.ID, noon)
	require.NoError(t, err)
	require.Len(t, told, len(m.Seats))
	require.NoError(t, s.Confirm(t.Context(), m.ID, told, 1, noon))
}

func status(t *testing.T, s *Store, ticket, player string) Status {
	v, err := s.Ticket(t.Context(), ticket, player)
	require.NoError(t, err)
	return v.Status
}

func TestConformance(t *testing.T) {
	both(t, "a ticket's way", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b")
		require.Equal(t, "ta", queue(t, s, "ta", TicketRequest{
			Mode: "quick", Scenarios: []string{"duel"}, RTTs: map[string]int{"eu": 20},
		}, "a"))
		require.Equal(t, "ta", queue(t, s, "tx", TicketRequest{
			Mode:      "quick",
			Scenarios: []string{"duel"}, RTTs: map[string]int{"eu": 20},
		}, "a"), "the same wish is the same ticket")
		queue(t, s, "tb", quick, "b")
		line, err := s.Queue(ctx, 10)
		require.NoError(t, err)
		require.Len(t, line, 2)
		require.Equal(t, map[string]int{"eu": 20}, line[0].RTTs)
		require.Equal(t, []string{"duel"}, line[0].Scenarios)
		require.Equal(t, rating.New(), line[0].Players[0].Rating)

		opened(t, s, duel("m", "a", "b"))
		v, err := s.Ticket(ctx, "tb", "b")
		require.NoError(t, err)
		require.Equal(t, Assigned, v.Status)
		require.Equal(t, 1, v.Seat)
		require.Equal(t, "m", v.Match)
		_, err = s.Ticket(ctx, "tb", "a")
		require.ErrorIs(t, err, ErrNone, "another player's ticket")
		m, err := s.Match(ctx, "m")
		require.NoError(t, err)
		require.Equal(t, uint64(1<<63), m.Seed)
		require.Equal(t, MatchOpen, m.Status)
		require.Equal(t, []int{0, 1}, m.Teams)
		require.Equal(t, 2, m.Taken)
		require.False(t, m.Unsynced)
		require.True(t, m.Rated)
		require.Equal(t, "r", m.Why.Region)
		seat, _, err := s.SeatOf(ctx, "m", "b")
		require.NoError(t, err)
		require.Equal(t, 1, seat)
		waits, err := s.Waits(ctx, "quick", 10)
		require.NoError(t, err)
		require.Len(t, waits, 2)
		ids, err := s.Touched(ctx, noon)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"ta", "tb"}, ids)
		waiting, seated, err := s.Counts(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{0, 2}, []int{waiting, seated})
	})
	both(t, "no ticket is placed twice", func(t *testing.T, open func() *Store) {
		one, two, ctx := open(), open(), t.Context()
		people(t, one, "a", "b", "c")
		for _, p := range []string{"a", "b", "c"} {
			queue(t, one, "t"+p, quick, p)
		}
		// Two who both think they lead plan at the same time, with one ticket in common.
		var busy sync.WaitGroup
		begun := make([][]string, 2)
		for i, s := range []*Store{one, two} {
			m := duel("m0", "a", "b")
			if i == 1 {
				m = duel("m1", "b", "c")
			}
			busy.Go(func() { begun[i], _ = s.Begin(ctx, []NewMatch{m}, noon) })
		}
		busy.Wait()
		require.Len(t, append(begun[0], begun[1]...), 1, "one of them fails, whole")
		line, err := two.Queue(ctx, 10)
		require.NoError(t, err)
		require.Len(t, line, 1, "whoever was in the match that failed waits as before")
	})
	both(t, "seats are given up and taken", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b", "c")
		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		require.NoError(t, s.Leave(ctx, "m", "a", noon))
		require.Equal(t, Cancelled, status(t, s, "ta", "a"))
		ids, err := s.UnsyncedMatches(ctx)
		require.NoError(t, err)
		require.Equal(t, []UnsyncedMatch{{"m", "s1", true}}, ids)
		free, err := s.WithRoom(ctx, 10)
		require.NoError(t, err)
		require.Len(t, free, 1)
		require.Equal(t, []bool{false, true}, free[0].Taken)
		queue(t, s, "tc", TicketRequest{Mode: "quick", Match: "m"}, "c")
		n, err := s.Join(ctx, []Join{{"m", []NewSeat{{0, "c", "tc"}}}, {"m", []NewSeat{{1, "c", "tc"}}}}, noon)
		require.NoError(t, err)
		require.Equal(t, 1, n, "once")
		told, err := s.Unsynced(ctx, "m", noon)
		require.NoError(t, err)
		require.Len(t, told, 2,
			"who left is told first, by the number of the stint: what opened the seat for it must open it no more")
		require.Equal(t, []string{"a", "c"}, []string{told[0].Player, told[1].Player})
		require.True(t, told[0].Left)
		require.NotEqual(t, told[0].ID, told[1].ID)
		seat, taken, err := s.LeftSeat(ctx, "m", "a")
		require.NoError(t, err)
		require.Equal(t, 0, seat)
		require.True(t, taken)
		loads, err := s.Loads(ctx)
		require.NoError(t, err)
		require.Equal(t, map[string]int{"s1": 1}, loads)
	})
	both(t, "players of a lost match go to the front", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b", "c")
		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		queue(t, s, "tc", quick, "c")
		require.NoError(t, s.Void(ctx, "m", api.ShardGone, noon))
		line, err := s.Queue(ctx, 10)
		require.NoError(t, err)
		require.Len(t, line, 3)
		require.Equal(t, "ta", line[0].ID)
		require.Equal(t, "tc", line[2].ID)
		opened(t, s, duel("n", "a", "b"))
		require.Equal(t, Assigned, status(t, s, "ta", "a"))
	})
	both(t, "a result counts once", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b")
		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		r := api.MatchReport{Match: "m", Winner: 1, Reason: "elimination", Ticks: 900, Hash: "aa"}
		require.NoError(t, s.Report(ctx, "s1", r, nil, noon))
		require.NoError(t, s.Report(ctx, "s1", r, nil, noon))
		r.Winner = 0
		require.ErrorIs(t, s.Report(ctx, "s1", r, nil, noon), ErrContradicts)
		all, err := s.Ratings(ctx, "b")
		require.NoError(t, err)
		want := rating.Rate([][]rating.Rating{{rating.New()}, {rating.New()}}, []int{1, 0})[1][0]
		require.Len(t, all, 1)
		require.InDelta(t, want.Mu, all[0].Rating.Mu, 1e-9)
		require.Equal(t, []int{1, 1}, []int{all[0].Played, all[0].Won})
		require.Equal(t, Expired, status(t, s, "ta", "a"))
		past, err := s.History(ctx, "b", "", 10)
		require.NoError(t, err)
		require.Len(t, past, 1)
		require.Equal(t, want.Points(), past[0].After)
		past, err = s.History(ctx, "b", "m", 10)
		require.NoError(t, err)
		require.Empty(t, past)
		people(t, s, "c", "d")
		queue(t, s, "tc", quick, "c")
		queue(t, s, "td", quick, "d")
		opened(t, s, duel("n", "c", "d"))
		for before, want := range map[string]int{"": 1, "n": 1, "m": 0} {
			for scenario, share := range map[string]int{"": want, "duel": want, "arena": 0} {
				finished, err := s.Finished(ctx, scenario, before, 10)
				require.NoError(t, err)
				require.Len(t, finished, share, "%q before %q", scenario, before)
			}
		}
		best, err := s.Leaders(ctx, "quick", 1, 10)
		require.NoError(t, err)
		require.Equal(t, "b", best[0].Player)
		next, err := s.BeginSeason(ctx, "Winter", noon)
		require.NoError(t, err)
		require.Equal(t, 2, next.Number)
		all, err = s.Ratings(ctx, "b")
		require.NoError(t, err)
		require.InDelta(t, want.Season().Mu, all[0].Rating.Mu, 1e-9)
		require.Zero(t, all[0].Played)
		seasons, err := s.Seasons(ctx)
		require.NoError(t, err)
		require.Len(t, seasons, 2)
	})
	both(t, "a proposal needs everybody", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b", "c")
		for _, p := range []string{"a", "b", "c"} {
			queue(t, s, "t"+p, quick, p)
		}
		propose := func(id, x, y string) {
			m := duel(id, x, y)
			m.Accept = noon.Add(10 * time.Second)
			_, err := s.Begin(ctx, []NewMatch{m}, noon)
			require.NoError(t, err)
		}
		propose("m", "a", "b")
		require.Equal(t, Proposed, status(t, s, "ta", "a"))
		_, all, err := s.Accept(ctx, "ta", "a", noon)
		require.NoError(t, err)
		require.False(t, all)
		p, err := s.Proposal(ctx, "m")
		require.NoError(t, err)
		require.Equal(t, Proposal{2, 1}, p)
		changed, err := s.Lapse(ctx, noon.Add(time.Minute))
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"ta", "tb"}, changed)
		require.Equal(t, Waiting, status(t, s, "ta", "a"), "who accepted is back in line")
		require.Equal(t, Expired, status(t, s, "tb", "b"))

		propose("n", "a", "c")
		p, err = s.Proposal(ctx, "n")
		require.NoError(t, err)
		require.Equal(t, Proposal{2, 0}, p, "who accepted what fell through has not accepted this")
		_, err = s.Drop(ctx, "tc", Cancelled, api.DeclinedByPlayer, noon)
		require.NoError(t, err)
		tc, err := s.Ticket(ctx, "tc", "c")
		require.NoError(t, err)
		require.Equal(t, []api.Reason{{Kind: api.DeclinedByPlayer}}, tc.Reasons)
		require.Equal(t, "declined", tc.Why)
		require.NoError(t, s.update(ctx, func(t tx) error {
			_, err := t.exec(`update tickets set why = 'taken back by its player' where id = 'tc'`)
			return err
		}))
		tc, err = s.Ticket(ctx, "tc", "c")
		require.NoError(t, err)
		require.Equal(t, []api.Reason{{Kind: api.CancelledByPlayer}}, tc.Reasons, "a former release's words for it")
		require.NoError(t, s.update(ctx, func(t tx) error {
			_, err := t.exec(`update tickets set why = 'for reasons of its own' where id = 'tc'`)
			return err
		}))
		tc, err = s.Ticket(ctx, "tc", "c")
		require.NoError(t, err)
		require.Empty(t, tc.Reasons)
		require.Equal(t, "for reasons of its own", tc.Why, "what nobody knows is shown as it stands")
		require.Equal(t, Waiting, status(t, s, "ta", "a"))
		queue(t, s, "tb2", quick, "b")
		m := duel("o", "a", "b")
		m.Seats[1].Ticket, m.Accept = "tb2", noon
		_, err = s.Begin(ctx, []NewMatch{m}, noon)
		require.NoError(t, err)
		_, _, err = s.Accept(ctx, "ta", "a", noon)
		require.NoError(t, err)
		_, all, err = s.Accept(ctx, "tb2", "b", noon)
		require.NoError(t, err)
		require.True(t, all)
		require.Equal(t, Placed, status(t, s, "ta", "a"))
		_, _, err = s.Accept(ctx, "tb2", "b", noon)
		require.ErrorIs(t, err, ErrConflict)
	})
	both(t, "processes that start together", func(t *testing.T, open func() *Store) {
		var busy sync.WaitGroup
		for range 4 {
			busy.Go(func() { open() })
		}
		busy.Wait()
	})
	both(t, "accounts and sessions", accounts)
	both(t, "parties", parties)
	both(t, "moderation", moderation)
	both(t, "muted in a seat", mutedInASeat)
	both(t, "who has read what all sides know", readers)
	both(t, "the right to look without delay", sightIsARight)
	both(t, "who is shown addresses", addressesShown)
	both(t, "another process is heard of", func(t *testing.T, open func() *Store) {
		one, two := open(), open()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		heard := make(chan struct{}, 100)
		go one.Watch(ctx, func() { heard <- struct{}{} })
		require.Eventually(t, func() bool {
			people(t, two, fmt.Sprint("p", time.Now().UnixNano()))
			select {
			case <-heard:
				return true
			default:
				return false
			}
		}, time.Minute, 20*time.Millisecond)
	})
	both(t, "many at once", func(t *testing.T, open func() *Store) {
		s := open()
		var busy sync.WaitGroup
		for i := range 300 {
			busy.Go(func() {
				p := fmt.Sprint("p", i)
				require.NoError(t, s.AddAccount(t.Context(), Account{Player: p, Name: p, Guest: true, Created: noon}))
				_, _, err := s.AddTicket(t.Context(), "t"+p, []string{p}, quick, noon)
				require.NoError(t, err)
			})
		}
		busy.Wait()
		line, err := s.Queue(t.Context(), 1000)
		require.NoError(t, err)
		require.Len(t, line, 300)
	})
}

func accounts(t *testing.T, open func() *Store) {
	s, ctx := open(), t.Context()
	require.NoError(t, s.AddAccount(ctx, Account{
		Player: "a", Name: "Anna", Hash: "h", Role: api.RolePlayer, Created: noon,
	}))
	require.ErrorIs(t, s.AddAccount(ctx, Account{Player: "b", Name: "ANNA", Hash: "h", Created: noon}), ErrTaken)
	people(t, s, "g")
	require.ErrorIs(t, s.Upgrade(ctx, "g", "anna", "h"), ErrTaken)
	require.NoError(t, s.Upgrade(ctx, "g", "Gert", "h2"))
	require.ErrorIs(t, s.Upgrade(ctx, "g", "Gerd", "h2"), ErrConflict, "once")
	a, err := s.AccountByName(ctx, "gERT")
	require.NoError(t, err)
	require.Equal(t, Account{Player: "g", Name: "Gert", Hash: "h2", Role: api.RolePlayer, Created: noon}, a)

	require.NoError(t, s.AddSession(ctx, "s", "a", "one", noon, noon.Add(time.Hour)))
	c, err := s.Caller(ctx, "a", "s", noon)
	require.NoError(t, err)
	require.True(t, c.Signed)
	rotate := func(secret, next string, at time.Time) error {
		_, err := s.Rotate(ctx, "s", secret, next, at, at.Add(time.Hour))
		return err
	}
	require.NoError(t, rotate("one", "two", noon))
	require.NoError(t, rotate("one", "three", noon.Add(time.Second)), "the answer was lost")
	require.NoError(t, rotate("three", "four", noon.Add(time.Second)))
	require.ErrorIs(t, rotate("one", "five", noon.Add(time.Second)), ErrConflict, "a copy")
	require.ErrorIs(t, rotate("four", "five", noon.Add(time.Second)), ErrNone, "the session has ended with it")

	for _, id := range []string{"x", "y"} {
		require.NoError(t, s.AddSession(ctx, id, "a", id, noon, noon.Add(time.Hour)))
	}
	require.NoError(t, s.SetPassword(ctx, "a", "new", "x"))
	signed, err := s.Sessions(ctx, "a")
	require.NoError(t, err)
	require.Len(t, signed, 1)
	require.NoError(t, s.SetRole(ctx, "a", api.RoleModerator))
	queue(t, s, "ta", quick, "a")
	require.NoError(t, s.Erase(ctx, "a", noon))
	_, err = s.Account(ctx, "a")
	require.ErrorIs(t, err, ErrNone)
	require.Equal(t, Cancelled, status(t, s, "ta", "a"))
	require.NoError(t, s.PutKey(ctx, Key{"k", "ff", noon, noon.Add(time.Hour)}, noon))
	keys, err := s.Keys(ctx, noon)
	require.NoError(t, err)
	require.Len(t, keys, 1)
	keys, err = s.Keys(ctx, noon.Add(2*time.Hour))
	require.NoError(t, err)
	require.Empty(t, keys)
}

func parties(t *testing.T, open func() *Store) {
	s, ctx := open(), t.Context()
	people(t, s, "a", "b", "c", "d")
	require.NoError(t, s.FoundParty(ctx, "p", "CODE", "a", noon))
	require.NoError(t, s.FoundParty(ctx, "q", "OTHER", "a", noon), "whoever is in one keeps it")
	require.NoError(t, s.Invite(ctx, "p", "a", "b", noon))
	require.ErrorIs(t, s.Invite(ctx, "p", "b", "c", noon), ErrConflict, "the leader alone invites")
	inv, err := s.Invitations(ctx, "b")
	require.NoError(t, err)
	require.Equal(t, "CODE", inv[0].Code)
	require.NoError(t, s.JoinParty(ctx, "CODE", "b", 3, noon))
	require.NoError(t, s.JoinParty(ctx, "CODE", "c", 3, noon.Add(time.Second)))
	require.ErrorIs(t, s.JoinParty(ctx, "CODE", "d", 3, noon), ErrFull)
	require.ErrorIs(t, s.JoinParty(ctx, "NONE", "d", 3, noon), ErrNone)
	p, err := s.Party(ctx, "b")
	require.NoError(t, err)
	require.Equal(t, []api.Member{
		{Player: "a", Name: "~a"},
		{Player: "b", Name: "~b"},
		{Player: "c", Name: "~c"},
	}, p.Members)
	require.Empty(t, p.Invited)

	w := TicketRequest{Mode: "quick", Party: "p"}
	queue(t, s, "t", w, "a", "b", "c")
	line, err := s.Queue(ctx, 10)
	require.NoError(t, err)
	require.Len(t, line[0].Players, 3)
	p, err = s.Party(ctx, "a")
	require.NoError(t, err)
	require.Equal(t, "t", p.Ticket)
	require.NoError(t, s.LeaveParty(ctx, "a", noon))
	require.Equal(t, Cancelled, status(t, s, "t", "b"), "it was for other people")
	p, err = s.Party(ctx, "b")
	require.NoError(t, err)
	require.Equal(t, "b", p.Leader, "the longest member leads")
	require.NoError(t, s.HandLead(ctx, "p", "b", "c"))
	require.ErrorIs(t, s.RemoveMember(ctx, "p", "b", "c", noon), ErrConflict)
	require.NoError(t, s.RemoveMember(ctx, "p", "c", "b", noon))
	require.NoError(t, s.LeaveParty(ctx, "c", noon))
	require.ErrorIs(t, s.JoinParty(ctx, "CODE", "d", 3, noon), ErrNone, "with the last one it ends")
}
