package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client speaks to a matchmaker. It is safe for many goroutines. Its errors name the operation and hold a *Problem when
// the matchmaker answered.
type Client struct {
	base  string
	http  *http.Client
	token string
}

// NewClient makes a client of the matchmaker at baseURL (http://host:port). httpClient may be nil. It is nobody until
// As gives it a token.
func NewClient(baseURL string, httpClient *http.Client) *Client {
	if httpClient == nil {
		httpClient = http.DefaultClient
	}
	return &Client{base: strings.TrimRight(baseURL, "/"), http: httpClient}
}

// As is the same client speaking with a bearer token: that of a Guest, or a shard's service token.
func (c *Client) As(token string) *Client {
	as := *c
	as.token = token
	return &as
}

// Token is the bearer token that the client speaks with; empty if none.
func (c *Client) Token() string { return c.token }

// Guest signs in as a new guest. An empty name lets the queue choose one.
func (c *Client) Guest(ctx context.Context, name string) (Guest, error) {
	return ask[Guest](ctx, c, "sign in as guest", http.MethodPost, "/v1/guests", GuestRequest{Name: name})
}

// CreateTicket queues for a scenario ("" for any). A player has one ticket at a time: the same wish again gives the same
// ticket, another wish replaces it.
func (c *Client) CreateTicket(ctx context.Context, scenario string) (Ticket, error) {
	return ask[Ticket](ctx, c, "create ticket", http.MethodPost, "/v1/tickets", TicketRequest{Scenario: scenario})
}

// Ticket asks about a ticket, and waits up to wait (at most MaxWait) until it is no longer waiting.
func (c *Client) Ticket(ctx context.Context, id string, wait time.Duration) (Ticket, error) {
	wait = max(0, min(wait, MaxWait))
	ctx, cancel := context.WithTimeout(ctx, wait+callTimeout)
	defer cancel()
	return ask[Ticket](ctx, c, "ask for ticket", http.MethodGet, "/v1/tickets/"+url.PathEscape(id)+"?wait="+wait.String(), nil)
}

// Cancel takes a ticket back, with the seat it may have got.
func (c *Client) Cancel(ctx context.Context, id string) error {
	return c.call(ctx, "cancel ticket", http.MethodDelete, "/v1/tickets/"+url.PathEscape(id), nil, nil)
}

// Matches lists the matches that run, oldest first.
func (c *Client) Matches(ctx context.Context) ([]Match, error) {
	return ask[[]Match](ctx, c, "list matches", http.MethodGet, "/v1/matches", nil)
}

// Match tells of one match, also of one that has ended.
func (c *Client) Match(ctx context.Context, id string) (Match, error) {
	return ask[Match](ctx, c, "ask for match", http.MethodGet, matchPath(id), nil)
}

// Where tells where a match lives now and gives a fresh join ticket for the caller's own seat.
func (c *Client) Where(ctx context.Context, match string) (Assignment, error) {
	return ask[Assignment](ctx, c, "ask where the match lives", http.MethodPost, matchPath(match)+"/where", nil)
}

// Watch gives a spectator's assignment: Seat is -1, the views are everybody's and late.
func (c *Client) Watch(ctx context.Context, match string) (Assignment, error) {
	return ask[Assignment](ctx, c, "ask to watch", http.MethodPost, matchPath(match)+"/watch", nil)
}

// Leave gives up the caller's seat for good.
func (c *Client) Leave(ctx context.Context, match string) error {
	return c.call(ctx, "leave match", http.MethodDelete, matchPath(match)+"/seat", nil, nil)
}

// Report tells how a match ended. The client must speak with a service token of the shard (see As and SignService);
// telling the same again is fine.
func (c *Client) Report(ctx context.Context, r MatchReport) error {
	return c.call(ctx, "report match", http.MethodPost, "/v1/reports", r, nil)
}

// Seat queues for a scenario and waits until there is a seat, through restarts of the queue. progress, if given, hears
// of the ticket while it waits. When ctx ends, the ticket is taken back.
func (c *Client) Seat(ctx context.Context, scenario string, progress func(Ticket)) (Assignment, error) {
	t, err := patiently(ctx, func() (Ticket, error) { return c.CreateTicket(ctx, scenario) })
	for err == nil && t.Status == Waiting {
		if progress != nil {
			progress(t)
		}
		id := t.ID
		t, err = patiently(ctx, func() (Ticket, error) { return c.Ticket(ctx, id, 20*time.Second) })
		if err != nil && ctx.Err() != nil {
			c.takeBack(id)
		}
	}
	switch {
	case err != nil:
		return Assignment{}, err
	case t.Status != Assigned || t.Assignment == nil:
		return Assignment{}, fmt.Errorf("wait for seat: ticket %s is %s: %s", t.ID, t.Status, t.Why)
	}
	return *t.Assignment, nil
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

func matchPath(id string) string { return "/v1/matches/" + url.PathEscape(id) }

// ask calls for a T.
func ask[T any](ctx context.Context, c *Client, operation, method, path string, in any) (T, error) {
	var out T
	err := c.call(ctx, operation, method, path, in, &out)
	return out, err
}

// call makes one request; in and out may be nil. What goes wrong is told with its operation.
func (c *Client) call(ctx context.Context, operation, method, path string, in, out any) error {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, callTimeout)
		defer cancel()
	}
	if err := roundTrip(ctx, c.http, c.token, method, c.base+path, in, out); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

// roundTrip sends in as JSON and reads the answer into out, or a *Problem.
func roundTrip(ctx context.Context, client *http.Client, token, method, target string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return readAnswer(resp, out)
}

func readAnswer(resp *http.Response, out any) error {
	if resp.StatusCode >= 400 {
		return readProblem(resp)
	}
	if out == nil || resp.StatusCode == http.StatusNoContent {
		_, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // so that the connection is used again
		return err
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(out); err != nil {
		return fmt.Errorf("answer %d is not the JSON expected: %w", resp.StatusCode, err)
	}
	return nil
}
