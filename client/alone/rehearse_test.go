package alone

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/host"
)

// What was rehearsed leaves nothing: the match alone is kept.
func TestARehearsalLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	h := Open(Config{Assets: assets.Embedded(), Dir: dir, Seed: 7, Rehearse: true})
	t.Cleanup(func() { _ = h.Close() })
	for _, scenario := range []string{"clearing", "duel", "arena"} { // the first is by turns
		rehearses := h.cfg.Rehearse
		m, err := h.Begin(t.Context(), host.Choice{Scenario: scenario, Name: "Ann", Level: "veteran"})
		require.NoError(t, err)
		require.Equal(t, scenario != "arena", rehearses, "once, in real time")
		require.NoError(t, m.Leave())
	}
	entries, err := os.ReadDir(filepath.Join(dir, "matches"))
	require.NoError(t, err)
	require.Len(t, entries, 3)
}
