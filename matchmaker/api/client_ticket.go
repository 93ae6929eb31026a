package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Modes lists the ways to play; the first is the default.
func (c *Client) Modes(ctx context.Context) ([]Mode, error) {
	return ask[[]Mode](ctx, c, "list modes", http.MethodGet, "/v1/modes", nil)
}

// CreateTicket queues for a scenario ("" for any) in the default mode.
func (c *Client) CreateTicket(ctx context.Context, scenario string) (Ticket, error) {
	return c.Queue(ctx, TicketRequest{Scenario: scenario})
}

// Queue takes a ticket. A player has one ticket at a time: the same wish again gives the same ticket, another wish
// replaces it.
func (c *Client) Queue(ctx context.Context, r TicketRequest) (Ticket, error) {
	return ask[Ticket](ctx, c, "create ticket", http.MethodPost, "/v1/tickets", r)
}

// Ticket asks about a ticket, and waits up to wait (at most MaxWait) until it is no longer waiting.
func (c *Client) Ticket(ctx context.Context, id string, wait time.Duration) (Ticket, error) {
	return c.TicketAfter(ctx, id, Waiting, wait)
}

// TicketAfter asks about a ticket, and waits up to wait (at most MaxWait) until its status is another one.
func (c *Client) TicketAfter(ctx context.Context, id string, status Status, wait time.Duration) (Ticket, error) {
	wait = max(0, min(wait, MaxWait))
	ctx, cancel := context.WithTimeout(ctx, wait+c.patience())
	defer cancel()
	return ask[Ticket](ctx, c, "ask for ticket",
		http.MethodGet, ticketPath(id)+"?wait="+wait.String()+"&status="+string(status), nil)
}

// Accept takes the match that a ticket was proposed.
func (c *Client) Accept(ctx context.Context, id string) (Ticket, error) {
	return ask[Ticket](ctx, c, "accept match", http.MethodPost, ticketPath(id)+"/accept", nil)
}

// Decline refuses the match that a ticket was proposed, and with it the ticket.
func (c *Client) Decline(ctx context.Context, id string) (Ticket, error) {
	return ask[Ticket](ctx, c, "decline match", http.MethodPost, ticketPath(id)+"/decline", nil)
}

// Cancel takes a ticket back, with the seat it may have got.
func (c *Client) Cancel(ctx context.Context, id string) error {
	return c.call(ctx, "cancel ticket", http.MethodDelete, ticketPath(id), nil, nil)
}

// Seat queues for a scenario and waits until there is a seat, through restarts of the queue. progress, if given, hears
// of the ticket while it waits. When ctx ends, the ticket is taken back.
func (c *Client) Seat(ctx context.Context, scenario string, progress func(Ticket)) (Assignment, error) {
	return c.SeatFor(ctx, TicketRequest{Scenario: scenario}, progress)
}

// SeatFor is Seat for any wish. It accepts what is proposed; a caller that asks its player uses Queue, TicketAfter and
// Accept instead.
func (c *Client) SeatFor(ctx context.Context, r TicketRequest, progress func(Ticket)) (Assignment, error) {
	t, err := patiently(ctx, func() (Ticket, error) { return c.Queue(ctx, r) })
	for err == nil && (t.Status == Waiting || t.Status == Proposed) {
		if progress != nil {
			progress(t)
		}
		last := t
		t, err = patiently(ctx, func() (Ticket, error) { return c.next(ctx, last) })
		if err != nil && ctx.Err() != nil {
			c.takeBack(last.ID)
		}
	}
	switch {
	case err != nil:
		return Assignment{}, err
	case t.Status != Assigned || t.Assignment == nil:
		return Assignment{}, fmt.Errorf("wait for seat: ticket %s is %s: %s",
			t.ID, t.Status, t.Why)
	}
	return *t.Assignment, nil
}

// next waits for what becomes of a ticket, after accepting what it was proposed.
func (c *Client) next(ctx context.Context, t Ticket) (Ticket, error) {
	if t.Status == Proposed && t.Proposal != nil && !t.Proposal.You {
		t, err := c.Accept(ctx, t.ID)
		if StatusOf(err) != http.StatusConflict { // else the proposal is gone: see what came instead
			return t, err
		}
	}
	return c.TicketAfter(ctx, t.ID, t.Status, 20*time.Second)
}

// Follow calls f with a ticket now and after each change, until it is assigned or over, f fails, or ctx ends. It reads
// server-sent events, and asks for more of them when a stream ends before: the queue ends each after some minutes, and
// may restart.
func (c *Client) Follow(ctx context.Context, id string, f func(Ticket) error) error {
	var stopped error // by f
	waits, heard := true, 0
	hear := func(t Ticket) error {
		heard++
		waits = t.Status == Waiting || t.Status == Proposed
		stopped = f(t)
		return stopped
	}
	for waits {
		_, err := patiently(ctx, func() (struct{}, error) {
			heard = 0
			err := c.follow(ctx, ticketPath(id)+"/events", hear)
			switch {
			case stopped != nil || !waits:
				return struct{}{}, nil
			case err == nil && heard == 0:
				err = errNothing
			}
			return struct{}{}, err
		})
		switch {
		case stopped != nil:
			err = stopped
		case err == nil && waits:
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("follow ticket: %w", err)
		}
	}
	return nil
}

// errNothing is a stream of events without any: the queue is full, or a proxy does not let them through.
var errNothing = errors.New("the stream of events ended before it began")

func (c *Client) follow(ctx context.Context, path string, f func(Ticket) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	token := c.token
	if c.signed != nil {
		if token, err = c.fresh(ctx, ""); err != nil {
			return err
		}
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 400 {
		return readProblem(resp)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, maxEvent)
	for lines.Scan() {
		line, ok := bytes.CutPrefix(lines.Bytes(), []byte("data:"))
		if !ok {
			continue
		}
		var t Ticket
		if err := json.Unmarshal(line, &t); err != nil {
			return err
		}
		if err := f(t); err != nil {
			return err
		}
	}
	return lines.Err()
}

// takeBack cancels a ticket whose context is gone already.
func (c *Client) takeBack(id string) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	_ = c.Cancel(ctx, id) // nobody is left to tell; the queue drops unattended tickets by itself
}

// patiently tries again while the trouble is temporary and ctx lasts.
func patiently[T any](ctx context.Context, try func() (T, error)) (T, error) {
	for pause := firstRetry; ; pause = min(2*pause, lastRetry) {
		v, err := try()
		if !Temporary(err) || ctx.Err() != nil {
			return v, err
		}
		var p *Problem
		if errors.As(err, &p) && p.After > 0 {
			pause = max(pause, p.After)
		}
		select {
		case <-ctx.Done():
			return v, errors.Join(ctx.Err(), err)
		case <-time.After(pause):
		}
	}
}

func ticketPath(id string) string { return "/v1/tickets/" + url.PathEscape(id) }
