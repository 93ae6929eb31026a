package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Who had a seat is read in the order of sitting; of a deleted account there is no name any more. A complaint is found
// by its id, closed or not.
func TestWhoHadASeatIsRead(t *testing.T) {
	both(t, "holders", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a", "b")
		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		require.NoError(t, s.Leave(ctx, "m", "b", noon.Add(time.Minute)))
		require.NoError(t, s.Erase(ctx, "b", noon.Add(time.Hour)))
		all, err := s.Holders(ctx, "m")
		require.NoError(t, err)
		require.Equal(t, []string{"a", "~a", "b", "deleted"}, []string{
			all[0].Player, all[0].Name, all[1].Player, all[1].Name,
		})
		require.Equal(t, []int{0, 1}, []int{all[0].Seat, all[1].Seat})
		require.Zero(t, all[0].Until)
		require.Equal(t, noon.Add(time.Minute), all[1].Until)
		require.Equal(t, noon, all[1].Since)
		all, err = s.Holders(ctx, "none")
		require.NoError(t, err)
		require.Empty(t, all)

		require.NoError(t, s.Complain(ctx, api.Complaint{ID: "c", By: "a", Player: "b", Match: "m", Created: noon},
			noon.Add(-time.Hour), 9, 9))
		_, err = s.CloseComplaint(ctx, "c", "mod", "done", noon)
		require.NoError(t, err)
		c, err := s.Complaint(ctx, "c")
		require.NoError(t, err)
		require.Equal(t, []string{"m", "b", "done"}, []string{c.Match, c.Player, c.Verdict})
		_, err = s.Complaint(ctx, "none")
		require.ErrorIs(t, err, ErrNone)
	})
}
