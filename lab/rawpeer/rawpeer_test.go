package rawpeer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFirstPacketsAreWholeAndAllDifferent(t *testing.T) {
	packets, err := Initials(20)
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, p := range packets {
		require.GreaterOrEqual(t, len(p), 1200, "a server drops smaller ones unread")
		require.NotZero(t, p[0]&0x80, "a long header")
		require.False(t, seen[string(p[6:14])], "its connection id was used before")
		seen[string(p[6:14])] = true
	}
}
