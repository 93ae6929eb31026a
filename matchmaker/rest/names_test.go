package rest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// People of all countries register; who looks like somebody registered does not, and stays a guest
// that everybody sees is one.
func TestNamesOfPeople(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	nobody := api.NewClient(h.url, patient)
	for _, name := range []string{"王伟", "李", "Jo", "Łukasz", "Dvořák"} {
		s, err := nobody.Register(t.Context(), name, "correct horse")
		require.NoError(t, err, name)
		require.Equal(t, name, s.Name)
	}
	for _, name := range []string{"jo", "J0", "Јо", "Jo\u200b", "Ｊｏ", "Dvor\u030cák", "J", "Jo\x1bAnn", "~Jo", "אJo"} {
		_, err := nobody.Register(t.Context(), name, "correct horse")
		require.Contains(t, []int{http.StatusConflict, http.StatusUnprocessableEntity}, api.StatusOf(err), "%q", name)
	}
	for asked, told := range map[string]string{"Jo": "~Jo", "~Jo": "~Jo", "Ｊo": "~Jo"} {
		g, err := nobody.Guest(t.Context(), asked)
		require.NoError(t, err, asked)
		require.Equal(t, told, g.Name)
		me, err := nobody.In(g, nil).Account(t.Context())
		require.NoError(t, err)
		require.Equal(t, told, me.Name)
	}
	g, err := nobody.Guest(t.Context(), "")
	require.NoError(t, err)
	require.Regexp(t, "^~....$", g.Name)
	_, err = nobody.LogIn(t.Context(), " JO ", "correct horse")
	require.NoError(t, err)
	_, err = nobody.LogIn(t.Context(), "Dvor\u030cák", "correct horse")
	require.NoError(t, err, "as another keyboard types it")
}
