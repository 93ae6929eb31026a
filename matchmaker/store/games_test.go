package store

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

var byPost = TicketRequest{Mode: "correspondence", Post: true}

// letters begins a match by correspondence of two players, each with a ticket of its own.
func letters(t *testing.T, s *Store, id, a, b string) {
	t.Helper()
	m := duel(id, a, b)
	m.Mode, m.Post = byPost.Mode, true
	for i, player := range []string{a, b} {
		m.Seats[i].Ticket = "t" + id + player
		queue(t, s, m.Seats[i].Ticket, byPost, player)
	}
	opened(t, s, m)
}

// A player may be in many matches by correspondence, wait for one more, and play in real time beside all of them.
// Giving one up leaves the others alone.
func TestManyMatchesByCorrespondence(t *testing.T) {
	both(t, "many", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b", "c")
		letters(t, s, "m1", "a", "b")
		letters(t, s, "m2", "b", "a")
		queue(t, s, "t3", byPost, "a")
		queue(t, s, "live", quick, "a")
		queue(t, s, "live2", quick, "c")
		live := duel("m3", "a", "c")
		live.Seats[0].Ticket, live.Seats[1].Ticket = "live", "live2"
		opened(t, s, live)
		require.Equal(t, []string{"m3", "m2", "m1"}, matchesOf(t, s, "a"), "the newest first")
		require.Equal(t, []string{"m2", "m1"}, matchesOf(t, s, "b"))
		seat, _, _, err := s.MySeat(ctx, "a")
		require.NoError(t, err)
		require.Equal(t, "m3", seat.Match, "the one in real time")

		queue(t, s, "again", TicketRequest{Mode: "quick", Scenarios: []string{"arena"}}, "a")
		require.Equal(t, []string{"m2", "m1"}, matchesOf(t, s, "a"), "another wish gives the seat up in real time")
		require.Equal(t, Waiting, status(t, s, "t3", "a"))
		require.NoError(t, s.Leave(ctx, "m1", "a", noon))
		require.Equal(t, []string{"m2"}, matchesOf(t, s, "a"))
		require.Equal(t, []string{"m2", "m1"}, matchesOf(t, s, "b"))
		require.Equal(t, Waiting, status(t, s, "again", "a"))
		require.NoError(t, s.Void(ctx, "m2", api.MatchLost, noon))
		require.Equal(t, Expired, status(t, s, "tm2b", "b"), "who waits for another one is not in line twice")
		require.NoError(t, s.Erase(ctx, "a", noon))
		require.Equal(t, Cancelled, status(t, s, "t3", "a"))
	})
}

// One waits for each mode at a time, whether somebody asks for it or not, and nobody has more than so many.
func TestWhoWaitsForAMatchByCorrespondence(t *testing.T) {
	both(t, "waits", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b")
		queue(t, s, "t1", byPost, "a")
		got, created, err := s.AddTicket(ctx, "t2", []string{"a"}, byPost, noon)
		require.NoError(t, err)
		require.Equal(t, []any{"t1", false}, []any{got, created}, "the same wish is the same ticket")
		other := byPost
		other.Scenarios = []string{"farms"}
		queue(t, s, "t3", other, "a")
		require.Equal(t, Cancelled, status(t, s, "t1", "a"), "it takes the place of the other")
		later := noon.Add(time.Second)
		became, err := s.Abandon(ctx, "t3", later, later)
		require.NoError(t, err)
		require.Equal(t, TicketServed, became)
		queue(t, s, "live", quick, "b")
		became, err = s.Abandon(ctx, "live", later, later)
		require.NoError(t, err)
		require.Equal(t, TicketDropped, became)
		for i := range maxPost - 1 {
			w := byPost
			w.Mode = "post" + strconv.Itoa(i)
			queue(t, s, "t-"+w.Mode, w, "a")
		}
		_, _, err = s.AddTicket(ctx, "more", []string{"a"}, TicketRequest{Mode: "one more", Post: true}, noon)
		require.ErrorIs(t, err, ErrMany)
	})
}

// Whose turn it is shows in one's games: of one's own team as it is, of others as the shard lets others know.
func TestGamesTellWhoseTurnItIs(t *testing.T) {
	both(t, "whose turn", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b")
		letters(t, s, "m1", "a", "b")
		held, err := s.HeldOn(ctx, "s1")
		require.NoError(t, err)
		require.Len(t, held, 2)
		due := noon.Add(time.Hour)
		require.NoError(t, s.SetTurns(ctx, map[int64]SeatTurn{
			held[0].Stint: {Turn: 4, Plans: true, Waits: true, Due: due},
			held[1].Stint: {Turn: 4, Plans: false, Waits: true, Due: due}, // b has committed, and a must not know
		}))
		held, err = s.HeldOn(ctx, "s1")
		require.NoError(t, err)
		require.Equal(t, SeatTurn{Turn: 4, Plans: true, Waits: true, Due: due}, held[0].SeatTurn)
		a, b := games(t, s, "a")[0], games(t, s, "b")[0]
		require.Equal(t, []any{4, true, due, 0, true}, []any{a.Turn, a.Yours, a.Due, a.Seat, a.Correspondence})
		require.Equal(t, []bool{true, true}, []bool{a.Players[0].Waited, a.Players[1].Waited})
		require.False(t, b.Yours)
		require.Zero(t, b.Due)
		require.Equal(t, []bool{true, false}, []bool{b.Players[0].Waited, b.Players[1].Waited})
	})
}

func games(t *testing.T, s *Store, player string) []api.Game {
	t.Helper()
	all, err := s.Games(t.Context(), player)
	require.NoError(t, err)
	return all
}

func matchesOf(t *testing.T, s *Store, player string) (all []string) {
	t.Helper()
	for _, g := range games(t, s, player) {
		all = append(all, g.Match)
	}
	return all
}
