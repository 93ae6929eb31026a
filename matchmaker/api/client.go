package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Client speaks to a matchmaker. It is safe for many goroutines. Its errors name the operation and hold a *Problem when
// the matchmaker answered.
type Client struct {
	base   string
	http   *http.Client
	token  string
	signed *signed // nil unless In made it
}

// NewClient makes a client of the matchmaker at baseURL: http://host:port, and the path below which a reverse proxy
// serves it, if there is one. httpClient may be nil; its Timeout, if it
// has one, is that of each call. The client is nobody until In gives it a session.
func NewClient(baseURL string, httpClient *http.Client) *Client {
	if httpClient == nil {
		httpClient = http.DefaultClient
	}
	return &Client{base: strings.TrimRight(baseURL, "/"), http: httpClient}
}

// As is the same client speaking with a bearer token, such as a shard's service token.
func (c *Client) As(token string) *Client {
	as := *c
	as.token, as.signed = token, nil
	return &as
}

// In is the same client speaking for somebody who is signed in. It gets the next session by itself before the token
// runs out; keep, if given, hears of each, so that it can be stored.
func (c *Client) In(s Session, keep func(Session)) *Client {
	in := *c
	in.token, in.signed = "", &signed{session: s, keep: keep}
	return &in
}

// patience is how long one call may take.
func (c *Client) patience() time.Duration { return cmp.Or(c.http.Timeout, callTimeout) }

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
		ctx, cancel = context.WithTimeout(ctx, c.patience())
		defer cancel()
	}
	err := c.speak(ctx, method, path, in, out)
	if errors.Is(err, context.DeadlineExceeded) {
		err = &silentError{c.base, err}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

// silentError is of a matchmaker that did not answer in time; what the library says of it tells a reader nothing.
type silentError struct {
	at    string
	cause error
}

func (e *silentError) Error() string {
	return e.at + " did not answer in time: is the address right, does the server run, does a firewall block the way?"
}
func (e *silentError) Unwrap() error { return e.cause }

// speak makes the call with whatever token the client has; one that the queue does not take is renewed once.
func (c *Client) speak(ctx context.Context, method, path string, in, out any) error {
	if c.signed == nil {
		return roundTrip(ctx, c.http, c.token, method, c.base+path, in, out)
	}
	token, err := c.fresh(ctx, "")
	if err == nil {
		err = roundTrip(ctx, c.http, token, method, c.base+path, in, out)
	}
	if StatusOf(err) == http.StatusUnauthorized {
		if token, err = c.fresh(ctx, token); err == nil {
			err = roundTrip(ctx, c.http, token, method, c.base+path, in, out)
		}
	}
	return err
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
