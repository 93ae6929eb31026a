package rest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

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
