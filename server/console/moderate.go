package console

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"muster/matchmaker/api"
)

// What moderators and operators do to accounts.

func punish(ctx context.Context, v *visit) (string, []string, error) {
	r := api.SanctionRequest{
		Player: v.form("player"), Kind: api.Kind(v.form("kind")), Reason: v.form("reason"),
	}
	if r.Kind == api.Kick {
		r.Match = v.form("match")
	} else {
		seconds, err := strconv.ParseInt(v.form("seconds"), 10, 64)
		if err != nil {
			return "", nil, err
		}
		r.Seconds = seconds
	}
	_, err := v.api.Punish(ctx, r)
	return "console.punished." + string(r.Kind), nil, err
}

func lift(ctx context.Context, v *visit) (string, []string, error) {
	return "console.lifted", nil, v.api.Lift(ctx, v.form("sanction"))
}

func closeReport(ctx context.Context, v *visit) (string, []string, error) {
	_, err := v.api.CloseComplaint(ctx, v.form("report"), v.form("verdict"))
	return "console.report_closed", nil, err
}

func giveRole(ctx context.Context, v *visit) (string, []string, error) {
	role := api.Role(v.form("role"))
	err := v.api.GiveRole(ctx, v.form("player"), role)
	return "console.role_given", []string{"role", v.words.Or("console.role."+string(role), string(role))}, err
}

func erase(ctx context.Context, v *visit) (string, []string, error) {
	if v.form("sure") == "" {
		return "", nil, errNotSure
	}
	return "console.erased", nil, v.api.Erase(ctx, v.form("player"))
}

// exportPlayer sends all that is kept of a player as a file.
func (c *Console) exportPlayer(w http.ResponseWriter, r *http.Request, v *visit) {
	e, err := v.api.ExportOf(r.Context(), r.PathValue("id"))
	if err != nil {
		c.fail(w, r, v, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="muster-player.json"`)
	to := json.NewEncoder(w)
	to.SetIndent("", "  ")
	_ = to.Encode(e) // the reader is gone if this fails
}
