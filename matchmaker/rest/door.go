package rest

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// What a door in this process asks that lets in who speaks no QUIC (server/botdoor).

// Ticket reads a join ticket of this matchmaker's. That it is spent once, the shard sees to.
func (s *Server) Ticket(ticket string) (api.JoinClaims, error) {
	return s.shards.VerifyJoin(ticket, wallclock.Now())
}

// Where reports where the seat of a ticket is now, and makes another ticket for it; or the status with which the API
// would refuse.
func (s *Server) Where(ctx context.Context, c api.JoinClaims) (a api.Assignment, status int, err error) {
	ctx = context.WithValue(ctx, callerKey{}, store.Caller{Player: c.Player, Name: c.Name})
	out, err := s.matches.where(ctx, &matchQuery{c.Match})
	var problem huma.StatusError
	switch {
	case err == nil && out.Body.Seat != c.Seat:
		return a, http.StatusForbidden, errors.New("the player has another seat in this match now")
	case err == nil:
		return out.Body, http.StatusOK, nil
	case errors.As(err, &problem):
		return a, problem.GetStatus(), err
	}
	return a, http.StatusInternalServerError, err
}

// SoFar is the beginning of a match that runs, as late as its spectators are, from the shard that has it. It holds what
// players may not know, the seed above all: what draws it in this process must not pass it on.
func (s *Server) SoFar(ctx context.Context, match string) ([]byte, error) {
	r, err := s.matches.known(ctx, match)
	if err != nil {
		return nil, err
	}
	at, found, err := s.shards.Find(ctx, r.Shard)
	switch {
	case err != nil:
		return nil, err
	case !r.Runs() || !found:
		return nil, shards.AwayError(r.Shard)
	}
	return s.shards.Client(at).SoFar(ctx, match)
}
