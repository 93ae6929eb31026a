package observe

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A node that was started again is said to have been away for a while only where that was seen.
func TestWhoWasNotSeenAwayIsNotSaidToHaveBeen(t *testing.T) {
	e := Event{What: Restarted, Node: "shard-1"}
	require.Contains(t, e.Words(plainWords), "restarted_unseen")
	e.For = 926
	require.NotContains(t, e.Words(plainWords), "restarted_unseen")
	require.Contains(t, e.Words(plainWords), "926 ms")
}
