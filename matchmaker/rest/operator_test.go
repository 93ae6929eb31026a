package rest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A name is free before its owner registers it, and again when the account is deleted. Whoever has it then is not the
// operator whom the machine's owner named.
func TestTheOperatorsNameAloneMakesNobodyAnOperator(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	nobody, ctx := api.NewClient(h.url, patient), t.Context()
	named := func(codes bool) (code string) {
		code, err := h.m.NameOperator(ctx, "Olga")
		require.NoError(t, err)
		require.Equal(t, codes, code != "")
		return code
	}
	register := func(name string) (*api.Client, api.Session) {
		s, err := nobody.Register(ctx, name, "correct horse")
		require.NoError(t, err)
		return nobody.In(s, nil), s
	}
	role := func(c *api.Client) api.Role {
		a, err := c.Account(ctx)
		require.NoError(t, err)
		return a.Role
	}
	refused := func(c *api.Client, code string) {
		require.Equal(t, http.StatusForbidden, api.StatusOf(c.ProveOperator(ctx, code)))
	}
	first := named(true)
	quick, _ := register("Olga")
	other, _ := register("Oleg")
	second := named(true)
	require.Equal(t, api.RolePlayer, role(quick), "she may be anybody")
	refused(quick, "guess")
	refused(quick, first)
	refused(other, second)
	require.NoError(t, quick.ProveOperator(ctx, second))
	require.Equal(t, api.RoleOperator, role(quick))
	refused(quick, second)
	require.Equal(t, api.RolePlayer, role(other))

	named(false)
	require.NoError(t, quick.DeleteAccount(ctx))
	late, _ := register("olga")
	third := named(true)
	require.Equal(t, api.RolePlayer, role(late), "another one")
	require.NoError(t, late.ProveOperator(ctx, third))
	require.Equal(t, api.RoleOperator, role(late))

	// One that is there when it is first named is bound at that moment, and stays so.
	_, err := h.m.NameOperator(ctx, "Oleg")
	require.NoError(t, err)
	require.Equal(t, api.RoleOperator, role(other))
	s, err := other.Account(ctx)
	require.NoError(t, err)
	require.NoError(t, late.GiveRole(ctx, s.Player, api.RolePlayer))
	code, err := h.m.NameOperator(ctx, "Oleg")
	require.NoError(t, err)
	require.Empty(t, code)
	require.Equal(t, api.RoleOperator, role(other), "the machine's owner has the last word")
}
