package matchmaker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/names"
	"muster/matchmaker/store"
)

type (
	guestInput struct {
		Body *api.GuestRequest `required:"false"`
	}
	credentialsInput struct{ Body api.Credentials }
	passwordInput    struct{ Body api.PasswordChange }
	accountOutput    struct{ Body api.Account }
	exportOutput     struct{ Body api.Export }
	profileOutput    struct{ Body api.Profile }
	playerQuery      struct {
		ID string `path:"id" maxLength:"64"`
	}
)

// register makes an account with a password.
func (m *Matchmaker) register(ctx context.Context, in *credentialsInput) (*sessionOutput, error) {
	a := store.Account{Player: newID("p"), Name: names.Clean(in.Body.Name), Role: api.RolePlayer, Created: time.Now()}
	if err := checkName(a.Name); err != nil {
		return nil, err
	}
	err := m.tries.work(from(ctx))
	if err != nil {
		return nil, err
	}
	if a.Hash, err = m.hasher.hash(ctx, in.Body.Password); err != nil {
		return nil, m.trouble(ctx, "register", err)
	}
	if err := m.store.AddAccount(ctx, a); err != nil {
		return nil, m.named(ctx, "register", err)
	}
	return m.begin(ctx, a)
}

// upgrade gives a guest's account a name and a password.
func (m *Matchmaker) upgrade(ctx context.Context, in *credentialsInput) (*sessionOutput, error) {
	name := names.Clean(in.Body.Name)
	if err := checkName(name); err != nil {
		return nil, err
	}
	if err := m.tries.work(from(ctx)); err != nil {
		return nil, err
	}
	hash, err := m.hasher.hash(ctx, in.Body.Password)
	if err != nil {
		return nil, m.trouble(ctx, "upgrade account", err)
	}
	if err := m.store.Upgrade(ctx, whose(ctx).Player, name, hash); err != nil {
		return nil, m.named(ctx, "upgrade account", err)
	}
	a, err := m.store.Account(ctx, whose(ctx).Player)
	if err != nil {
		return nil, m.trouble(ctx, "upgrade account", err)
	}
	return m.begin(ctx, a)
}

// named turns what can be wrong with a name into what its owner is told.
func (m *Matchmaker) named(ctx context.Context, operation string, err error) error {
	switch {
	case errors.Is(err, store.ErrTaken):
		return huma.Error409Conflict("the name is taken, or looks like one that is; choose another one", &huma.ErrorDetail{Message: "taken", Location: "body.name"})
	case errors.Is(err, store.ErrConflict):
		return huma.Error409Conflict("this account has a password already")
	}
	return m.trouble(ctx, operation, err)
}

// checkName tells what is wrong with a clean name that others will see on their screens.
func checkName(name string) error {
	why := names.Check(name)
	if why == "" {
		return nil
	}
	return huma.Error422UnprocessableEntity("the name will not do: "+why, &huma.ErrorDetail{Message: why, Location: "body.name"})
}

// changePassword ends every other session.
func (m *Matchmaker) changePassword(ctx context.Context, in *passwordInput) (*struct{}, error) {
	who := whose(ctx)
	a, err := m.store.Account(ctx, who.Player)
	if err != nil {
		return nil, m.trouble(ctx, "change password", err)
	}
	if a.Guest {
		return nil, huma.Error409Conflict("a guest has no password: POST /v1/account/upgrade")
	}
	known, err := m.tries.try(attemptOf(ctx, a.Name)) // who found a token must not find the password with it
	if err != nil {
		return nil, err
	}
	ok, err := m.hasher.check(ctx, known, in.Body.Old, a.Hash)
	switch {
	case err != nil:
		return nil, m.trouble(ctx, "change password", err)
	case !ok:
		return nil, huma.Error403Forbidden("the old password is another one")
	}
	hash, err := m.hasher.hash(ctx, in.Body.New)
	if err == nil {
		err = m.store.SetPassword(ctx, who.Player, hash, who.Session)
	}
	if err != nil {
		return nil, m.trouble(ctx, "change password", err)
	}
	return nil, nil
}

func (m *Matchmaker) account(ctx context.Context) (api.Account, error) {
	a, err := m.store.Account(ctx, whose(ctx).Player)
	if err != nil {
		return api.Account{}, err
	}
	rated, err := m.store.Ratings(ctx, a.Player)
	if err != nil {
		return api.Account{}, err
	}
	all, err := m.store.Sanctions(ctx, a.Player)
	out := api.Account{
		Player: a.Player, Name: a.Name, Role: a.Role, Guest: a.Guest, Created: a.Created, Ratings: ratings(rated), Sanctions: []api.Sanction{},
	}
	for _, v := range all {
		if v.Kind != api.Kick && inForce(&v) {
			out.Sanctions = append(out.Sanctions, v)
		}
	}
	return out, err
}

func (m *Matchmaker) getAccount(ctx context.Context, _ *struct{}) (*accountOutput, error) {
	a, err := m.account(ctx)
	if err != nil {
		return nil, m.trouble(ctx, "show account", err)
	}
	return &accountOutput{a}, nil
}

