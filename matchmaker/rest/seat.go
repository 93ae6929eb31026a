package rest

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type (
	seatedOutput struct{ Body api.Seated }
	gamesOutput  struct{ Body []api.Game }
)

// mySeat reports whether the caller has a seat in a match that runs, and for how long it is kept. By correspondence all
// seats are kept: games has them.
func (h *matches) mySeat(ctx context.Context, _ *struct{}) (*seatedOutput, error) {
	v, joinable, away, err := h.store.MySeat(ctx, whose(ctx).Player)
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, huma.Error404NotFound("you have no seat in a match that runs")
	case err != nil:
		return nil, h.trouble(ctx, "find seat", err)
	}
	if hold := h.offer.Hold(v.Mode, joinable); hold >= 0 {
		if v.Here {
			away = wallclock.Now()
		}
		v.Until = away.Add(hold)
	}
	return &seatedOutput{v}, nil
}

// games lists what the caller plays.
func (h *matches) games(ctx context.Context, _ *struct{}) (*gamesOutput, error) {
	all, err := h.store.Games(ctx, whose(ctx).Player)
	if err != nil {
		return nil, h.trouble(ctx, "list games", err)
	}
	return &gamesOutput{all}, nil
}
