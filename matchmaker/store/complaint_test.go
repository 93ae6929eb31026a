package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Somebody who complains in a row of one player is bounded, and hides nobody's complaint from the moderators.
func TestComplaintsOfOneHideNobodyElses(t *testing.T) {
	both(t, "complaints", func(t *testing.T, open func() *Store) {
		s, ctx, n := open(), t.Context(), 0
		people(t, s, "spammer", "victim", "cheat", "a", "b", "c")
		complain := func(by, of string, at time.Time) error {
			n++
			return s.Complain(ctx, api.Complaint{
				ID: fmt.Sprint("c", n), By: by, Player: of, Reason: "abuse",
				Created: at,
			}, at.Add(-24*time.Hour), 10, 3)
		}
		kept := 0
		for i := range 150 {
			if err := complain("spammer", []string{"victim", "a", "b", "c"}[i%4], noon); err == nil {
				kept++
			} else {
				require.ErrorIs(t, err, ErrEnough)
			}
		}
		require.Equal(t, 10, kept)
		for i, by := range []string{"a", "b", "c"} {
			require.NoError(t, complain(by, "cheat", noon.Add(time.Duration(i+1)*time.Minute)))
		}
		all, err := s.Complaints(ctx, "", "")
		require.NoError(t, err)
		require.Len(t, all, 13)
		var first []string
		for _, c := range all[:4] {
			first = append(first, c.By)
		}
		require.Equal(t, []string{"spammer", "a", "b", "c"}, first)
		some, err := s.Complaints(ctx, "cheat", "b")
		require.NoError(t, err)
		require.Len(t, some, 1)

		accused, err := s.Accused(ctx)
		require.NoError(t, err)
		require.Len(t, accused, 5)
		require.Equal(t, api.Accused{
			Player: "cheat",
			Name:   "~cheat", Complaints: 3, First: noon.Add(time.Minute), Last: noon.Add(3 * time.Minute),
			By: []api.Accuser{
				{Player: "a", Name: "~a", Complaints: 1},
				{Player: "b", Name: "~b", Complaints: 1},
				{Player: "c", Name: "~c", Complaints: 1},
			},
		}, accused[0])
		require.Equal(t, []api.Accuser{{Player: "spammer", Name: "~spammer", Complaints: 3}}, accused[1].By)

		require.NoError(t, complain("spammer", "victim", noon.Add(25*time.Hour)), "the next day")
	})
}
