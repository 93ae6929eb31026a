package rest

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type (
	complaintInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body api.ComplaintRequest
	}
	verdictInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body api.Verdict
	}
	complaintOutput  struct{ Body api.Complaint }
	complaintsOutput struct{ Body []api.Complaint }
	complaintsQuery  struct {
		Player string `query:"player" maxLength:"64" doc:"those about this player"`
		By     string `query:"by" maxLength:"64" doc:"those that this player made"`
	}
	accusedOutput struct{ Body []api.Accused }
)

// complain keeps what a player tells of another.
func (h *moderation) complain(ctx context.Context, in *complaintInput) (*complaintOutput, error) {
	if _, err := h.player(ctx, in.ID); err != nil {
		return nil, err
	}
	if in.Body.Match != "" {
		if _, err := h.known(ctx, in.Body.Match); err != nil {
			return nil, err
		}
	}
	if !h.reports.of(from(ctx)).Allow() {
		return nil, tooOften("complaints from this address", reportRate)
	}
	now := wallclock.Now()
	c := api.Complaint{
		ID: store.NewID("c"), By: whose(ctx).Player, Player: in.ID, Match: in.Body.Match, Reason: in.Body.Reason,
		Text: in.Body.Text, Created: now,
	}
	err := h.store.Complain(ctx, c, now.Add(-reportsKept), maxReports, maxReportsOf)
	if errors.Is(err, store.ErrEnough) {
		return nil, tooOften("complaints; moderators have those that you made", reportAgain)
	}
	if err != nil {
		return nil, h.trouble(ctx, "keep complaint", err)
	}
	return &complaintOutput{c}, nil
}

func (h *moderation) complaints(ctx context.Context, q *complaintsQuery) (*complaintsOutput, error) {
	all, err := h.store.Complaints(ctx, q.Player, q.By)
	if err != nil {
		return nil, h.trouble(ctx, "list complaints", err)
	}
	var ids []string
	for _, v := range all {
		ids = append(ids, v.By, v.Player)
	}
	names, err := h.called(ctx, ids)
	for i := range all {
		all[i].ByName, all[i].Name = names[all[i].By], names[all[i].Player]
	}
	return &complaintsOutput{all}, err
}

// accused groups the open complaints by whom they are about, and by who made them.
func (h *moderation) accused(ctx context.Context, _ *struct{}) (*accusedOutput, error) {
	all, err := h.store.Accused(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list complaints", err)
	}
	return &accusedOutput{all}, nil
}

func (h *moderation) closeComplaint(ctx context.Context, in *verdictInput) (*complaintOutput, error) {
	c, err := h.store.CloseComplaint(ctx, in.ID, whose(ctx).Player, in.Body.Verdict, wallclock.Now())
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, huma.Error404NotFound("there is no such complaint")
	case errors.Is(err, store.ErrOwnCase):
		return nil, huma.Error403Forbidden("this report is about you: another moderator has to close it")
	case errors.Is(err, store.ErrConflict):
		return nil, huma.Error409Conflict("the complaint is closed already")
	case err != nil:
		return nil, h.trouble(ctx, "close complaint", err)
	}
	return &complaintOutput{c}, nil
}
