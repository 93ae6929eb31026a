package rest

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// shared is a shard whose matches others can go on with.
func shared(t *testing.T, id string, meet *meeting, load int) *fakeShard {
	s := newShard(t, id, meet)
	s.Shared, s.HandsOver, s.Rules, s.Load, s.Capacity = true, true, "r", load, 2
	s.puts(t, meet)
	return s
}

// puts has the registry know what became of the shard.
func (s *fakeShard) puts(t *testing.T, meet *meeting) {
	require.NoError(t, meet.RemoveShard(t.Context(), s.ID))
	require.NoError(t, meet.PutShard(t.Context(), s.Shard))
}

// An operator sees who is there, asks where a match would go, moves it, and is told why when it cannot go there.
func TestAnOperatorMovesAMatch(t *testing.T) {
	meet := &meeting{}
	one := shared(t, "s1", meet, 0)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	player, g := h.player(t)
	a, err := player.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	shared(t, "s2", meet, 1)
	shared(t, "full", meet, 2)
	foreign := shared(t, "foreign", meet, 0)
	foreign.Rules = "another"
	foreign.puts(t, meet)

	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	viewer := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleViewer))
	nodes, err := viewer.Nodes(t.Context())
	require.NoError(t, err)
	require.Len(t, nodes, 4)
	_, err = viewer.Move(t.Context(), a.Match, api.MoveRequest{})
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))
	sitters, err := viewer.Sitters(t.Context(), a.Match)
	require.NoError(t, err)
	require.Len(t, sitters, 1)
	require.Equal(t, g.Player, sitters[0].Player)
	require.Equal(t, "s1", sitters[0].Shard)

	m, err := op.Move(t.Context(), a.Match, api.MoveRequest{Explain: true})
	require.NoError(t, err)
	require.Equal(t, "s2", m.To)
	require.False(t, m.Moved)
	require.Equal(t, "it has other rules than the match needs", m.Destinations[1].Refused)
	require.Equal(t, "it is full: it runs 2 matches of 2", m.Destinations[2].Refused)
	require.Empty(t, one.moved)

	m, err = op.Move(t.Context(), a.Match, api.MoveRequest{})
	require.NoError(t, err)
	require.True(t, m.Moved)
	require.Equal(t, []string{a.Match + "/s2"}, one.moved)
	r, err := h.m.store.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, "s2", r.Shard)
	log, err := op.Audit(t.Context())
	require.NoError(t, err)
	require.Equal(t, "move match", log[0].What)
	require.Equal(t, "s1 to s2", log[0].Detail)
}

func TestAMoveThatCannotBeSaysWhy(t *testing.T) {
	meet := &meeting{}
	one := shared(t, "s1", meet, 0)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	player, _ := h.player(t)
	a, err := player.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	shared(t, "full", meet, 2)
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	refused := func(status int, why string, match, to string) {
		_, err := op.Move(t.Context(), match, api.MoveRequest{Shard: to})
		require.Equal(t, status, api.StatusOf(err), "%v", err)
		require.ErrorContains(t, err, why)
	}
	for _, to := range []string{"", "full"} {
		m, err := op.Move(t.Context(), a.Match, api.MoveRequest{Shard: to, Explain: true})
		require.NoError(t, err, "what is only explained is no fault")
		require.Empty(t, m.To)
		require.Equal(t, "it is full: it runs 2 matches of 2", m.Destinations[0].Refused)
	}
	_, err = op.Move(t.Context(), a.Match, api.MoveRequest{Shard: "nobody", Explain: true})
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
	refused(http.StatusConflict, "no other shard can take the match; muster move --explain shows why", a.Match, "")
	refused(http.StatusConflict, "shard full does not take it: it is full", a.Match, "full")
	refused(http.StatusConflict, "is at shard s1 already", a.Match, "s1")
	refused(http.StatusNotFound, `there is no shard "nobody"; muster nodes`, a.Match, "nobody")
	refused(http.StatusNotFound, "there is no match", "nothing", "")
	shared(t, "s2", meet, 0)
	one.answers(http.StatusConflict)
	refused(http.StatusConflict, "shard s1 did not do it", a.Match, "s2")
	one.answers(0)
	one.HandsOver = false
	one.puts(t, meet)
	refused(http.StatusConflict, "hands no matches over: that needs --cluster-key, and --standby one", a.Match, "s2")
	one.Shared = false
	one.puts(t, meet)
	refused(http.StatusConflict, "keeps its journal in files of its own", a.Match, "s2")
	_, err = player.Move(t.Context(), a.Match, api.MoveRequest{})
	require.Equal(t, http.StatusForbidden, api.StatusOf(err), "players move nothing")
}

// What is done is done, also when it cannot be written down: who were told of a failure would do it again.
func TestAMoveThatCannotBeWrittenDownIsDone(t *testing.T) {
	meet, dir := &meeting{}, t.TempDir()
	one := shared(t, "s1", meet, 0)
	h := start(t, dir, meet, 0)
	defer h.stop()
	player, _ := h.player(t)
	a, err := player.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	shared(t, "s2", meet, 0)
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	db, err := sql.Open("sqlite", filepath.Join(dir, "matchmaker.db")+"?_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	defer db.Close()
	for _, at := range []string{"update of shard on matches", "insert on audit"} {
		_, err = db.ExecContext(t.Context(), fmt.Sprintf(
			`create trigger "%s" before %s begin select raise(abort, 'the disk is full'); end`, at, at))
		require.NoError(t, err)
	}
	m, err := op.Move(t.Context(), a.Match, api.MoveRequest{})
	require.NoError(t, err)
	require.True(t, m.Moved)
	require.Equal(t, []string{a.Match + "/s2"}, one.moved)
	require.NoError(t, op.Drain(t.Context(), "s1"))
	require.True(t, one.drains)
	r, err := h.m.store.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, "s1", r.Shard, "nothing was written down")
	log, err := op.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, log)
}

func TestAnOperatorDrainsAShard(t *testing.T) {
	meet := &meeting{}
	one := shared(t, "s1", meet, 0)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	require.NoError(t, op.Drain(t.Context(), "s1"))
	require.True(t, one.drains)
	require.NoError(t, op.Undrain(t.Context(), "s1"))
	require.False(t, one.drains)
	require.Equal(t, http.StatusNotFound, api.StatusOf(op.Drain(t.Context(), "s9")))
	mod := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleModerator))
	require.Equal(t, http.StatusForbidden, api.StatusOf(mod.Drain(t.Context(), "s1")))
}

func TestAShardSaysWhyItGetsNoMatches(t *testing.T) {
	require.Equal(t, "ready", shardNode(&registry.Shard{}).State)
	require.Equal(t, "it is draining", shardNode(&registry.Shard{Draining: true}).State)
	require.Contains(t, shardNode(&registry.Shard{StoreFull: true}).State, "nearly full")
	require.Equal(t, "ticks stand still", shardNode(&registry.Shard{
		Trouble: "ticks stand still", Draining: true,
	}).State)
}
