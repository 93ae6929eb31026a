package rest

import (
	"fmt"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

func TestAnAccountsLife(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	c, g := h.player(t)
	s, err := c.Upgrade(t.Context(), "Anna", "correct horse")
	require.NoError(t, err)
	require.Equal(t, g.Player, s.Player, "ratings and history stay")
	nobody := api.NewClient(h.url, patient)
	_, err = nobody.Register(t.Context(), "ANNA", "another one")
	require.Equal(t, http.StatusConflict, api.StatusOf(err))
	_, err = nobody.LogIn(t.Context(), "anna", "wrong horse")
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err))
	in, err := nobody.LogIn(t.Context(), "anna", "correct horse")
	require.NoError(t, err)
	me := nobody.In(in, nil)
	require.NoError(t, me.ChangePassword(t.Context(), "correct horse", "battery staple"))
	_, err = c.Account(t.Context())
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err), "every other session has ended")

	next, err := nobody.Refresh(t.Context(), in.Refresh)
	require.NoError(t, err)
	me = nobody.In(next, nil)
	out, err := me.Export(t.Context())
	require.NoError(t, err)
	require.Equal(t, "Anna", out.Account.Name)
	require.Len(t, out.Sessions, 1)
	require.NoError(t, me.LogOut(t.Context(), false))
	_, err = me.Account(t.Context())
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err))
	in, err = nobody.LogIn(t.Context(), "anna", "battery staple")
	require.NoError(t, err)
	require.NoError(t, nobody.In(in, nil).DeleteAccount(t.Context()))
	_, err = nobody.Profile(t.Context(), g.Player)
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
}

func TestAClientRenewsItsSession(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	_, g := h.player(t)
	g.Expires = time.Now()
	var kept []api.Session
	c := api.NewClient(h.url, patient).In(g, func(s api.Session) { kept = append(kept, s) })
	_, err := c.Account(t.Context())
	require.NoError(t, err)
	require.Len(t, kept, 1)
	require.NotEqual(t, g.Refresh, kept[0].Refresh)
}

// Two of like strength are proposed a match; it opens when both accept, and its result moves their ratings.
func TestARankedMatch(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	wish := api.TicketRequest{Mode: "ranked", Scenario: "duel"}
	a, ga := h.player(t)
	b, gb := h.player(t)
	ta, err := a.Queue(t.Context(), wish)
	require.NoError(t, err)
	// it widens with the time
	says := regexp.MustCompile(`1 of 2 players are there, within [1-5]\d\d points by now; AI commanders fill the rest in`)
	id := ta.ID // an answer that fails has none
	require.Eventually(t, func() bool {
		ta, err = a.Ticket(t.Context(), id, 0)
		return err == nil && says.MatchString(ta.Why)
	}, time.Minute, 10*time.Millisecond, "it says why it waits")
	require.Equal(t, api.PlayersWithin, ta.Reasons[0].Kind, "as data too")
	require.Equal(t, api.Fill, ta.Reasons[1].Kind)
	var events []api.Status
	var following sync.WaitGroup
	following.Go(func() {
		_ = a.Follow(t.Context(), ta.ID, func(t api.Ticket) error { events = append(events, t.Status); return nil })
	})
	tb, err := b.Queue(t.Context(), wish)
	require.NoError(t, err)
	tb = settled(t, b, tb.ID)
	require.Equal(t, api.Proposed, tb.Status)
	require.Equal(t, []float64{0.5, 0.5}, tb.Proposal.Why.WinChance)
	require.Empty(t, shard.opened, "nobody is asked to play unasked")
	_, err = a.Accept(t.Context(), tb.ID)
	require.Equal(t, http.StatusNotFound, api.StatusOf(err), "another player's ticket")
	_, err = a.Accept(t.Context(), ta.ID)
	require.NoError(t, err)
	_, err = b.Accept(t.Context(), tb.ID)
	require.NoError(t, err)
	seat, err := b.SeatFor(t.Context(), wish, nil)
	require.NoError(t, err)
	following.Wait()
	require.Equal(t, api.Assigned, events[len(events)-1])

	require.NoError(t, shard.report(t, a, "queue-1", api.MatchReport{
		Match: seat.Match, Winner: seat.Seat, Reason: "elimination", Ticks: 9,
	}))
	board, err := a.Leaderboard(t.Context(), "ranked", 0, 10)
	require.NoError(t, err)
	require.Equal(t, gb.Player, board.Rows[0].Player)
	past, err := a.History(t.Context(), ga.Player, "", 10)
	require.NoError(t, err)
	require.Equal(t, 1500, past[0].Before)
	require.Less(t, past[0].After, 1500)
}

