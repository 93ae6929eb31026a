package api

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Databases hold why a ticket ended in English, or as the kind itself; of every kind it is found again, and no two
// kinds are told in the same words.
func TestAKeptReasonIsFoundAgain(t *testing.T) {
	for kind := range ReasonKinds() {
		for _, kept := range []string{string(kind), sentences[kind]} {
			got, known := KindOf(kept)
			require.True(t, known, kept)
			require.Equal(t, kind, got, kept)
		}
	}
	got, known := KindOf("taken back by its player")
	require.True(t, known)
	require.Equal(t, CancelledByPlayer, got)
	_, known = KindOf("a moderator's own words")
	require.False(t, known)
}
