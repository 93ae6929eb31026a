package matchmaker

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

type reportInput struct {
	Body    api.MatchReport
	RawBody []byte
}

type serviceKey struct{}

// reportMatch takes a shard's word for how a match ended, if that match was placed on it.
func (m *Matchmaker) reportMatch(ctx context.Context, in *reportInput) (*struct{}, error) {
	who := ctx.Value(serviceKey{}).(api.Speaker)
	if !who.Said(in.RawBody) {
		return nil, huma.Error401Unauthorized("the service token is for another report")
	}
	shard := who.ID
	r, err := m.known(ctx, in.Body.Match)
	if err != nil {
		return nil, err
	}
	if r.Shard != shard && r.Status != store.MatchEnded { // who gives its records up may ask again whether its result is known
		head, seen, err := m.cfg.Registry.FindHead(ctx, r.ID)
		if err != nil {
			return nil, m.trouble(ctx, "find the match's head", err)
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
	err = m.store.Report(ctx, shard, in.Body, m.levels(), time.Now())
	switch {
	case errors.Is(err, store.ErrContradicts):
		return nil, huma.Error409Conflict(err.Error())
	case err != nil:
		return nil, m.trouble(ctx, "keep report", err)
	}
	m.bells.ringAll()
	m.look()
	return nil, nil
}

// service checks a service token and returns the shard that speaks.
func (m *Matchmaker) service(ctx context.Context, header string) (api.Speaker, error) {
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return api.Speaker{}, errors.New("there is no bearer token")
	}
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return api.Speaker{}, err
	}
	keys := map[string]ed25519.PublicKey{}
	for _, s := range shards {
		if len(s.PublicKey) == ed25519.PublicKeySize {
			keys[s.ID] = s.PublicKey
		}
	}
	return api.VerifyService(func(issuer string) (ed25519.PublicKey, bool) {
		k, ok := keys[issuer]
		return k, ok
	}, token, m.cfg.ID, time.Now())
}