// deleteAccount erases the caller.
func (m *Matchmaker) deleteAccount(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if err := m.store.Erase(ctx, whose(ctx).Player, time.Now()); err != nil {
		return nil, m.trouble(ctx, "delete account", err)
	}
	m.look()
	return nil, nil
}

// export tells all that is kept of the caller.
func (m *Matchmaker) export(ctx context.Context, _ *struct{}) (*exportOutput, error) {
	who := whose(ctx).Player
	out := &exportOutput{api.Export{Tickets: []api.Ticket{}}}
	var tickets []store.Ticket
	var err error
	for _, read := range []func() error{
		func() error { out.Body.Account, err = m.account(ctx); return err },
		func() error { out.Body.Sessions, err = m.store.Sessions(ctx, who); return err },
		func() error { out.Body.Reports, err = m.store.ComplaintsBy(ctx, who); return err },
		func() error { out.Body.Matches, err = m.store.History(ctx, who, "", maxListed); return err },
		func() error { tickets, err = m.store.Tickets(ctx, who); return err },
	} {
		if err := read(); err != nil {
			return nil, m.trouble(ctx, "export account", err)
		}
	}
	for _, t := range tickets {
		out.Body.Tickets = append(out.Body.Tickets, plain(&t))
	}
	return out, nil
}

// profile is a player as anyone may see one.
func (m *Matchmaker) profile(ctx context.Context, q *playerQuery) (*profileOutput, error) {
	a, err := m.player(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	rated, err := m.store.Ratings(ctx, a.Player)
	if err != nil {
		return nil, m.trouble(ctx, "show player", err)
	}
	return &profileOutput{api.Profile{Player: a.Player, Name: a.Name, Ratings: ratings(rated)}}, nil
}

// player finds a player, or says that there is none.
func (m *Matchmaker) player(ctx context.Context, id string) (store.Account, error) {
	a, err := m.store.Account(ctx, id)
	switch {
	case errors.Is(err, store.ErrNone):
		return a, huma.Error404NotFound(fmt.Sprintf("there is no player %q", id))
	case err != nil:
		return a, m.trouble(ctx, "find player", err)
	}
	return a, nil
}

func ratings(rated []store.Rated) []api.Rating {
	all := []api.Rating{}
	for _, r := range rated {
		all = append(all, api.Rating{Mode: r.Mode, Points: r.Rating.Points(), Deviation: r.Rating.Deviation(), Played: r.Played, Won: r.Won})
	}
	return all
}

type callerKey struct{}

// whose is the account that a request speaks for; only operations for players may call it.
func whose(ctx context.Context) store.Caller { return ctx.Value(callerKey{}).(store.Caller) }

// authenticate lets requests through to operations for players when their bearer token is good and their role enough, and to
// those for shards when one signed it.
func (m *Matchmaker) authenticate(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if len(ctx.Operation().Security) == 0 {
			next(ctx)
			return
		}
		if ctx.Operation().Security[0][shardScheme] != nil {
			shard, err := m.service(ctx.Context(), ctx.Header("Authorization"))
			if err != nil {
				_ = huma.WriteErr(a, ctx, http.StatusUnauthorized, "a service token of a shard for matchmaker "+m.cfg.ID+" is needed: "+err.Error())
				return
			}
			next(huma.WithValue(ctx, serviceKey{}, shard))
			return
		}
		who, err := m.caller(ctx.Context(), ctx.Header("Authorization"))
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
			_ = huma.WriteErr(a, ctx, http.StatusUnauthorized, "sign in first (POST /v1/guests) and send its token: "+err.Error())
		case !may(who.Role, ctx.Operation().Security[0][playerScheme]):
			_ = huma.WriteErr(a, ctx, http.StatusForbidden, "this is for those with the role "+strings.Join(ctx.Operation().Security[0][playerScheme], " or "))
		case !m.paces.of(who.Player).Allow():
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
func (m *Matchmaker) caller(ctx context.Context, header string) (store.Caller, error) {
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return store.Caller{}, errors.New("there is no bearer token")
	}
	player, session, err := m.access.verify(ctx, token)
	if store.Away(err) { // nobody knows whether the token is good: whoever sends it must not throw it away
		return store.Caller{}, m.trouble(ctx, "find signing key", err)
	}
	if err != nil {
		return store.Caller{}, err
	}
	c, err := m.callers.find(ctx, m.store, signedIn{player, session}, time.Now())
	switch {
	case errors.Is(err, store.ErrNone):
		err = errors.New("this account is gone")
	case err != nil:
		err = m.trouble(ctx, "find account", err)
	case !c.Banned.IsZero():
		err = m.banned(ctx, c)
	case !c.Signed:
		err = errors.New("this session has ended")
	}
	return c, err
}

// banned tells a player until when, and the reasons that moderators gave.
func (m *Matchmaker) banned(ctx context.Context, c store.Caller) error {
	told := "this account is banned for good"
	if c.Banned.Before(store.Forever) {
		told = "this account is banned until " + c.Banned.Format(time.RFC3339)
	}
	all, err := m.store.Sanctions(ctx, c.Player)
	if err != nil {
		return m.trouble(ctx, "list sanctions", err)
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
	return v.Lifted.IsZero() && (v.Expires.IsZero() || v.Expires.After(time.Now()))
}
