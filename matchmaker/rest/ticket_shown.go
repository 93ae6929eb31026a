package rest

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/notifier"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// plain is a ticket without what only its moment tells.
func plain(t *store.Ticket) api.Ticket {
	return api.Ticket{
		ID: t.ID, Mode: t.Mode, Scenarios: t.Scenarios, Party: t.Party, Status: api.Status(t.Status), Why: t.Why,
		Reasons: t.Reasons, Created: t.Created,
	}
}

// refresh returns the caller's ticket as it is now. What was told of the seat it got is not read again.
func (h *tickets) refresh(ctx context.Context, id string, known store.Ticket, n notifier.Seat) (store.Ticket, error) {
	if known.ID == "" || n.Player == "" || n.Player != whose(ctx).Player || known.Status == store.Assigned {
		return h.own(ctx, id)
	}
	known.Status, known.Live, known.Match, known.Place, known.Seat, known.Stint = store.Assigned, true, n.Place.Match,
		n.Place, n.Seat, n.Stint
	return known, nil
}

// show makes the answer about the caller's ticket.
func (h *tickets) show(ctx context.Context, id string) (api.Ticket, error) {
	t, err := h.own(ctx, id)
	if err != nil {
		return api.Ticket{}, err
	}
	return h.shown(ctx, &t)
}

// shown is a ticket of the caller as it is told, with a fresh join ticket if it is assigned.
func (h *tickets) shown(ctx context.Context, t *store.Ticket) (api.Ticket, error) {
	id, out := t.ID, plain(t)
	switch t.Status {
	case store.Waiting:
		h.notify.Asked(id, wallclock.Now())
		explain(&out, h.notify.Why(id))
		out.Estimate = h.estimates.of(t.Mode)
	case store.Proposed:
		h.notify.Asked(id, wallclock.Now())
		return h.showProposed(ctx, t, out)
	case store.Placed:
		h.notify.Asked(id, wallclock.Now())
		out.Status = api.Waiting
		because(&out, api.SeatFound)
	case store.Assigned:
		if !t.Live {
			out.Status = api.Cancelled
			because(&out, api.SeatGivenUp)
			return out, nil
		}
		return h.showAssigned(ctx, t, out)
	}
	return out, nil
}

func (h *tickets) showProposed(ctx context.Context, t *store.Ticket, out api.Ticket) (api.Ticket, error) {
	r, err := h.store.Match(ctx, t.Match)
	if err != nil {
		return out, h.trouble(ctx, "find match", err)
	}
	p, err := h.store.Proposal(ctx, t.Match)
	if err != nil {
		return out, h.trouble(ctx, "find proposal", err)
	}
	if r.Why, err = h.matches.withNames(ctx, r.Why); err != nil {
		return out, err
	}
	because(&out, api.MatchFound)
	out.Proposal = &api.Proposal{
		Match: r.ID, Scenario: r.Scenario, By: r.Accept, Players: p.Players, Accepted: p.Accepted, You: t.Accepted,
		Why: r.Why,
	}
	return out, nil
}

func (h *tickets) showAssigned(ctx context.Context, t *store.Ticket, out api.Ticket) (api.Ticket, error) {
	a, err := h.matches.assignment(ctx, t.Place, t.Seat, t.Stint)
	var status huma.StatusError
	switch {
	case err == nil:
		out.Assignment = &a
		h.notify.Served(t.ID)
	case errors.As(err, &status) && status.GetStatus() == http.StatusServiceUnavailable:
		out.Status, err = api.Waiting, nil
		because(&out, api.ShardAway)
	}
	return out, err
}
