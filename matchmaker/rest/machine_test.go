package rest

import (
	"context"
	"crypto/ed25519"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Within the process calls may be the machine's operator's, who has no account. No header says so.
func TestTheMachinesOperatorCallsFromWithinAlone(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	_, g := h.player(t)
	call := func(as func(context.Context) context.Context, header string) int {
		r, w := httptest.NewRequest(http.MethodGet, "/v1/sanctions?player="+g.Player, nil), httptest.NewRecorder()
		r.Header.Set("Authorization", header)
		if as != nil {
			r = r.WithContext(as(r.Context()))
		}
		h.m.Handler().ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, http.StatusOK, call(AsMachine, ""))
	require.Equal(t, http.StatusUnauthorized, call(nil, ""))
	require.Equal(t, http.StatusUnauthorized, call(nil, "Bearer "+api.MachineOperator))
	require.Equal(t, http.StatusForbidden, call(nil, "Bearer "+g.Token))
}

func TestEachRoleCoversThoseBeforeIt(t *testing.T) {
	for i, r := range api.Roles {
		for j, other := range api.Roles {
			require.Equal(t, i >= j, r.Covers(other), "%s, %s", r, other)
		}
	}
	require.False(t, api.Role("").Covers(api.RolePlayer))
	require.Equal(t, []string{"moderator", "operator"}, covering(api.RoleModerator))
}

// The machine's operator watches as nobody: several consoles may, and none takes the place of another.
func TestTheMachinesOperatorWatchesWithoutAnAccount(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	ann, _ := h.player(t)
	seat, err := ann.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	machine := api.NewClient("http://localhost", &http.Client{Transport: within{h}})
	at, err := machine.Watch(t.Context(), seat.Match)
	require.NoError(t, err)
	require.Equal(t, -1, at.Seat)
	claims, err := api.VerifyJoin([]ed25519.PublicKey{h.key.Public}, at.Join, time.Now())
	require.NoError(t, err)
	require.Equal(t, [2]string{}, [2]string{claims.Player, claims.Name})
	require.Equal(t, allAudience, claims.Audience, "late, as everybody")
	known, err := h.m.core.store.Watches(t.Context(), seat.Match, api.MachineOperator)
	require.NoError(t, err)
	require.False(t, known, "it is no player who could get a seat later")
	r := api.MatchReport{Match: seat.Match, Reason: "elimination", Ticks: 9}
	require.NoError(t, shard.report(t, ann, "queue-1", r))
	_, err = machine.Watch(t.Context(), seat.Match)
	require.Equal(t, http.StatusGone, api.StatusOf(err))
}

// within calls a server's API for the machine's operator.
type within struct{ *house }

func (w within) RoundTrip(r *http.Request) (*http.Response, error) {
	to := httptest.NewRecorder()
	q := r.Clone(AsMachine(r.Context()))
	if q.Body == nil {
		q.Body = http.NoBody
	}
	w.m.Handler().ServeHTTP(to, q)
	return to.Result(), nil
}
