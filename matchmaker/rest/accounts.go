package rest

import (
	"context"
	"errors"
	"net/netip"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/names"
	"muster/matchmaker/store"
	"muster/wallclock"
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

// accounts are those of players, guests too, and their sessions.
type accounts struct {
	*core
	hasher *hasher
	tries  *attempts               // with passwords
	guests *limiters[netip.Prefix] // new ones
	told   *told
}

// register makes an account with a password.
func (h *accounts) register(ctx context.Context, in *credentialsInput) (*sessionOutput, error) {
	a := store.Account{
		Player: store.NewID("p"), Name: names.Clean(in.Body.Name), Role: api.RolePlayer, Created: wallclock.Now(),
	}
	if err := checkName(a.Name); err != nil {
		return nil, err
	}
	err := h.tries.work(from(ctx))
	if err != nil {
		return nil, err
	}
	if a.Hash, err = h.hasher.hash(ctx, in.Body.Password); err != nil {
		return nil, h.trouble(ctx, "register", err)
	}
	if err := h.store.AddAccount(ctx, a); err != nil {
		return nil, h.named(ctx, "register", err)
	}
	return h.begin(ctx, a)
}

// upgrade gives a guest's account a name and a password.
func (h *accounts) upgrade(ctx context.Context, in *credentialsInput) (*sessionOutput, error) {
	name := names.Clean(in.Body.Name)
	if err := checkName(name); err != nil {
		return nil, err
	}
	if err := h.tries.work(from(ctx)); err != nil {
		return nil, err
	}
	hash, err := h.hasher.hash(ctx, in.Body.Password)
	if err != nil {
		return nil, h.trouble(ctx, "upgrade account", err)
	}
	if err := h.store.Upgrade(ctx, whose(ctx).Player, name, hash); err != nil {
		return nil, h.named(ctx, "upgrade account", err)
	}
	a, err := h.store.Account(ctx, whose(ctx).Player)
	if err != nil {
		return nil, h.trouble(ctx, "upgrade account", err)
	}
	return h.begin(ctx, a)
}

// named turns what can be wrong with a name into what its owner is told.
func (h *accounts) named(ctx context.Context, operation string, err error) error {
	switch {
	case errors.Is(err, store.ErrTaken):
		return huma.Error409Conflict("the name is taken, or looks like one that is; choose another one",
			&huma.ErrorDetail{Message: "taken", Location: "body.name"})
	case errors.Is(err, store.ErrConflict):
		return huma.Error409Conflict("this account has a password already")
	}
	return h.trouble(ctx, operation, err)
}

// checkName reports what is wrong with a clean name that others will see on their screens.
func checkName(name string) error {
	why := names.Check(name)
	if why == "" {
		return nil
	}
	return huma.Error422UnprocessableEntity("invalid name: "+why, &huma.ErrorDetail{
		Message: why, Location: "body.name",
	})
}

// changePassword ends every other session.
func (h *accounts) changePassword(ctx context.Context, in *passwordInput) (*struct{}, error) {
	who := whose(ctx)
	a, err := h.store.Account(ctx, who.Player)
	if err != nil {
		return nil, h.trouble(ctx, "change password", err)
	}
	if a.Guest {
		return nil, huma.Error409Conflict("a guest has no password: POST /v1/account/upgrade")
	}
	known, err := h.tries.try(attemptOf(ctx, a.Name)) // who found a token must not find the password with it
	if err != nil {
		return nil, err
	}
	ok, err := h.hasher.check(ctx, known, in.Body.Old, a.Hash)
	switch {
	case err != nil:
		return nil, h.trouble(ctx, "change password", err)
	case !ok:
		return nil, huma.Error403Forbidden("the current password is wrong")
	}
	hash, err := h.hasher.hash(ctx, in.Body.New)
	if err == nil {
		err = h.store.SetPassword(ctx, who.Player, hash, who.Session)
	}
	if err != nil {
		return nil, h.trouble(ctx, "change password", err)
	}
	return nil, nil
}

func (h *accounts) account(ctx context.Context, player string) (api.Account, error) {
	a, err := h.store.Account(ctx, player)
	if err != nil {
		return api.Account{}, err
	}
	rated, err := h.store.Ratings(ctx, a.Player)
	if err != nil {
		return api.Account{}, err
	}
	all, err := h.store.Sanctions(ctx, a.Player)
	out := api.Account{
		Player: a.Player, Name: a.Name, Role: a.Role, Guest: a.Guest, Created: a.Created, Ratings: ratings(rated),
		Sanctions: []api.Sanction{},
	}
	for _, v := range all {
		if v.Kind != api.Kick && inForce(&v) {
			out.Sanctions = append(out.Sanctions, v)
		}
	}
	return out, err
}

func (h *accounts) getAccount(ctx context.Context, _ *struct{}) (*accountOutput, error) {
	a, err := h.account(ctx, whose(ctx).Player)
	if err != nil {
		return nil, h.trouble(ctx, "show account", err)
	}
	a.Sight = whose(ctx).Sight
	return &accountOutput{a}, nil
}

// deleteAccount erases the caller.
func (h *accounts) deleteAccount(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if err := h.store.Erase(ctx, whose(ctx).Player, wallclock.Now()); err != nil {
		return nil, h.trouble(ctx, "delete account", err)
	}
	h.notify.WakeRound()
	return nil, nil
}

// export returns all that is kept of the caller.
func (h *accounts) export(ctx context.Context, _ *struct{}) (*exportOutput, error) {
	e, err := h.exported(ctx, whose(ctx).Player)
	if err != nil {
		return nil, h.trouble(ctx, "export account", err)
	}
	return &exportOutput{e}, nil
}

// exported is all that is kept of a player.
func (h *accounts) exported(ctx context.Context, who string) (e api.Export, err error) {
	e.Tickets = []api.Ticket{}
	var tickets []store.Ticket
	for _, read := range []func() error{
		func() error { e.Account, err = h.account(ctx, who); return err },
		func() error { e.Sessions, err = h.store.Sessions(ctx, who); return err },
		func() error { e.Reports, err = h.store.ComplaintsBy(ctx, who); return err },
		func() error { e.Matches, err = h.store.History(ctx, who, "", maxListed); return err },
		func() error { tickets, err = h.store.Tickets(ctx, who); return err },
		func() error { e.Notices, err = h.told.of(ctx, who); return err },
	} {
		if err := read(); err != nil {
			return e, err
		}
	}
	for _, t := range tickets {
		e.Tickets = append(e.Tickets, plain(&t))
	}
	return e, nil
}

// profile is a player as anyone may see one.
func (h *accounts) profile(ctx context.Context, q *playerQuery) (*profileOutput, error) {
	a, err := h.player(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	rated, err := h.store.Ratings(ctx, a.Player)
	if err != nil {
		return nil, h.trouble(ctx, "show player", err)
	}
	return &profileOutput{api.Profile{Player: a.Player, Name: a.Name, Ratings: ratings(rated)}}, nil
}

func ratings(rated []store.Rated) []api.Rating {
	all := []api.Rating{}
	for _, r := range rated {
		all = append(all, api.Rating{
			Mode: r.Mode, Points: r.Rating.Points(), Deviation: r.Rating.Deviation(), Played: r.Played, Won: r.Won,
		})
	}
	return all
}
