package rest

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// soon waits for what a round or a shard has to do.
func soon(t *testing.T, holds func() bool, what string) {
	t.Helper()
	require.Eventually(t, holds, 3*time.Minute, 10*time.Millisecond, what)
}

// Whoever has or had a seat in a match does not watch it, and neither does who was in a party with one of them since,
// until it is over. Everybody else does, and shards hear of all that, also of what happens after a
// ticket to watch was fetched.
func TestWhoHasASeatDoesNotWatch(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	ann, a := h.player(t)
	bob, b := h.player(t)
	cid, c := h.player(t)
	dan, d := h.player(t)
	seat, err := ann.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	require.Equal(t, api.Spectators{Delay: 90}, shard.spectators(seat.Match))
	require.True(t, shard.inside(seat.Match, a.Player), "with the match")
	for _, who := range []*api.Client{bob, cid, dan} {
		_, err = who.Watch(t.Context(), seat.Match)
		require.NoError(t, err, "anybody may")
	}
	refused := func(who *api.Client, why string) {
		_, err := who.Watch(t.Context(), seat.Match)
		require.Equal(t, http.StatusForbidden, api.StatusOf(err), why)
	}
	refused(ann, "she plays")

	p, err := ann.FoundParty(t.Context())
	require.NoError(t, err)
	_, err = bob.JoinParty(t.Context(), p.Code)
	require.NoError(t, err)
	refused(bob, "he is in her party now")
	soon(t, func() bool { return shard.inside(seat.Match, b.Player) }, "his ticket to watch is older than that")
	require.NoError(t, bob.LeaveParty(t.Context()))
	refused(bob, "and was in it")

	require.NoError(t, ann.Leave(t.Context(), seat.Match))
	refused(ann, "she knows what her side knew")
	require.False(t, shard.inside(seat.Match, c.Player))
	_, err = cid.Queue(t.Context(), api.TicketRequest{Match: seat.Match})
	require.NoError(t, err)
	soon(t, func() bool { return shard.inside(seat.Match, c.Player) }, "who watched and then got a seat")

	shard.restarts(t, meet)
	soon(t, func() bool {
		return shard.inside(seat.Match, a.Player) && shard.inside(seat.Match, b.Player) &&
			shard.inside(seat.Match, c.Player)
	}, "the next run is told")
	require.False(t, shard.inside(seat.Match, d.Player))
	require.NoError(t, shard.report(t, ann, "queue-1", api.MatchReport{
		Match: seat.Match, Winner: 0, Reason: "elimination", Ticks: 9,
	}))
	_, err = ann.Watch(t.Context(), seat.Match)
	require.Equal(t, http.StatusGone, api.StatusOf(err), "it is over: there is a replay")
}

// Spectators of rated matches are further behind, and see less; how far is the mode's to say, and anybody may know.
func TestSpectatorsOfRatedMatchesAreFurtherBehind(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	ann, _ := h.player(t)
	bob, _ := h.player(t)
	modes, err := ann.Modes(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int{90, 300}, []int{modes[0].Delay, modes[1].Delay})
	wish := api.TicketRequest{Mode: "ranked", Scenario: "duel"}
	_, err = ann.Queue(t.Context(), wish)
	require.NoError(t, err)
	go func() { _, _ = bob.SeatFor(t.Context(), wish, nil) }()
	seat, err := ann.SeatFor(t.Context(), wish, nil)
	require.NoError(t, err)
	require.Equal(t, api.Spectators{Delay: 300, NoOrders: true}, shard.spectators(seat.Match))
	shard.restarts(t, meet)
	soon(t, func() bool {
		return shard.spectators(seat.Match) == api.Spectators{Delay: 300, NoOrders: true}
	}, "told again")
}

// Who gave a seat up gets the same one or none, however he comes back: by the match's name, by queueing again, with a
// name of his own by then, and after another shard has taken the match over. Others get the free one.
func TestWhoGaveASeatUpGetsTheSameOrNone(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	var all []*api.Client
	var seats []api.Assignment
	sit := func() {
		c, _ := h.player(t)
		a, err := c.Seat(t.Context(), "arena", nil)
		require.NoError(t, err)
		all, seats = append(all, c), append(seats, a)
	}
	for range 4 {
		sit()
	}
	match := seats[0].Match
	require.Equal(t, match, seats[3].Match)
	ann, bob := all[0], all[1]
	require.NotEqual(t, arena.Teams[seats[0].Seat], arena.Teams[seats[1].Seat], "against each other")
	require.NoError(t, ann.Leave(t.Context(), match))
	sit()
	require.Equal(t, match, seats[4].Match)
	require.Equal(t, seats[0].Seat, seats[4].Seat, "another has Ann's seat")
	require.NoError(t, bob.Leave(t.Context(), match))

	none := func(c *api.Client) {
		_, err := c.Queue(t.Context(), api.TicketRequest{Match: match})
		require.Equal(t, http.StatusConflict, api.StatusOf(err))
		require.ErrorContains(t, err, "somebody else has it now")
	}
	none(ann)
	require.NoError(t, h.m.store.Moved(t.Context(), match, "shard-1"))
	none(ann)
	s, err := ann.Upgrade(t.Context(), "Annabel", "correct horse")
	require.NoError(t, err)
	ann = api.NewClient(h.url, patient).In(s, nil)
	none(ann)
	elsewhere, err := ann.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	require.NotEqual(t, match, elsewhere.Match, "there is a free seat, and not for her")

	back, err := bob.SeatFor(t.Context(), api.TicketRequest{Match: match}, nil)
	require.NoError(t, err)
	require.Equal(t, seats[1].Seat, back.Seat)
}
