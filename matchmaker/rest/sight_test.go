package rest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// To look at a match without delay is a right that no role has. An operator gives it to an operator's account; each
// look is begun with a reason, which the audit log has before anything is shown, and whoever looked gets no seat there.
func TestToLookWithoutDelayIsARightOfItsOwn(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	ctx := t.Context()
	ann, a := h.player(t)
	seat, err := ann.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	machine := api.NewClient("http://localhost", &http.Client{Transport: within{h}})
	olga, o := h.player(t)
	refused := func(c *api.Client, status int, why string) {
		t.Helper()
		_, err := c.OpenSight(ctx, seat.Match, "cheating?")
		require.Equal(t, status, api.StatusOf(err))
		require.ErrorContains(t, err, why)
		_, err = c.Sight(ctx, seat.Match)
		require.Equal(t, status, api.StatusOf(err))
	}
	require.ErrorContains(t, machine.GiveSight(ctx, o.Player, true), "only an operator")
	for _, role := range []api.Role{api.RolePlayer, api.RoleViewer, api.RoleModerator} {
		require.NoError(t, machine.GiveRole(ctx, o.Player, role))
		refused(olga, http.StatusForbidden, "with the role operator")
	}
	require.NoError(t, machine.GiveRole(ctx, o.Player, api.RoleOperator))
	refused(olga, http.StatusForbidden, "a right of its own")
	refused(machine, http.StatusForbidden, "takes an account")
	require.NoError(t, machine.GiveSight(ctx, o.Player, true))
	_, err = olga.Sight(ctx, seat.Match)
	require.ErrorContains(t, err, "begin to look without delay first")
	_, err = olga.OpenSight(ctx, seat.Match, "")
	require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err), "for no reason")
	require.Zero(t, shard.sights, "nothing was shown to anybody")

	opened, err := olga.OpenSight(ctx, seat.Match, "cheating?")
	require.NoError(t, err)
	require.Equal(t, seat.Match, opened.Match)
	log, err := machine.AuditOf(ctx, o.Player, 0, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"look without delay", "match " + seat.Match + ": cheating?", o.Player},
		[]string{log[0].What, log[0].Detail, log[0].By})
	require.Equal(t, "give sight", log[1].What)
	for range 2 {
		b, err := olga.Sight(ctx, seat.Match)
		require.NoError(t, err)
		require.Equal(t, "now of "+seat.Match, string(b))
	}
	log, err = machine.AuditOf(ctx, o.Player, 0, 1)
	require.NoError(t, err)
	require.Equal(t, "look without delay", log[0].What, "one entry for each look, not for each picture")

	_, err = olga.Queue(ctx, api.TicketRequest{Match: seat.Match})
	require.Equal(t, http.StatusConflict, api.StatusOf(err))
	require.ErrorContains(t, err, "looked at it without delay: you may not take a seat")
	require.NoError(t, machine.GiveSight(ctx, o.Player, false))
	refused(olga, http.StatusForbidden, "a right of its own")
	require.NoError(t, machine.GiveSight(ctx, o.Player, true))

	// who gets to know a side meanwhile sees no more, and who plays does not begin to
	p, err := ann.FoundParty(ctx)
	require.NoError(t, err)
	_, err = olga.JoinParty(ctx, p.Code)
	require.NoError(t, err)
	refused(olga, http.StatusForbidden, "you or your party play in this match")
	require.NoError(t, machine.GiveRole(ctx, a.Player, api.RoleOperator))
	require.NoError(t, machine.GiveSight(ctx, a.Player, true))
	refused(ann, http.StatusForbidden, "you or your party play in this match")

	require.NoError(t, shard.report(t, ann, "queue-1", api.MatchReport{
		Match: seat.Match, Winner: 1, Reason: "clock", Ticks: 400,
	}))
	refused(olga, http.StatusGone, "its replay has all of it")
	require.Equal(t, 2, shard.sights)
}

// A moderator who has read the chat of a match that runs gets no seat in it, alone or with a party, until it is over.
func TestWhoHasReadTheChatGetsNoSeat(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	ctx := t.Context()
	ann, _ := h.player(t)
	seat, err := ann.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	rude, r := h.player(t)
	_, err = rude.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	report, err := ann.Complain(ctx, r.Player, api.ComplaintRequest{Reason: "abuse", Match: seat.Match})
	require.NoError(t, err)
	shard.says(seat.Match, api.MatchSaid{Tick: 400, Rate: 20, Lines: []api.Said{{Tick: 100, Team: true, Text: "left"}}})
	mod, m := h.player(t)
	friend, f := h.player(t)
	require.NoError(t, h.m.store.SetRole(ctx, m.Player, api.RoleModerator))
	_, err = mod.Chat(ctx, report.ID)
	require.NoError(t, err)

	p, err := friend.FoundParty(ctx)
	require.NoError(t, err)
	_, err = mod.JoinParty(ctx, p.Code)
	require.NoError(t, err)
	_, err = friend.Queue(ctx, api.TicketRequest{Match: seat.Match})
	require.ErrorContains(t, err, "somebody in your party has read the chat of this match")
	require.NoError(t, mod.LeaveParty(ctx))
	_, err = mod.Queue(ctx, api.TicketRequest{Match: seat.Match})
	require.ErrorContains(t, err, "you have read the chat of this match")

	// without naming the match: the queue puts others into its free seats, and the moderator into another match
	other, err := mod.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	require.NotEqual(t, seat.Match, other.Match)
	_, err = friend.Queue(ctx, api.TicketRequest{Match: seat.Match})
	require.NoError(t, err)
	soon(t, func() bool { return shard.inside(seat.Match, f.Player) }, "the friend knows nothing")
}