func TestDecliningPutsTheOtherBackInLine(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	wish := api.TicketRequest{Mode: "ranked", Scenario: "duel"}
	a, _ := h.player(t)
	b, _ := h.player(t)
	ta, err := a.Queue(t.Context(), wish)
	require.NoError(t, err)
	tb, err := b.Queue(t.Context(), wish)
	require.NoError(t, err)
	settled(t, b, tb.ID)
	tb, err = b.Decline(t.Context(), tb.ID)
	require.NoError(t, err)
	require.Equal(t, api.Cancelled, tb.Status)
	ta, err = a.Ticket(t.Context(), ta.ID, 0)
	require.NoError(t, err)
	require.Equal(t, api.Waiting, ta.Status)
}

func TestAPartyIsPlacedTogether(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	a, _ := h.player(t)
	b, gb := h.player(t)
	_, err := a.FoundParty(t.Context())
	require.NoError(t, err)
	_, err = a.Invite(t.Context(), api.InviteRequest{Player: gb.Player})
	require.NoError(t, err)
	inv, err := b.Invitations(t.Context())
	require.NoError(t, err)
	_, err = b.JoinParty(t.Context(), inv[0].Code)
	require.NoError(t, err)
	_, err = b.Queue(t.Context(), api.TicketRequest{Scenario: "arena"})
	require.Equal(t, http.StatusConflict, api.StatusOf(err), "the leader queues for all")
	seat, err := a.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	p, err := b.Party(t.Context())
	require.NoError(t, err)
	other := settled(t, b, p.Ticket)
	require.Equal(t, seat.Match, other.Assignment.Match)
	require.Equal(t, arena.Teams[seat.Seat], arena.Teams[other.Assignment.Seat], "in one team")
	require.NotEqual(t, seat.Seat, other.Assignment.Seat)

	require.NoError(t, a.Leave(t.Context(), seat.Match), "the leader leaves; the friend plays on")
	_, err = a.Queue(t.Context(), api.TicketRequest{Scenario: "arena"})
	require.Equal(t, http.StatusConflict, api.StatusOf(err))
	require.ErrorContains(t, err, "still plays a match")
	where, err := b.Where(t.Context(), seat.Match)
	require.NoError(t, err)
	require.Equal(t, other.Assignment.Seat, where.Seat, "and keeps the seat")
}

// A moderator's word counts at once, in live matches too; what a role may not do, no body and no path lets it do.
func TestModeration(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	nobody := api.NewClient(h.url, patient)
	s, err := nobody.Register(t.Context(), "Moderator", "correct horse")
	require.NoError(t, err)
	mod := nobody.In(s, nil)
	bad, g := h.player(t)
	_, err = mod.Punish(t.Context(), api.SanctionRequest{Player: g.Player, Kind: api.Ban, Reason: "cheats"})
	require.Equal(t, http.StatusForbidden, api.StatusOf(err), "not yet")
	require.Equal(t, http.StatusForbidden, api.StatusOf(mod.GiveRole(t.Context(), s.Player, api.RoleOperator)))
	require.NoError(t, h.m.store.SetRole(t.Context(), s.Player, api.RoleModerator))
	require.Equal(t, http.StatusForbidden, api.StatusOf(mod.GiveRole(t.Context(), s.Player, api.RoleOperator)),
		"a moderator makes nobody an operator")
	seat, err := bad.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	_, err = mod.Punish(t.Context(), api.SanctionRequest{Player: g.Player, Kind: api.Mute, Reason: "loud", Seconds: 60})
	require.NoError(t, err)
	require.Positive(t, shard.mutedFor(g.Player))
	_, err = mod.Punish(t.Context(), api.SanctionRequest{
		Player: g.Player, Kind: api.Ban, Reason: "cheats", Seconds: 60,
	})
	require.NoError(t, err)
	require.True(t, shard.bars(seat.Match, g.Player))
	_, err = bad.Account(t.Context())
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))
	require.ErrorContains(t, err, "banned until")
	log, err := mod.Audit(t.Context())
	require.NoError(t, err)
	require.Equal(t, "ban", log[0].What)
	_, err = bad.Audit(t.Context())
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))
}

// A thousand logins at once are refused but for a few, and do not keep others from playing.
func TestAFloodOfLogins(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	var busy sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for i := range 1000 {
		busy.Go(func() {
			w := h.try("POST", "/v1/sessions", "", fmt.Sprintf(`{"name":"nobody %d","password":"wrong password"}`, i))
			mu.Lock()
			defer mu.Unlock()
			codes[w.Code]++
		})
	}
	h.player(t)
	busy.Wait()
	require.Equal(t, 1000,
		codes[http.StatusUnauthorized]+codes[http.StatusServiceUnavailable]+codes[http.StatusTooManyRequests], "%v",
		codes)
	require.Less(t, codes[http.StatusUnauthorized], 100, "a few are all that is hashed: %v", codes)
}
