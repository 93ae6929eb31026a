package store

import (
	"context"

	"muster/matchmaker/api"
	"muster/matchmaker/rating"
)

// RatingSteps counts the players of a mode who are rated in the season that runs, by steps of api.RatingStepPoints,
// ascending.
func (s *Store) RatingSteps(ctx context.Context, mode string) ([]api.RatingStep, error) {
	zero := rating.Rating{}.Points()
	unit := rating.Rating{Mu: 1}.Points() - zero
	// half a step less, and then to the nearest one: both kinds of database can round, and only one of them can cut
	rows, err := s.reading(ctx).rows(`select cast(round(mu * ? + ?) as integer), count(*) from ratings
		where mode = ? and season = (select max(number) from seasons) group by 1 order by 1`,
		float64(unit)/api.RatingStepPoints, float64(zero)/api.RatingStepPoints-0.5, mode)
	return collect(rows, err, func(scan func(...any) error, v *api.RatingStep) error {
		err := scan(&v.From, &v.Players)
		v.From *= api.RatingStepPoints
		return err
	})
}
