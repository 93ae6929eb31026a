package rest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// An operator exports a player's data and deletes the account for the player; both stand in the audit log. Nobody does
// it to somebody with the same role.
func TestAnOperatorExportsAndErasesAPlayer(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	ctx, nobody := t.Context(), api.NewClient(h.url, patient)
	op := nobody.As(h.somebody(t, api.RoleOperator))
	mod := nobody.As(h.somebody(t, api.RoleModerator))
	s, err := nobody.Register(ctx, "Anna", "correct horse")
	require.NoError(t, err)
	found, err := mod.People(ctx, "ann", "")
	require.NoError(t, err)
	require.Equal(t, []string{s.Player, "Anna"}, []string{found[0].Player, found[0].Name})
	_, err = mod.ExportOf(ctx, s.Player)
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))
	require.Equal(t, http.StatusForbidden, api.StatusOf(mod.Erase(ctx, s.Player)))
	e, err := op.ExportOf(ctx, s.Player)
	require.NoError(t, err)
	require.Equal(t, "Anna", e.Account.Name)
	require.Len(t, e.Sessions, 1)
	require.NoError(t, op.GiveRole(ctx, s.Player, api.RoleOperator))
	require.Equal(t, http.StatusForbidden, api.StatusOf(op.Erase(ctx, s.Player)))
	require.NoError(t, op.GiveRole(ctx, s.Player, api.RolePlayer))
	require.NoError(t, op.Erase(ctx, s.Player))
	_, err = nobody.LogIn(ctx, "Anna", "correct horse")
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err))
	require.Equal(t, http.StatusNotFound, api.StatusOf(op.Erase(ctx, s.Player)))
	log, err := mod.AuditOf(ctx, s.Player, 0, 2)
	require.NoError(t, err)
	require.Equal(t, "erase player", log[0].What)
}

// An operator ends a match; the shard does it, and the audit log says so. One that does not run is not ended.
func TestAnOperatorEndsAMatch(t *testing.T) {
	meet := &meeting{}
	one := shared(t, "s1", meet, 0)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	player, _ := h.player(t)
	a, err := player.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusForbidden, api.StatusOf(player.End(t.Context(), a.Match)))
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	require.NoError(t, op.End(t.Context(), a.Match))
	require.Equal(t, []string{a.Match}, one.ended)
	log, err := op.Audit(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"end match", a.Match}, []string{log[0].What, log[0].Whom})
	require.Equal(t, http.StatusNotFound, api.StatusOf(op.End(t.Context(), "none")))
}
