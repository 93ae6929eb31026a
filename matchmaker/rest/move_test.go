package rest

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// A match has just left the shard where the database has it: whoever moves it is not refused, it goes from where it is.
func TestAMatchIsMovedFromWhereItHasJustGone(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusConflict} {
		meet := &meeting{}
		one := shared(t, "s1", meet, 0)
		h := start(t, t.TempDir(), meet, 0)
		player, _ := h.player(t)
		a, err := player.Seat(t.Context(), "duel", nil)
		require.NoError(t, err)
		two, three := shared(t, "s2", meet, 1), shared(t, "s3", meet, 0)
		one.answers(status)
		op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
		_, err = op.Move(t.Context(), a.Match, api.MoveRequest{})
		require.Equal(t, http.StatusConflict, api.StatusOf(err), "nobody tells that it goes on elsewhere")
		require.ErrorContains(t, err, "shard s1 did not do it")

		require.NoError(t, meet.PutHeads(t.Context(), registry.Head{Match: a.Match, Shard: "s2"}))
		_, err = op.Move(t.Context(), a.Match, api.MoveRequest{Shard: "s2"})
		require.ErrorContains(t, err, "is at shard s2 already")
		m, err := op.Move(t.Context(), a.Match, api.MoveRequest{})
		require.NoError(t, err)
		require.Equal(t, []string{a.Match + "/s3"}, two.moved)
		require.Empty(t, three.moved)
		require.Equal(t, "s2", m.From)
		require.Equal(t, "s3", m.To)
		r, err := h.m.store.Match(t.Context(), a.Match)
		require.NoError(t, err)
		require.Equal(t, "s3", r.Shard)
		two.answers(http.StatusNotFound) // and once only
		require.NoError(t, h.m.store.Moved(t.Context(), a.Match, "s1"))
		_, err = op.Move(t.Context(), a.Match, api.MoveRequest{})
		require.ErrorContains(t, err, "shard s2 did not do it")
		h.stop()
	}
}

// Its shard is dead, and its standby goes on with it before the queue knows.
func TestAMatchIsMovedFromItsStandby(t *testing.T) {
	meet := &meeting{}
	shared(t, "s1", meet, 0)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	player, _ := h.player(t)
	a, err := player.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	two := shared(t, "s2", meet, 0)
	shared(t, "s3", meet, 0)
	require.NoError(t, meet.RemoveShard(t.Context(), "s1"))
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	_, err = op.Move(t.Context(), a.Match, api.MoveRequest{})
	require.ErrorContains(t, err, "shard s1, where the match was, is away, and no other goes on with it")
	require.NoError(t, meet.PutHeads(t.Context(), registry.Head{Match: a.Match, Shard: "s2"}))
	m, err := op.Move(t.Context(), a.Match, api.MoveRequest{})
	require.NoError(t, err)
	require.Equal(t, "s2", m.From)
	require.Equal(t, []string{a.Match + "/s3"}, two.moved)
}

// Operators see which shard is strained, by what, and where the queue moves no match by itself.
func TestAnOperatorSeesWhatStrainsAShard(t *testing.T) {
	meet := &meeting{}
	one := shared(t, "s1", meet, 0)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	player, _ := h.player(t)
	a, err := player.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	two := shared(t, "s2", meet, 0)
	one.Load, one.TickP99, one.Busy, one.Measured = 2, 65536*time.Microsecond, 30, 1
	one.puts(t, meet)
	two.Load, two.TickP99, two.Busy, two.Measured = 1, time.Millisecond, 50, 1
	two.puts(t, meet)
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	nodes, err := op.Nodes(t.Context())
	require.NoError(t, err)
	require.Equal(t, 131, nodes[0].Strain)
	require.Equal(t, "99 % of its ticks take up to 65.5 ms; they are 50 ms apart", nodes[0].Strained)
	require.Equal(t, "ready", nodes[0].State)
	require.Equal(t, 50, nodes[1].Strain)
	require.Empty(t, nodes[1].Strained)
	m, err := op.Move(t.Context(), a.Match, api.MoveRequest{Explain: true})
	require.NoError(t, err)
	require.Equal(t, "s2", m.To, "by hand it may go there")
	require.Equal(t, 131, m.Strain)
	require.Equal(t, nodes[0].Strained, m.Strained)
	require.Equal(t, api.Destination{
		Shard: "s2", Matches: 1, Capacity: 2, TickP99: 1, Busy: 50, Strain: 50, Then: 67,
		Unfit: "it has the same machine's processors",
	}, m.Destinations[0])
}
