package console

import (
	"context"
	"time"
)

// Pages leave addresses out. An operator may have them shown for a while, in this one browser: on the pages of logs and
// of people, and those that they lead to. The API wants to know why, and writes it to the audit log first.

// showAddresses begins that.
func showAddresses(ctx context.Context, v *visit) (string, []string, error) {
	shown, err := v.api.ShowAddresses(ctx, v.form("reason"))
	if err == nil {
		v.showAddresses(shown.Until)
	}
	return "console.addresses.shown", nil, err
}

// hideAddresses ends it before its time.
func hideAddresses(_ context.Context, v *visit) (string, []string, error) {
	v.showAddresses(time.Time{})
	return "console.addresses.hidden", nil, nil
}
