package rest

import (
	"context"
	"errors"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type reportInput struct {
	Body    api.MatchReport
	RawBody []byte
}

type serviceKey struct{}

// reportMatch takes a shard's word for how a match ended, if that match was placed on it.
func (h *matches) reportMatch(ctx context.Context, in *reportInput) (*struct{}, error) {
	who := ctx.Value(serviceKey{}).(api.Speaker)
	if !who.Said(in.RawBody) {
		return nil, huma.Error401Unauthorized("the service token is for another report")
	}
	shard := who.ID
	r, err := h.known(ctx, in.Body.Match)
	if err != nil {
		return nil, err
	}
	// who gives its records up may ask again whether its result is known
	if r.Shard != shard && r.Status != store.MatchEnded {
		head, seen, err := h.registry.FindHead(ctx, r.ID)
		if err != nil {
			return nil, h.trouble(ctx, "find the match's head", err)
		}
		if !seen || head.Shard != shard { // it took the match over by hand just now
			return nil, huma.Error403Forbidden("match " + r.ID + " was not placed on shard " + shard)
		}
	}
	if in.Body.Winner != -1 && !slices.Contains(r.Teams, in.Body.Winner) {
		return nil, huma.Error422UnprocessableEntity("the match has no such team", &huma.ErrorDetail{
			Message: "expected -1 for nobody, or one of its teams", Location: "body.winner",
		})
	}
	err = h.store.Report(ctx, shard, in.Body, h.offer.Ratings(), wallclock.Now())
	switch {
	case errors.Is(err, store.ErrContradicts):
		return nil, huma.Error409Conflict(err.Error())
	case err != nil:
		return nil, h.trouble(ctx, "keep report", err)
	}
	h.notify.NotifyAll()
	h.notify.WakeRound()
	return nil, nil
}
