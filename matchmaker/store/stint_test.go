package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/rating"
)

// Whose a match is, as stories: who held which seat for how many minutes, in the order in which they sat down.
func TestWhoseAMatchIs(t *testing.T) {
	type sat struct {
		player string
		seat   int
		long   time.Duration
	}
	for story, c := range map[string]struct {
		sat  []sat
		want []sat // without how long
	}{
		"everybody stays":                      {[]sat{{"a", 0, 9}, {"b", 1, 9}}, []sat{{"a", 0, 0}, {"b", 1, 0}}},
		"who left and was not replaced counts": {[]sat{{"a", 0, 2}, {"b", 1, 9}}, []sat{{"a", 0, 0}, {"b", 1, 0}}},
		"a late guest does not take the match from who played it": {
			[]sat{{"a", 0, 8}, {"b", 1, 9}, {"c", 0, 1}}, []sat{{"a", 0, 0}, {"c", 0, 0}, {"b", 1, 0}},
		},
		"who came early and went is not who played it": {[]sat{{"a", 0, 1}, {"b", 1, 9}, {"c", 0, 8}}, []sat{
			{"c", 0, 0},
			{"b", 1, 0},
		}},
		"three in one seat: the longest and the last": {[]sat{{"a", 0, 2}, {"b", 0, 5}, {"c", 0, 1}}, []sat{
			{"b", 0, 0},
			{"c", 0, 0},
		}},
		"stints in one seat add up": {[]sat{{"a", 0, 3}, {"b", 0, 4}, {"a", 0, 2}}, []sat{
			{"a", 0, 0},
		}},
		"who changed sides counts where the match ended": {[]sat{{"a", 0, 8}, {"b", 1, 1}, {"a", 1, 2}}, []sat{
			{"a", 1, 0},
		}},
		"who changed sides leaves the old seat to its next": {
			[]sat{{"a", 0, 8}, {"a", 1, 2}, {"b", 0, 2}}, []sat{{"b", 0, 0}, {"a", 1, 0}},
		},
		"before it was kept how long, the last counts": {[]sat{{"a", 0, 0}, {"b", 0, 0}}, []sat{{"b", 0, 0}}},
		"nobody": {},
	} {
		var stints []stint
		for _, v := range c.sat {
			stints = append(stints, stint{seated{player: v.player, seat: v.seat}, v.long * time.Minute})
		}
		var got []sat
		for _, v := range countsFor(stints) {
			got = append(got, sat{v.player, v.seat, 0})
		}
		require.Equal(t, c.want, got, story)
	}
}

// The leader of a party leaves in the middle of a match that the party wins. The match is won in the history of both,
// and the one who played on keeps the seat whatever the leader wants next.
func TestTheLeaderOfTheWinnersLeft(t *testing.T) {
	both(t, "won by both", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "leader", "friend", "foe")
		require.NoError(t, s.FoundParty(ctx, "p", "code", "leader", noon))
		require.NoError(t, s.JoinParty(ctx, "code", "friend", 8, noon))
		wish := TicketRequest{Mode: "quick", Party: "p"}
		queue(t, s, "tp", wish, "leader", "friend")
		queue(t, s, "tf", quick, "foe")
		m := duel("m", "leader", "foe")
		m.Teams = []int{0, 1, 0}
		m.Seats = []NewSeat{{0, "leader", "tp"}, {1, "foe", "tf"}, {2, "friend", "tp"}}
		opened(t, s, m)
		require.NoError(t, s.Leave(ctx, "m", "leader", noon.Add(time.Minute)))
		_, _, err := s.AddTicket(ctx, "tq",
			[]string{"leader", "friend"}, TicketRequest{Mode: "ranked", Party: "p"}, noon.Add(2*time.Minute))
		require.ErrorIs(t, err, ErrPlays)
		match, seat, err := s.Seated(ctx, "friend")
		require.NoError(t, err)
		require.Equal(t, "m", match)
		require.Equal(t, 2, seat)
		require.NoError(t, s.Report(ctx, "s1",
			api.MatchReport{Match: "m", Winner: 0, Reason: "points", Ticks: 900}, nil, noon.Add(9*time.Minute)))
		for player, team := range map[string]int{"leader": 0, "friend": 0, "foe": 1} {
			past, err := s.History(ctx, player, "", 10)
			require.NoError(t, err)
			require.Len(t, past, 1, player)
			require.Equal(t, []int{0, team}, []int{past[0].Winner, past[0].Team}, player)
		}
		_, created, err := s.AddTicket(ctx, "tq",
			[]string{"leader", "friend"}, TicketRequest{Mode: "ranked", Party: "p"}, noon.Add(10*time.Minute))
		require.NoError(t, err)
		require.True(t, created, "when it is over the leader queues for all again")
	})
}

// A seat that two players shared counts for both; each moves as if the seat had been that player's alone.
func TestASharedSeatIsRatedForBoth(t *testing.T) {
	both(t, "the longest and the last", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b", "c")
		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		require.NoError(t, s.Leave(ctx, "m", "a", noon.Add(8*time.Minute)))
		queue(t, s, "tc", TicketRequest{Mode: "quick", Match: "m"}, "c")
		n, err := s.Join(ctx, []Join{{"m", []NewSeat{{0, "c", "tc"}}}}, noon.Add(8*time.Minute))
		require.NoError(t, err)
		require.Equal(t, 1, n)
		told, err := s.Unsynced(ctx, "m", noon)
		require.NoError(t, err)
		require.NoError(t, s.Confirm(ctx, "m", told, 0, noon))
		require.NoError(t, s.Report(ctx, "s1",
			api.MatchReport{Match: "m", Winner: 0, Reason: "points", Ticks: 900}, nil, noon.Add(9*time.Minute)))
		want := rating.Rate([][]rating.Rating{{rating.New()}, {rating.New()}}, []int{0, 1})
		for player, after := range map[string]rating.Rating{"a": want[0][0], "c": want[0][0], "b": want[1][0]} {
			all, err := s.Ratings(ctx, player)
			require.NoError(t, err)
			require.Len(t, all, 1, player)
			require.InDelta(t, after.Mu, all[0].Rating.Mu, 1e-9, player)
			require.InDelta(t, after.Sigma, all[0].Rating.Sigma, 1e-9, player)
		}
	})
}
