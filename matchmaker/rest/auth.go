package rest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type callerKey struct{}

// whose is the account that a request speaks for; only operations for players may call it.
func whose(ctx context.Context) store.Caller { return ctx.Value(callerKey{}).(store.Caller) }

type machineKey struct{}

// AsMachine makes requests within this process those of whoever runs its machine, who may do what an operator may and
// has no account. Nobody can say so from outside.
func AsMachine(ctx context.Context) context.Context {
	return context.WithValue(ctx, machineKey{}, store.Caller{
		Player: api.MachineOperator, Name: api.MachineOperator, Role: api.RoleOperator, Signed: true,
	})
}

// authenticate lets requests through to operations for players when their bearer token is good and their role enough,
// and to those for shards when one signed it.
func (s *Server) authenticate(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if len(ctx.Operation().Security) == 0 {
			next(ctx)
			return
		}
		if ctx.Operation().Security[0][shardScheme] != nil {
			shard, err := s.service(ctx.Context(), ctx.Header("Authorization"))
			if err != nil {
				_ = huma.WriteErr(a, ctx, http.StatusUnauthorized,
					"a service token of a shard for matchmaker "+s.cfg.ID+" is needed: "+err.Error())
				return
			}
			next(huma.WithValue(ctx, serviceKey{}, shard))
			return
		}
		if ctx.Operation().Security[0][queueScheme] != nil {
			if err := s.otherQueue(ctx.Context(), ctx.Header("Authorization")); err != nil {
				_ = huma.WriteErr(a, ctx, http.StatusUnauthorized,
					"a service token of a matchmaker for matchmaker "+s.cfg.ID+" is needed: "+err.Error())
				return
			}
			next(ctx)
			return
		}
		who, err := s.caller(ctx.Context(), ctx.Header("Authorization"))
		var problem huma.StatusError
		switch {
		case errors.As(err, &problem):
			var told huma.HeadersError
			if errors.As(err, &told) {
				for name := range told.GetHeaders() {
					ctx.SetHeader(name, told.GetHeaders().Get(name))
				}
			}
			_ = huma.WriteErr(a, ctx, problem.GetStatus(), problem.Error())
		case err != nil:
			ctx.SetHeader("WWW-Authenticate", "Bearer")
			_ = huma.WriteErr(a, ctx, http.StatusUnauthorized,
				"sign in first (POST /v1/guests) and send its token: "+err.Error())
		case !may(who.Role, ctx.Operation().Security[0][playerScheme]):
			_ = huma.WriteErr(a, ctx, http.StatusForbidden,
				"this is for those with the role "+strings.Join(ctx.Operation().Security[0][playerScheme], " or "))
		case !s.perAccount.of(who.Player).Allow():
			ctx.SetHeader("Retry-After", "1")
			_ = huma.WriteErr(a, ctx, http.StatusTooManyRequests, "too many requests of this account; slow down")
		default:
			next(huma.WithValue(ctx, callerKey{}, who))
		}
	}
}

// may reports whether a role is one of those that an operation names; without any, everybody may.
func may(role api.Role, roles []string) bool {
	if len(roles) == 0 {
		return true
	}
	for _, r := range roles {
		if string(role) == r {
			return true
		}
	}
	return false
}

// caller finds whom an Authorization header speaks for.
func (s *Server) caller(ctx context.Context, header string) (store.Caller, error) {
	if machine, ok := ctx.Value(machineKey{}).(store.Caller); ok {
		return machine, nil
	}
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return store.Caller{}, errors.New("there is no bearer token")
	}
	player, session, err := s.access.verify(ctx, token)
	if store.Away(err) { // nobody knows whether the token is good: whoever sends it must not throw it away
		return store.Caller{}, s.trouble(ctx, "find signing key", err)
	}
	if err != nil {
		return store.Caller{}, err
	}
	c, err := s.callers.find(ctx, s.store, signedIn{player, session}, wallclock.Now())
	switch {
	case errors.Is(err, store.ErrNone):
		err = errors.New("this account is gone")
	case err != nil:
		err = s.trouble(ctx, "find account", err)
	case !c.Banned.IsZero():
		err = s.banned(ctx, c)
	case !c.Signed:
		err = errors.New("this session has ended")
	}
	return c, err
}

// banned is the refusal that tells a player until when, and the reasons that moderators gave.
func (c *core) banned(ctx context.Context, who store.Caller) error {
	told := "this account is banned for good"
	if who.Banned.Before(store.Forever) {
		told = "this account is banned until " + who.Banned.Format(time.RFC3339)
	}
	all, err := c.store.Sanctions(ctx, who.Player)
	if err != nil {
		return c.trouble(ctx, "list sanctions", err)
	}
	for _, v := range all {
		if v.Kind == api.Ban && inForce(&v) {
			told += ": " + v.Reason
		}
	}
	return huma.Error403Forbidden(told)
}

// inForce reports whether a sanction holds now.
func inForce(v *api.Sanction) bool {
	return v.Lifted.IsZero() && (v.Expires.IsZero() || v.Expires.After(wallclock.Now()))
}

// service checks a service token and returns the shard that speaks.
func (s *Server) service(ctx context.Context, header string) (api.Speaker, error) {
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return api.Speaker{}, errors.New("there is no bearer token")
	}
	shards, err := s.shards.All(ctx)
	if err != nil {
		return api.Speaker{}, err
	}
	keys := map[string]ed25519.PublicKey{}
	for _, v := range shards {
		if len(v.PublicKey) == ed25519.PublicKeySize {
			keys[v.ID] = v.PublicKey
		}
	}
	return api.VerifyService(func(issuer string) (ed25519.PublicKey, bool) {
		k, ok := keys[issuer]
		return k, ok
	}, token, s.cfg.ID, wallclock.Now())
}
