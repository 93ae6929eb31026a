package rest

import (
	"crypto/ed25519"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Whoever watches in a frame of another page is nobody: no account is made or asked for, and the ticket says so,
// however it was asked for. A match that is over has none.
func TestAFrameInAnotherPageWatchesAsNobody(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	ann, _ := h.player(t)
	seat, err := ann.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	for _, who := range []*api.Client{api.NewClient(h.url, patient), ann} {
		a, err := who.Embed(t.Context(), seat.Match)
		require.NoError(t, err)
		require.Equal(t, -1, a.Seat)
		c, err := api.VerifyJoin([]ed25519.PublicKey{h.key.Public}, a.Join, time.Now())
		require.NoError(t, err)
		require.True(t, c.Embedded)
		require.Equal(t, api.JoinClaims{
			ID: c.ID, Match: seat.Match, Shard: "shard-1", Seat: -1, Embedded: true, Audience: 255, Expires: c.Expires,
		}, c)
	}
	nobody := api.NewClient(h.url, patient)
	_, err = nobody.Embed(t.Context(), "no-such-match")
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
	_, err = nobody.Watch(t.Context(), seat.Match)
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err), "a spectator has an account")
	require.NoError(t, shard.report(t, ann, "queue-1", api.MatchReport{
		Match: seat.Match, Winner: 0, Reason: "elimination", Ticks: 9,
	}))
	_, err = nobody.Embed(t.Context(), seat.Match)
	require.Equal(t, http.StatusGone, api.StatusOf(err), "it is over: there is a replay")
}
