package server

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// The queue reads what was written in a match; another shard, which may have replays kept, does not.
func TestTheQueueReadsWhatWasWritten(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		said := api.MatchSaid{Tick: 7, Rate: 20, Lines: []api.Said{{Tick: 5, Seat: 1, Team: true, Text: "<b>"}}}
		var why error
		require.Equal(t, http.StatusNotFound, h.call("GET", "/v1/matches/m9/chat", "").Code, "nothing is kept here")
		h.srv.cfg.Said = func(context.Context, string) (api.MatchSaid, error) { return said, why }
		w := h.call("GET", "/v1/matches/m9/chat", "")
		require.Equal(t, http.StatusOK, w.Code)
		require.JSONEq(t, `{"tick":7,"rate":20,"left":0,"lines":[{"tick":5,"seat":1,"team":true,"ai":false,"text":"<b>"}]}`,
			w.Body.String())
		h.srv.cfg.Peers = func(id string) (ed25519.PublicKey, bool) {
			return h.key.Public().(ed25519.PublicKey), id == "s2"
		}
		peer, err := api.SignService(h.key, "s2", "s1", time.Now())
		require.NoError(t, err)
		require.Equal(t, http.StatusUnauthorized, h.callWith(peer, "GET", "/v1/matches/m9/chat", "").Code)
		why = ErrNoReplay
		require.Equal(t, http.StatusNotFound, h.call("GET", "/v1/matches/m9/chat", "").Code)
		why = errors.New("the disk is away")
		require.Equal(t, http.StatusServiceUnavailable, h.call("GET", "/v1/matches/m9/chat", "").Code)
	})
}
