package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Client asks a cluster's control listener.
type Client struct{ at Cluster }

// NewClient asks a cluster that Find found.
func NewClient(at Cluster) Client { return Client{at} }

// Act has the cluster do something, such as kill shard-2.
func (c Client) Act(ctx context.Context, words ...string) error {
	return c.call(ctx, http.MethodPost, "/actions", words, nil)
}

// Status tells how the cluster does.
func (c Client) Status(ctx context.Context) (s Status, err error) {
	err = c.call(ctx, http.MethodGet, "/status", nil, &s)
	return s, err
}

// lately is Status with fewer lines of the timeline, for who asks again and again.
func (c Client) lately(ctx context.Context, lines int) (s Status, err error) {
	err = c.call(ctx, http.MethodGet, fmt.Sprint("/status?lines=", lines), nil, &s)
	return s, err
}

// Follow has the cluster follow a plan, with players of its own.
func (c Client) Follow(ctx context.Context, name, source string) error {
	return c.send(ctx, http.MethodPost, "/plan?"+url.Values{"name": {name}}.Encode(), source, nil)
}

// Quit ends the plan that the cluster follows.
func (c Client) Quit(ctx context.Context) error {
	return c.call(ctx, http.MethodDelete, "/plan", nil, nil)
}

// Ring tells who is responsible for what.
func (c Client) Ring(ctx context.Context) (all []Place, err error) {
	err = c.call(ctx, http.MethodGet, "/ring", nil, &all)
	return all, err
}

func (c Client) call(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.send(ctx, method, path, string(body), out)
}

func (c Client) send(ctx context.Context, method, path, body string, out any) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.at.Control+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		var without *url.Error // the secret is in its URL
		if errors.As(err, &without) {
			err = without.Err
		}
		if errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("the cluster has not answered within %v: it, or a node that it asks, is busy or hangs; "+
				"try again: %w", answerWithin, err)
		}
		return fmt.Errorf("ask the cluster: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return problem(resp)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// refused is what the cluster does not do, and why.
type refused struct{ why string }

func (r refused) Error() string { return r.why }

// problem is what an answer says is wrong.
func problem(resp *http.Response) error {
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxTail))
	if err != nil {
		return err
	}
	why := strings.TrimSpace(string(b))
	if resp.StatusCode == http.StatusUnprocessableEntity {
		return refused{why}
	}
	return errors.New(why)
}
