package registry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Remote is a Registry that another process serves (see Serve), of this machine or of one nearby. While that is away,
// those count as there who were.
type Remote struct {
	base, secret string
	http         *http.Client
	shards       members[Shard]
	matchmakers  members[Matchmaker]
}

// Dial makes a Remote of http://secret@host:port. It connects with the first call.
func Dial(address string) (*Remote, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.Host == "" || u.User == nil {
		return nil, errors.New("the registry's address must be http://secret@host:port, or http://host:port " +
			"with its secret in a file (--registry-secret)")
	}
	return &Remote{
		base: "http://" + u.Host, secret: u.User.Username(),
		http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}},
	}, nil
}

// PutShard implements Registry.
func (r *Remote) PutShard(ctx context.Context, s Shard) error {
	return r.call(ctx, http.MethodPut, "/shards", s, nil)
}

// Shards implements Registry.
func (r *Remote) Shards(ctx context.Context) (all []Shard, err error) {
	err = r.call(ctx, http.MethodGet, "/shards", nil, &all)
	if ctx.Err() != nil {
		return nil, err
	}
	return r.shards.update(all, err, func(s Shard) string { return s.ID }, time.Now())
}

// RemoveShard implements Registry.
func (r *Remote) RemoveShard(ctx context.Context, id string) error {
	return r.call(ctx, http.MethodDelete, "/shards/"+url.PathEscape(id), nil, nil)
}

// PutMatchmaker implements Registry.
func (r *Remote) PutMatchmaker(ctx context.Context, m Matchmaker) error {
	return r.call(ctx, http.MethodPut, "/matchmakers", m, nil)
}

// Matchmakers implements Registry.
func (r *Remote) Matchmakers(ctx context.Context) (all []Matchmaker, err error) {
	err = r.call(ctx, http.MethodGet, "/matchmakers", nil, &all)
	if ctx.Err() != nil {
		return nil, err
	}
	return r.matchmakers.update(all, err, func(m Matchmaker) string { return m.ID }, time.Now())
}

// RemoveMatchmaker implements Registry.
func (r *Remote) RemoveMatchmaker(ctx context.Context, id string) error {
	return r.call(ctx, http.MethodDelete, "/matchmakers/"+url.PathEscape(id), nil, nil)
}

// PutHeads implements Registry.
func (r *Remote) PutHeads(ctx context.Context, heads ...Head) error {
	if len(heads) == 0 {
		return nil
	}
	return r.call(ctx, http.MethodPut, "/heads", heads, nil)
}

// DropHeads implements Registry.
func (r *Remote) DropHeads(ctx context.Context, matches ...string) error {
	if len(matches) == 0 {
		return nil
	}
	return r.call(ctx, http.MethodPost, "/heads/drop", matches, nil)
}

// FindHead implements Registry.
func (r *Remote) FindHead(ctx context.Context, match string) (h Head, ok bool, err error) {
	err = r.call(ctx, http.MethodGet, "/heads/"+url.PathEscape(match), nil, &h)
	return h, h.Match != "", err
}

// Heads implements Registry.
func (r *Remote) Heads(ctx context.Context) (all []Head, err error) {
	err = r.call(ctx, http.MethodGet, "/heads", nil, &all)
	return all, err
}

// Watch implements Registry.
func (r *Remote) Watch(ctx context.Context) <-chan struct{} {
	w := make(chan struct{}, 1)
	go func() {
		var since uint64 // so that what changes between two calls is not missed; the first wakes at once
		for ctx.Err() == nil {
			err := r.wait(ctx, &since)
			select {
			case w <- struct{}{}: // also after trouble: much may have changed meanwhile
			default:
			}
			if err != nil {
				since = 0 // whoever serves may have started anew, and counts anew
				pause(ctx, callPause)
			}
		}
	}()
	return w
}

func (r *Remote) wait(ctx context.Context, since *uint64) error {
	ctx, cancel := context.WithTimeout(ctx, watchFor+callFor)
	defer cancel()
	return r.send(ctx, http.MethodGet, "/watch?since="+strconv.FormatUint(*since, 10), nil, since)
}

func (r *Remote) call(ctx context.Context, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	if err := r.send(ctx, method, path, in, out); err != nil {
		return fmt.Errorf("ask the registry: %w", err)
	}
	return nil
}

// send makes one call; 404 leaves out as it is. An answer that is too large is told, not cut off.
func (r *Remote) send(ctx context.Context, method, path string, in, out any) error {
	// none where there is nothing to say: a server sees the end of a call only when it has read all of it
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+r.secret)
	resp, err := r.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxEntry+1))
	switch {
	case len(text) > maxEntry:
		return fmt.Errorf("%s %s: the answer is larger than %d MiB", method, path, maxEntry>>20)
	case err != nil || resp.StatusCode == http.StatusNotFound:
		return err
	case resp.StatusCode >= 300:
		return fmt.Errorf("%s: %s", resp.Status, strings.TrimSpace(string(text)))
	case out == nil:
		return nil
	}
	return json.Unmarshal(text, out)
}
