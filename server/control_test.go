package server

import (
	"crypto/ed25519"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// call asks the control API as the queue does.
func (h *house) call(method, path, body string) *httptest.ResponseRecorder {
	token, err := api.SignService(h.key, "mm", "s1", time.Now())
	require.NoError(h.t, err)
	return h.callWith(token, method, path, body)
}

func (h *house) callWith(token, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	h.srv.Control(func(issuer string) (ed25519.PublicKey, bool) {
		return h.key.Public().(ed25519.PublicKey), issuer == "mm"
	}).ServeHTTP(w, r)
	return w
}

func TestControlWantsAServiceToken(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		stranger, err := api.SignService(h.key, "who", "s1", time.Now())
		require.NoError(t, err)
		elsewhere, err := api.SignService(h.key, "mm", "s2", time.Now())
		require.NoError(t, err)
		for _, token := range []string{"", stranger, elsewhere, h.ticket(1, 0)} {
			w := h.callWith(token, "GET", "/v1/matches", "")
			require.Equal(t, http.StatusUnauthorized, w.Code)
			require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
		}
		require.Equal(t, http.StatusOK, h.call("GET", "/v1/matches", "").Code)
	})
}

func TestOpeningMatches(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		var asked []string
		h.srv.cfg.Scenarios = func(name string) (*game.Setup, error) {
			asked = append(asked, name)
			return h.zone.setup, nil
		}
		require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m1", `{"scenario":"duel","seed":7}`).Code)
		require.Empty(t, asked, "it runs already")
		require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m2", `{"scenario":"duel","seed":7}`).Code)
		require.Equal(t, []string{"duel"}, asked)
		require.Equal(t, http.StatusUnprocessableEntity, h.call("PUT", "/v1/matches/m3", `{"scenaro":"duel"}`).Code)
		require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/drain", "").Code)
		require.Equal(t, http.StatusServiceUnavailable, h.call("PUT", "/v1/matches/m3", `{"scenario":"duel"}`).Code)

		require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/matches/m1/end", "").Code)
		h.tick()
		require.Equal(t, http.StatusGone, h.call("PUT", "/v1/matches/m1", `{"scenario":"duel"}`).Code)
	})
}

func TestAKickedPlayerStaysOut(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, w := h.join(1, 0)
		require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/matches/m1/seats/0/kick", "").Code)
		synctest.Wait()
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, c).Reason)
		for _, m := range []*wire.Hello{hello("", w.Token), hello(h.ticket(2, 0), nil)} {
			require.Equal(t, wire.BadTicket, want[*wire.Goodbye](t, h.knock(m)).Reason)
		}
		require.Equal(t, http.StatusNotFound, h.call("POST", "/v1/matches/m1/seats/9/kick", "").Code)
	})
}

func TestASeatOfferedToAnotherIsTaken(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, w := h.join(1, 0)
		require.Equal(t, http.StatusNoContent, h.call("PUT", "/v1/matches/m1/seats/0", `{"player":"bob","name":"Bob"}`).Code)
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, c).Reason)
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, h.knock(hello("", w.Token))).Reason)
	})
}
