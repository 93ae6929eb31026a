package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/rating"
)

func TestRatingsAreCountedBySteps(t *testing.T) {
	both(t, "steps", func(t *testing.T, open func() *Store) {
		s := open()
		for player, points := range map[string]int{"a": 1502, "b": 1548, "c": 1551, "d": 1180, "e": -70} {
			r := rating.OfPoints(points, 100)
			require.NoError(t, s.update(t.Context(), func(t tx) error {
				_, err := t.exec(`insert into ratings (player, mode, season, mu, sigma) values (?, 'ranked', (select max(number) from seasons), ?, ?)`,
					player, r.Mu, r.Sigma)
				return err
			}))
		}
		got, err := s.RatingSteps(t.Context(), "ranked")
		require.NoError(t, err)
		require.Equal(t, []api.RatingStep{
			{From: -100, Players: 1}, {From: 1150, Players: 1}, {From: 1500, Players: 2}, {From: 1550, Players: 1},
		}, got)
		got, err = s.RatingSteps(t.Context(), "quick")
		require.NoError(t, err)
		require.Empty(t, got)
	})
}
