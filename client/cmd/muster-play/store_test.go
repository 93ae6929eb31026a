//go:build window

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/alone"
	"muster/client/screen/host"
	"muster/client/screen/join"
)

func TestSettingsAreKeptAndBrokenOnesSetAside(t *testing.T) {
	s, err := newStore(filepath.Join(t.TempDir(), "deep", "settings.json"))
	require.NoError(t, err)
	b, err := s.Load()
	require.NoError(t, err)
	require.Empty(t, b, "nothing was saved yet")
	require.NoError(t, s.Save([]byte("one")))
	aside, err := s.SetAside()
	require.NoError(t, err)
	require.NoError(t, s.Save([]byte("two")))
	again, err := s.SetAside()
	require.NoError(t, err)
	require.NotEqual(t, aside, again)
	b, err = os.ReadFile(aside)
	require.NoError(t, err)
	require.Equal(t, "one", string(b))
}

// What may be chosen is what the assets have, and a match of one's own is left and gone on with.
func TestABattleIsChosenLeftAndGoneOnWith(t *testing.T) {
	h := open(alone.Config{Assets: assets.Embedded(), Dir: t.TempDir(), Seed: 7}, join.Network{Guard: host.NewGuard()})
	defer h.Close()
	require.Equal(t, []string{"recruit", "regular", "veteran", "elite"}, h.Levels())
	require.Equal(t, "duel", h.Scenarios()[0], "the smallest first")
	require.Len(t, h.Scenarios(), len(assets.Embedded().Scenarios()))
	m, err := h.Start(t.Context(), host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	_, err = m.Next(t.Context())
	require.NoError(t, err)
	require.NoError(t, m.Close())
	all, err := h.List()
	require.NoError(t, err)
	require.Len(t, all, 1)
	m, err = h.Continue(t.Context(), all[0].ID, "Ann")
	require.NoError(t, err)
	require.Implements(t, (*host.Paced)(nil), m)
	require.NoError(t, m.Close())
	require.NoError(t, h.Delete(all[0].ID))
}
