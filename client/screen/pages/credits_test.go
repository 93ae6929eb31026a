package pages

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/i18n"
)

// What the project made itself is told in the player's language; the names of others' works stay theirs.
func TestOwnWorkIsCreditedInThePlayersLanguage(t *testing.T) {
	w, err := i18n.Load("zh")
	require.NoError(t, err)
	table, err := assets.Embedded().Licences()
	require.NoError(t, err)
	own := 0
	for _, row := range licences(table) {
		if row[1] != ownWork {
			continue
		}
		own++
		for _, cell := range row[:2] {
			require.NotRegexp(t, "[A-Za-z]", credited(cell, w))
		}
	}
	require.Positive(t, own)
	require.Equal(t, "Nathan Sturtevant", credited("Nathan Sturtevant", w))
}
