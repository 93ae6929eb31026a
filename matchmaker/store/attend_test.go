package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Players ask any matchmaker, and the one that leads ends tickets that nobody asks for: not those of players who ask
// another one, or got their seats from another one and play.
func TestATicketIsAbandonedWhenNoMatchmakerIsAskedForIt(t *testing.T) {
	both(t, "attended", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b", "waits")
		abandon := func(ticket string, at time.Time) Attended {
			became, err := s.Abandon(ctx, ticket, at.Add(-time.Minute), at)
			require.NoError(t, err)
			return became
		}
		queue(t, s, "waiting", quick, "waits")
		soon, late := noon.Add(61*time.Second), noon.Add(2*time.Minute)
		require.NoError(t, s.Attend(ctx, []string{"waiting", "of nobody"}, noon.Add(50*time.Second)))
		require.Equal(t, TicketAsked, abandon("waiting", soon))
		require.Equal(t, TicketDropped, abandon("waiting", late))
		require.NoError(t, s.Attend(ctx, []string{"waiting"}, late))
		require.Equal(t, Expired, status(t, s, "waiting", "waits"), "what is over stays so")

		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		held, err := s.HeldOn(ctx, "s1")
		require.NoError(t, err)
		require.Len(t, held, 2)
		for _, v := range held {
			if v.Player == "b" {
				require.NoError(t, s.SetAway(ctx, map[int64]time.Time{v.Stint: noon}))
			}
		}
		require.Equal(t, TicketServed, abandon("ta", late), "its player is in the seat")
		require.Equal(t, Assigned, status(t, s, "ta", "a"))
		require.Equal(t, TicketDropped, abandon("tb", late), "its player never came")
	})
}
