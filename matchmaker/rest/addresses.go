package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/wallclock"
)

type (
	addressesInput  struct{ Body api.AddressesRequest }
	addressesOutput struct{ Body api.Addresses }
)

// showAddresses has the caller be shown addresses for a while. The audit log has it before any is shown.
func (h *logs) showAddresses(ctx context.Context, in *addressesInput) (*addressesOutput, error) {
	by, now := whose(ctx).Player, wallclock.Now()
	until := now.Add(addressesFor).UTC().Truncate(time.Microsecond)
	entry := api.Audit{At: now, By: by, What: "show addresses", Detail: in.Body.Reason}
	if err := h.store.ShowAddresses(ctx, by, until, entry); err != nil {
		return nil, h.trouble(ctx, "note who is shown addresses", err)
	}
	return &addressesOutput{api.Addresses{Until: until}}, nil
}

// mayReadAddresses refuses who has not said why, or is no operator any more.
func (h *logs) mayReadAddresses(ctx context.Context) error {
	who := whose(ctx)
	shown, err := h.store.AddressesShown(ctx, who.Player, wallclock.Now())
	switch {
	case err != nil:
		return h.trouble(ctx, "find who is shown addresses", err)
	case !who.Role.Covers(api.RoleOperator) || !shown:
		return huma.Error403Forbidden("addresses are shown to operators who have said why " +
			"(POST /v1/addresses), for " + addressesFor.String())
	}
	return nil
}

func (h *logs) addressOperations(s section) {
	register(s, http.MethodPost, "/v1/addresses",
		"show-addresses", "Be shown addresses in logs, for a while", operators, h.showAddresses)
}
