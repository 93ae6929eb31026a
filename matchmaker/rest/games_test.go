package rest

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/modes"
)

// Two players play each other by correspondence, twice, and in real time beside it. Each sees all of it, and whose turn
// it is as their shard tells; a third sees nothing of it.
func TestManyGamesBesideEachOther(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	offer, err := modes.Complete(modes.Offer{Scenarios: []api.ScenarioInfo{
		duel, {Name: "pond", Teams: []int{0, 1}, Turns: true},
	}})
	require.NoError(t, err)
	h := startWith(t, t.TempDir(), meet, 0, Config{Offer: offer})
	a, _ := h.player(t)
	b, _ := h.player(t)
	pair := func(r api.TicketRequest) (match string) {
		t.Helper()
		var tickets []api.Ticket
		for _, c := range []*api.Client{a, b} {
			ticket, err := c.Queue(t.Context(), r)
			require.NoError(t, err)
			tickets = append(tickets, ticket)
		}
		first, second := settled(t, a, tickets[0].ID), settled(t, b, tickets[1].ID)
		require.Equal(t, []api.Status{api.Assigned, api.Assigned}, []api.Status{first.Status, second.Status})
		require.Equal(t, first.Assignment.Match, second.Assignment.Match)
		return first.Assignment.Match
	}
	post := api.TicketRequest{Mode: "correspondence"}
	m1, m2 := pair(post), pair(post)
	require.NotEqual(t, m1, m2)
	quick := pair(api.TicketRequest{Mode: "quick", Scenario: "duel"})
	list := func(c *api.Client) (ids []string) {
		all, err := c.Games(t.Context())
		require.NoError(t, err)
		for _, g := range all {
			ids = append(ids, g.Match)
		}
		return ids
	}
	require.Equal(t, []string{quick, m2, m1}, list(a))
	seat, err := a.MySeat(t.Context())
	require.NoError(t, err)
	require.Equal(t, quick, seat.Match)
	for _, m := range []string{m1, m2, quick} {
		where, err := b.Where(t.Context(), m)
		require.NoError(t, err)
		require.Equal(t, m, where.Match)
	}
	stranger, _ := h.player(t)
	require.Empty(t, list(stranger))
	_, err = stranger.Where(t.Context(), m1)
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))

	due := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	shard.mu.Lock()
	for i := range shard.seen {
		shard.seen[i].Turn, shard.seen[i].Waits, shard.seen[i].Plans, shard.seen[i].Due = 2, true, true, due
	}
	shard.mu.Unlock()
	require.Eventually(t, func() bool {
		all, err := a.Games(t.Context())
		return err == nil && all[1].Yours && all[1].Due.Equal(due) && all[1].Players[1].Waited
	}, time.Minute, 200*time.Millisecond)

	require.NoError(t, b.Leave(t.Context(), m2))
	require.Equal(t, []string{quick, m1}, list(b))
	require.Equal(t, []string{quick, m2, m1}, list(a))
}

// Who joins a match that runs has one seat in real time, whatever mode is named beside it: not one more by
// correspondence, which nobody can be given.
func TestAMatchThatRunsIsNotJoinedByCorrespondence(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	offer, err := modes.Complete(modes.Offer{Scenarios: []api.ScenarioInfo{
		duel, {Name: "arena", Teams: []int{0, 0, 1, 1}}, {Name: "pond", Teams: []int{0, 1}, Turns: true},
	}})
	require.NoError(t, err)
	h := startWith(t, t.TempDir(), meet, 0, Config{Offer: offer})
	ann, _ := h.player(t)
	first, err := ann.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	bob, _ := h.player(t)
	second, err := bob.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	require.NotEqual(t, first.Match, second.Match)
	ticket, err := bob.Queue(t.Context(), api.TicketRequest{Mode: "correspondence", Match: first.Match})
	require.NoError(t, err)
	got := settled(t, bob, ticket.ID)
	require.Equal(t, api.Assigned, got.Status)
	require.Equal(t, first.Match, got.Assignment.Match)
	all, err := bob.Games(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1, "the seat before was given up")
}
