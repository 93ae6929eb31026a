package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/wallclock"
)

type (
	peopleQuery struct {
		Search string `query:"search" maxLength:"64" doc:"a part of a name, or an id; empty for all"`
		Role   string `query:"role" enum:",player,viewer,moderator,operator" doc:"only those with this role"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}
	peopleOutput struct{ Body []api.Person }
	auditQuery   struct {
		Player string `query:"player" maxLength:"64" doc:"by this player or about this player"`
		Before int64  `query:"before" minimum:"0" doc:"older than this entry"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"1000"`
	}
)

// people are accounts in the hands of moderators and operators.
type people struct{ *accounts }

func (h *people) operations(s section) {
	register(s, http.MethodGet, "/v1/people", "find-people", "Find accounts", moderators, h.find)
	register(s, http.MethodGet, "/v1/players/{id}/export",
		"export-player", "Export all that is kept of a player", operators, h.exportOf)
	register(s, http.MethodDelete, "/v1/players/{id}",
		"erase-player", "Delete a player's account", operators, h.erase)
}

// find finds accounts by name or id.
func (h *people) find(ctx context.Context, q *peopleQuery) (*peopleOutput, error) {
	all, err := h.store.FindPeople(ctx, strings.TrimSpace(q.Search), api.Role(q.Role), q.Limit, wallclock.Now())
	if err != nil {
		return nil, h.trouble(ctx, "find people", err)
	}
	return &peopleOutput{all}, nil
}

// exportOf tells an operator all that is kept of a player, who asked for it; the audit log says so.
func (h *people) exportOf(ctx context.Context, q *idQuery) (*exportOutput, error) {
	if _, err := h.player(ctx, q.ID); err != nil {
		return nil, err
	}
	e, err := h.exported(ctx, q.ID)
	if err == nil {
		err = h.store.WriteAudit(ctx, api.Audit{
			At: wallclock.Now(), By: whose(ctx).Player, What: "export player", Whom: q.ID,
		})
	}
	if err != nil {
		return nil, h.trouble(ctx, "export player", err)
	}
	return &exportOutput{e}, nil
}

// erase deletes a player's account for the player, who asked for it.
func (h *people) erase(ctx context.Context, q *idQuery) (*struct{}, error) {
	a, err := h.player(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if by := whose(ctx); a.Role.Covers(by.Role) {
		return nil, huma.Error403Forbidden("take the role of " + string(a.Role) + " from this account first")
	}
	err = h.store.WriteAudit(ctx, api.Audit{
		At: wallclock.Now(), By: whose(ctx).Player, What: "erase player", Whom: q.ID,
	})
	if err == nil {
		err = h.store.Erase(ctx, q.ID, wallclock.Now())
	}
	if err != nil {
		return nil, h.trouble(ctx, "erase player", err)
	}
	h.notify.WakeRound()
	return nil, nil
}

// called are the names of those of some ids that are players'.
func (c *core) called(ctx context.Context, ids []string) (map[string]string, error) {
	found, err := c.store.Names(ctx, ids)
	if err != nil {
		return nil, c.trouble(ctx, "read names", err)
	}
	return found, nil
}
