package rest

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Whoever listens on the way from a shard to its queue has a token that says nothing but what he heard.
func TestATokenForOneReportIsGoodForNoOther(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	said := api.MatchReport{Match: "m-unknown", Winner: 1, Reason: "clock", Ticks: 7}
	token, err := api.SignReport(shard.key, "shard-1", "queue-1", said, time.Now())
	require.NoError(t, err)
	c := api.NewClient(h.url, patient).As(token)
	require.Equal(t, http.StatusNotFound, api.StatusOf(c.Report(t.Context(), said)),
		"it is let in, and there is no such match")
	other := said
	other.Winner = 0
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(c.Report(t.Context(), other)))
}
