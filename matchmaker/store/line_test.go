package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A day's tickets are read in the order of coming, with all their players, and what became of them.
func TestADaysTicketsAreRead(t *testing.T) {
	both(t, "past", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b", "c", "d", "e")
		ranked := TicketRequest{Mode: "ranked", Region: "eu", RTTs: map[string]int{"eu": 20}}
		put := func(id string, at time.Duration, w TicketRequest, players ...string) {
			_, _, err := s.AddTicket(ctx, id, players, w, noon.Add(at))
			require.NoError(t, err)
		}
		put("old", -25*time.Hour, TicketRequest{Mode: "ranked"}, "a")
		put("gone", 0, ranked, "a") // in the place of the old one
		dropped, err := s.Drop(ctx, "gone", Cancelled, api.CancelledByPlayer, noon.Add(time.Minute))
		require.NoError(t, err)
		require.True(t, dropped)
		put("pair", time.Second, ranked, "c", "b")
		put("quick", 2*time.Second, quick, "d")
		put("one", 3*time.Second, TicketRequest{Mode: "ranked", Match: "m1"}, "e")
		put("last", 4*time.Second, ranked, "a")
		all, whole, err := s.PastTickets(ctx, "ranked", noon.Add(-time.Hour), 100)
		require.NoError(t, err)
		require.True(t, whole)
		require.Len(t, all, 3)
		require.Equal(t, []string{"gone", "pair", "last"}, []string{all[0].ID, all[1].ID, all[2].ID})
		require.Equal(t, noon.Add(time.Minute), all[0].GaveUp)
		require.Equal(t, []string{"b", "c"}, []string{all[1].Players[0].Player, all[1].Players[1].Player})
		require.Equal(t, map[string]int{"eu": 20}, all[1].RTTs)
		require.Equal(t, 1500, all[1].Players[0].Rating.Points())
		require.Zero(t, all[1].GaveUp)
		require.Zero(t, all[1].Assigned)
		line, err := s.Queue(ctx, 100)
		require.NoError(t, err)
		require.Equal(t, []string{"pair", "quick", "one", "last"},
			[]string{line[0].ID, line[1].ID, line[2].ID, line[3].ID})
		require.Len(t, line[0].Players, 2)
		all, whole, err = s.PastTickets(ctx, "ranked", noon.Add(-time.Hour), 4)
		require.NoError(t, err)
		require.False(t, whole)
		require.Equal(t, "pair", all[0].ID, "of the ticket that may not be whole nothing is told")
	})
}
