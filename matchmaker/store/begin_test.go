package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The line is read before matches are planned: who has changed its mind meanwhile is in none of them, and
// keeps nobody from the next.
func TestWhoWaitsNoMoreIsInNoMatch(t *testing.T) {
	both(t, "a ticket that was replaced", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b")
		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		queue(t, s, "later", TicketRequest{Mode: "quick", Scenarios: []string{"arena"}}, "a")
		begun, err := s.Begin(ctx, []NewMatch{duel("m", "a", "b")}, noon)
		require.NoError(t, err)
		require.Empty(t, begun)
		require.Equal(t, Cancelled, status(t, s, "ta", "a"))
		require.Equal(t, Waiting, status(t, s, "tb", "b"))
		line, err := s.Queue(ctx, 10)
		require.NoError(t, err)
		require.Len(t, line, 2)
	})
}
