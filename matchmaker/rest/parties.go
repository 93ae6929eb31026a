package rest

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type (
	partyOutput       struct{ Body api.Party }
	inviteInput       struct{ Body api.InviteRequest }
	invitationsOutput struct{ Body []api.Invitation }
	invitationQuery   struct {
		Party string `path:"party" maxLength:"64"`
	}
	joinInput   struct{ Body api.JoinRequest }
	memberQuery struct {
		Player string `path:"player" maxLength:"64"`
	}
	leadInput struct{ Body api.LeadRequest }
)

// parties are players who queue together.
type parties struct{ *core }

// party finds the caller's party, or says that there is none.
func (h *parties) party(ctx context.Context) (api.Party, error) {
	p, err := h.store.Party(ctx, whose(ctx).Player)
	switch {
	case errors.Is(err, store.ErrNone):
		return p, huma.Error404NotFound("you are in no party")
	case err != nil:
		return p, h.trouble(ctx, "find party", err)
	}
	return p, nil
}

// after shows the party as it is after a change, or what went wrong with that.
func (h *parties) after(ctx context.Context, err error) (*partyOutput, error) {
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, huma.Error404NotFound("there is no party with this code")
	case errors.Is(err, store.ErrFull):
		return nil, huma.Error409Conflict("the party is full")
	case errors.Is(err, store.ErrConflict):
		return nil, huma.Error403Forbidden("that is for the party's leader, and about its members")
	case err != nil:
		return nil, h.trouble(ctx, "change party", err)
	}
	h.notify.NotifyAll() // a party's ticket falls with its party
	h.notify.WakeRound() // and shards may have to hear who may not watch
	p, err := h.party(ctx)
	return &partyOutput{p}, err
}

func (h *parties) getParty(ctx context.Context, _ *struct{}) (*partyOutput, error) {
	p, err := h.party(ctx)
	return &partyOutput{p}, err
}

func (h *parties) foundParty(ctx context.Context, _ *struct{}) (*partyOutput, error) {
	return h.after(ctx, h.store.FoundParty(ctx, store.NewID("g"), rand.Text()[:8], whose(ctx).Player, wallclock.Now()))
}

// invite lets a player join the caller's party.
func (h *parties) invite(ctx context.Context, in *inviteInput) (*partyOutput, error) {
	p, err := h.party(ctx)
	if err != nil {
		return nil, err
	}
	a, err := h.invited(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(p.Members, func(v api.Member) bool { return v.Player == a.Player }) {
		return nil, huma.Error409Conflict("this player is in your party already")
	}
	if len(p.Invited) >= maxInvited {
		return nil, huma.Error409Conflict("the party has invited enough players; wait for them")
	}
	return h.after(ctx, h.store.Invite(ctx, p.ID, whose(ctx).Player, a.Player, wallclock.Now()))
}

// invited finds whom an invitation is for.
func (h *parties) invited(ctx context.Context, who api.InviteRequest) (store.Account, error) {
	switch {
	case who.Player != "":
		return h.player(ctx, who.Player)
	case who.Name == "":
		return store.Account{}, huma.Error422UnprocessableEntity("an invitation is for somebody", &huma.ErrorDetail{
			Message: "expected a player's id, or the name of a registered one", Location: "body",
		})
	}
	a, err := h.store.AccountByName(ctx, strings.TrimSpace(who.Name))
	if errors.Is(err, store.ErrNone) {
		return a, huma.Error404NotFound("there is no player of this name; guests are invited by their id, " +
			"or get the code")
	} else if err != nil {
		return a, h.trouble(ctx, "find player", err)
	}
	return a, nil
}

func (h *parties) invitations(ctx context.Context, _ *struct{}) (*invitationsOutput, error) {
	all, err := h.store.Invitations(ctx, whose(ctx).Player)
	if err != nil {
		return nil, h.trouble(ctx, "list invitations", err)
	}
	return &invitationsOutput{all}, nil
}

func (h *parties) declineInvitation(ctx context.Context, q *invitationQuery) (*struct{}, error) {
	if err := h.store.Uninvite(ctx, q.Party, whose(ctx).Player); err != nil {
		return nil, h.trouble(ctx, "decline invitation", err)
	}
	return nil, nil
}

// joinParty takes a code as people type it.
func (h *parties) joinParty(ctx context.Context, in *joinInput) (*partyOutput, error) {
	code := strings.ToUpper(strings.TrimSpace(in.Body.Code))
	return h.after(ctx, h.store.JoinParty(ctx, code, whose(ctx).Player, maxParty, wallclock.Now()))
}

func (h *parties) leaveParty(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if err := h.store.LeaveParty(ctx, whose(ctx).Player, wallclock.Now()); err != nil {
		return nil, h.trouble(ctx, "leave party", err)
	}
	h.notify.NotifyAll()
	return nil, nil
}

func (h *parties) removeMember(ctx context.Context, q *memberQuery) (*partyOutput, error) {
	p, err := h.party(ctx)
	if err != nil {
		return nil, err
	}
	return h.after(ctx, h.store.RemoveMember(ctx, p.ID, whose(ctx).Player, q.Player, wallclock.Now()))
}

func (h *parties) handLead(ctx context.Context, in *leadInput) (*partyOutput, error) {
	p, err := h.party(ctx)
	if err != nil {
		return nil, err
	}
	return h.after(ctx, h.store.HandLead(ctx, p.ID, whose(ctx).Player, in.Body.Player))
}
