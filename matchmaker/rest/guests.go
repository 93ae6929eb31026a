package rest

import (
	"context"
	"strings"

	"muster/matchmaker/api"
	"muster/matchmaker/names"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// guest signs a new guest in.
func (h *accounts) guest(ctx context.Context, in *guestInput) (*sessionOutput, error) {
	a := store.Account{Player: store.NewID("p"), Guest: true, Role: api.RolePlayer, Created: wallclock.Now()}
	if in.Body != nil {
		// who comes again may send what it was told
		a.Name = names.Clean(strings.TrimPrefix(in.Body.Name, api.GuestMark))
	}
	if a.Name == "" {
		a.Name = strings.ToUpper(a.Player[1:5])
	}
	if err := checkName(a.Name); err != nil {
		return nil, err
	}
	if !h.guests.of(from(ctx)).Allow() {
		return nil, tooOften("new guests from this address", guestRate)
	}
	if err := h.store.AddAccount(ctx, a); err != nil {
		return nil, h.trouble(ctx, "sign in as guest", err)
	}
	a.Name = names.OfGuest(a.Name)
	return h.begin(ctx, a)
}
