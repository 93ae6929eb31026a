package rest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A replay comes from the shard that keeps it, for whoever is signed in, when the match is over and not before.
func TestReplaysComeFromTheShardThatKeepsThem(t *testing.T) {
	meet := &meeting{}
	shards := map[string]*fakeShard{"shard-1": newShard(t, "shard-1", meet), "shard-2": newShard(t, "shard-2", meet)}
	h := start(t, t.TempDir(), meet, 0)
	c, g := h.player(t)
	a, err := c.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	link := "v1/matches/" + a.Match + "/replay"
	_, err = c.Replay(t.Context(), link)
	require.Equal(t, http.StatusConflict, api.StatusOf(err), "it still runs")
	m, err := c.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Empty(t, m.Replay)
	shard := shards[m.Shard]
	require.NoError(t, shard.report(t, c, "queue-1", api.MatchReport{
		Match: a.Match, Winner: 1, Reason: "clock", Ticks: 9,
	}))
	m, err = c.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, link, m.Replay)

	_, err = c.Replay(t.Context(), link)
	require.Equal(t, http.StatusNotFound, api.StatusOf(err), "the shard has deleted it")
	shard.keeps(a.Match, "what was played")
	b, err := c.Replay(t.Context(), link)
	require.NoError(t, err)
	require.Equal(t, "what was played", string(b))
	b, err = c.Replay(t.Context(), "/"+link)
	require.NoError(t, err)
	require.Equal(t, "what was played", string(b), "as earlier releases wrote the link")
	w := h.try("GET", "/"+link, g.Token, "")
	require.Equal(t, `attachment; filename="`+a.Match+`.muster"`, w.Header().Get("Content-Disposition"))
	require.Equal(t, "15", w.Header().Get("Content-Length"))
	other, _ := h.player(t)
	_, err = other.Replay(t.Context(), link)
	require.NoError(t, err, "whoever is signed in could have watched")
	_, err = api.NewClient(h.url, patient).Replay(t.Context(), link)
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err))
	_, err = c.Replay(t.Context(), "/v1/matches/m1/replay")
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
	_, err = c.Replay(t.Context(), "file:///etc/passwd")
	require.ErrorContains(t, err, "no link")

	require.NoError(t, meet.RemoveShard(t.Context(), m.Shard))
	w = h.try("GET", "/"+link, g.Token, "")
	require.Equal(t, http.StatusServiceUnavailable, w.Code, "the shard may come back")
	require.Equal(t, "1", w.Header().Get("Retry-After"))
}

// A token is for the matchmaker: a server elsewhere, where the operator keeps replays, does not hear it.
func TestReplaysElsewhereAreFetchedByNobody(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("[" + r.Header.Get("Authorization") + "]"))
	}))
	defer elsewhere.Close()
	h := start(t, t.TempDir(), &meeting{}, 0)
	h.m.cfg.Replays = elsewhere.URL + "/{match}.muster"
	require.True(t, strings.HasSuffix(h.m.replay("m1"), "/m1.muster"))
	c, _ := h.player(t)
	b, err := c.Replay(t.Context(), h.m.replay("m1"))
	require.NoError(t, err)
	require.Equal(t, "[]", string(b))
}

// Who studies a scenario's matches finds them, page by page, and none that runs; whoever asks need not be signed in.
func TestMatchesThatCameToAnEndAreListed(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	var ended []string
	for range 3 {
		c, _ := h.player(t)
		a, err := c.Seat(t.Context(), "duel", nil)
		require.NoError(t, err)
		require.NoError(t, shard.report(t, c, "queue-1", api.MatchReport{
			Match: a.Match, Winner: 1, Reason: "clock", Ticks: 9,
		}))
		ended = append(ended, a.Match)
	}
	c, _ := h.player(t)
	_, err := c.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	list := func(scenario, before string, limit int) (ids []string) {
		all, err := api.NewClient(h.url, patient).Replays(t.Context(), scenario, before, limit)
		require.NoError(t, err)
		for _, m := range all {
			require.Equal(t, "v1/matches/"+m.ID+"/replay", m.Replay)
			require.False(t, m.Ended.IsZero())
			ids = append(ids, m.ID)
		}
		return ids
	}
	require.Equal(t, []string{ended[2], ended[1], ended[0]}, list("", "", 50))
	require.Equal(t, []string{ended[2]}, list("duel", "", 1))
	require.Equal(t, []string{ended[1], ended[0]}, list("duel", ended[2], 50))
	require.Empty(t, list("arena", "", 50))
	w := h.try("GET", "/v1/replays?scenario=arena", "", "")
	require.JSONEq(t, "[]", w.Body.String())
}
