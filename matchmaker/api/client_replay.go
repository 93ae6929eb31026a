package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Replay reads the replay of a match that has ended, as package replay imports it, from Match.Replay or Played.Replay.
// It tries again while the file is being made. Only the matchmaker hears who asks, not a server
// elsewhere that keeps replays.
func (c *Client) Replay(ctx context.Context, link string) ([]byte, error) {
	return c.ReplayTold(ctx, link, func(int64, int64) {})
}

// ReplayTold is Replay, and tells meanwhile how many bytes of how many have been read; of -1 if it is not known.
func (c *Client) ReplayTold(ctx context.Context, link string, told func(read, size int64)) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, replayTimeout)
	defer cancel()
	at, own, err := c.resolve(link)
	if err != nil {
		return nil, fmt.Errorf("fetch replay: %w", err)
	}
	b, err := patiently(ctx, func() ([]byte, error) {
		if own {
			return c.fetchOwn(ctx, at, told)
		}
		return fetch(ctx, c.http, "", at, told)
	})
	if err != nil {
		return nil, fmt.Errorf("fetch replay: %w", err)
	}
	return b, nil
}

// resolve makes a link that the matchmaker told whole. It goes from where the API begins, which may be below a path of
// a reverse proxy. own reports whether it leads into that API, the only place that may hear the client's token.
func (c *Client) resolve(link string) (at string, own bool, err error) {
	base, err := url.Parse(c.base + "/")
	if err != nil {
		return "", false, err
	}
	if strings.HasPrefix(link, "/v1/") {
		link = link[1:] // as releases before this one told it
	}
	to, err := base.Parse(link)
	if err != nil {
		return "", false, err
	}
	if !to.IsAbs() || to.Scheme != "http" && to.Scheme != "https" {
		return "", false, fmt.Errorf("%q is no link to one", link)
	}
	own = to.Scheme == base.Scheme && to.Host == base.Host && strings.HasPrefix(to.EscapedPath(), base.EscapedPath())
	return to.String(), own, nil
}

// fetchOwn reads from the matchmaker itself, with whatever token the client has.
func (c *Client) fetchOwn(ctx context.Context, at string, told func(read, size int64)) ([]byte, error) {
	token, err := c.token, error(nil)
	if c.signed != nil {
		if token, err = c.fresh(ctx, ""); err != nil {
			return nil, err
		}
	}
	return fetch(ctx, c.http, token, at, told)
}

func fetch(ctx context.Context, client *http.Client, token, at string, told func(read, size int64)) ([]byte, error) {
	body, size, err := open(ctx, client, token, at)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	if size > MaxReplay {
		return nil, &Problem{
			Status: http.StatusRequestEntityTooLarge, Title: "the replay is too large",
			Detail: strconv.FormatInt(size, 10) + " bytes",
		}
	}
	b, err := io.ReadAll(&counted{from: io.LimitReader(body, MaxReplay+1), size: size, told: told})
	if err == nil && len(b) > MaxReplay {
		err = errors.New("the replay is too large")
	}
	return b, err
}

// counted reports how much was read of something.
type counted struct {
	from       io.Reader
	read, size int64
	told       func(read, size int64)
}

// Read implements io.Reader.
func (c *counted) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.read += int64(n)
	c.told(c.read, c.size)
	return n, err
}

// Replay opens the replay of a match that has ended, if the shard keeps it or can make it; size
// is -1 if it is not known.
func (c *ShardClient) Replay(ctx context.Context, match string) (body io.ReadCloser, size int64, err error) {
	return c.open(ctx, match, "/replay")
}

// SoFar reads the beginning of a match that runs, as late as its spectators are. It has the seed and everybody's
// orders: it may be drawn, as a View of everybody, and passed on to nobody.
func (c *ShardClient) SoFar(ctx context.Context, match string) ([]byte, error) {
	return c.whole(ctx, match, "/so-far")
}

// Sight reads what happens in a match now: its set-up and the view of everybody, as wire.ReadSight reads them. It is
// for an operator who has begun to look (see Client.OpenSight).
func (c *ShardClient) Sight(ctx context.Context, match string) ([]byte, error) {
	return c.whole(ctx, match, "/sight")
}

func (c *ShardClient) whole(ctx context.Context, match, what string) ([]byte, error) {
	body, size, err := c.open(ctx, match, what)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	b, err := io.ReadAll(io.LimitReader(body, MaxReplay+1))
	if err == nil && (len(b) > MaxReplay || size >= 0 && int64(len(b)) != size) {
		err = errors.New("the records are too many, or not whole")
	}
	return b, err
}

func (c *ShardClient) open(ctx context.Context, match, what string) (body io.ReadCloser, size int64, err error) {
	ctx, cancel := context.WithCancel(ctx)
	// the answer must begin by then; ctx bounds the rest: the reader may be slow
	late := time.AfterFunc(callTimeout, cancel)
	token, err := c.token()
	if err == nil {
		body, size, err = open(ctx, &http.Client{Transport: c.http.Transport}, token, c.base+matchPath(match)+what)
	}
	if late.Stop(); err != nil {
		cancel()
		return nil, 0, fmt.Errorf("fetch replay: %w", err)
	}
	return &opened{body, cancel}, size, nil
}

// opened is a body whose call ends with it.
type opened struct {
	io.ReadCloser
	done context.CancelFunc
}

// Close implements io.Closer.
func (o *opened) Close() error {
	defer o.done()
	return o.ReadCloser.Close()
}

// open asks for something that is no JSON.
func open(ctx context.Context, client *http.Client, token, at string) (io.ReadCloser, int64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, 0, err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, 0, readProblem(resp)
	}
	return resp.Body, resp.ContentLength, nil
}
