package matchmaker

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
)

type ticketRequest struct {
	Body *api.TicketRequest `required:"false"`
}

type ticketOutput struct {
	Body api.Ticket
}

// createTicket puts the caller in line.
func (m *Matchmaker) createTicket(ctx context.Context, in *ticketRequest) (*ticketOutput, error) {
	scenario := ""
	if in.Body != nil {
		scenario = in.Body.Scenario
	}
	if err := m.offered(scenario); err != nil {
		return nil, err
	}
	id, created, err := m.store.addTicket(ctx, whose(ctx).Player, scenario, time.Now())
	if err != nil {
		return nil, m.trouble(ctx, "create ticket", err)
	}
	if created {
		m.metrics.tickets.WithLabelValues("created").Inc()
	}
	m.bells.ask(id, time.Now())
	m.look()
	t, err := m.show(ctx, id)
	return &ticketOutput{t}, err
}

type ticketQuery struct {
	ID   string `path:"id" maxLength:"64"`
	Wait string `query:"wait" maxLength:"16" example:"20s" doc:"wait so long (at most 30s) until the ticket is no longer waiting"`
	wait time.Duration
}

// Resolve reads Wait.
func (q *ticketQuery) Resolve(huma.Context) []error {
	if q.Wait == "" {
		return nil
	}
	d, err := time.ParseDuration(q.Wait)
	if err != nil || d < 0 {
		return []error{&huma.ErrorDetail{Message: "expected a time such as 20s", Location: "query.wait", Value: q.Wait}}
	}
	q.wait = min(d, maxAnswered)
	return nil
}

// getTicket tells of the caller's ticket as soon as it no longer waits, or when the wait is over.
func (m *Matchmaker) getTicket(ctx context.Context, q *ticketQuery) (*ticketOutput, error) {
	patience := time.NewTimer(q.wait)
	defer patience.Stop()
	bell, leave, ok := m.bells.listen(q.ID)
	defer leave()
	for waiting := ok && q.wait > 0; ; {
		t, err := m.show(ctx, q.ID)
		if err != nil || t.Status != api.Waiting || !waiting {
			return &ticketOutput{t}, err
		}
		select {
		case <-bell:
		case <-patience.C:
			waiting = false
		case <-m.closing:
			waiting = false
		case <-ctx.Done():
			return nil, m.trouble(ctx, "wait for ticket", ctx.Err())
		}
	}
}

// cancelTicket takes the caller's ticket back.
func (m *Matchmaker) cancelTicket(ctx context.Context, q *ticketQuery) (*struct{}, error) {
	if _, err := m.own(ctx, q.ID); err != nil {
		return nil, err
	}
	dropped, err := m.store.dropTicket(ctx, q.ID, ticketCancelled, "taken back by its player")
	if err != nil {
		return nil, m.trouble(ctx, "cancel ticket", err)
	}
	if dropped {
		m.metrics.tickets.WithLabelValues("cancelled").Inc()
		m.bells.serve(q.ID)
		m.bells.ring(q.ID)
		m.look()
	}
	return nil, nil
}

// own finds a ticket of the caller. Another player's ticket does not exist for the caller.
func (m *Matchmaker) own(ctx context.Context, id string) (ticket, error) {
	t, err := m.store.ticket(ctx, id)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && t.Player != whose(ctx).Player:
		return t, huma.Error404NotFound("you have no such ticket")
	case err != nil:
		return t, m.trouble(ctx, "find ticket", err)
	}
	return t, nil
}

// show makes the answer about the caller's ticket, with a fresh join ticket if it is assigned.
func (m *Matchmaker) show(ctx context.Context, id string) (api.Ticket, error) {
	t, err := m.own(ctx, id)
	if err != nil {
		return api.Ticket{}, err
	}
	out := api.Ticket{ID: t.ID, Status: api.Status(t.Status), Why: t.Why, Created: t.Created}
	switch t.Status {
	case ticketWaiting:
		m.bells.ask(id, time.Now())
		if out.Why = m.round.reason(id); out.Why == "" {
			out.Why = "in line"
		}
	case ticketPlaced:
		m.bells.ask(id, time.Now())
		out.Status, out.Why = api.Waiting, "a seat is found; its shard is getting ready"
	case ticketAssigned:
		return m.showAssigned(ctx, t, out)
	}
	return out, nil
}

func (m *Matchmaker) showAssigned(ctx context.Context, t ticket, out api.Ticket) (api.Ticket, error) {
	r, err := m.store.record(ctx, t.Match)
	if err != nil {
		return out, m.trouble(ctx, "find match", err)
	}
	a, err := m.assignment(ctx, &r, t.Seat)
	var status huma.StatusError
	switch {
	case err == nil:
		out.Assignment = &a
		m.bells.serve(t.ID)
	case errors.As(err, &status) && status.GetStatus() == http.StatusServiceUnavailable:
		out.Status, out.Why, err = api.Waiting, "the shard of its match is away", nil
	}
	return out, err
}
