package registry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"
)

// AnyMatchmaker is the address of whichever matchmaker is there, for a NewFailoverClient, which makes it a real one.
const AnyMatchmaker = "http://any.matchmaker"

// failoverTransport sends each call to a matchmaker that the registry knows, and to another one when that one cannot be
// reached or stands still: the caller goes on when one of them dies.
type failoverTransport struct {
	registry Registry
	under    http.RoundTripper
}

// NewFailoverClient is a client for that many callers at once. It fails when no matchmaker is there.
func NewFailoverClient(ctx context.Context, r Registry, callers int) (*http.Client, error) {
	return newFailover(ctx, r, callers, queueFor)
}

// newFailover is one that waits so long for a matchmaker to begin an answer.
func newFailover(ctx context.Context, r Registry, callers int, within time.Duration) (*http.Client, error) {
	f := &failoverTransport{registry: r, under: &http.Transport{
		MaxIdleConnsPerHost: callers, ResponseHeaderTimeout: within,
		DialContext: (&net.Dialer{Timeout: reachFor}).DialContext,
	}}
	if _, err := f.order(ctx); err != nil {
		return nil, err
	}
	return &http.Client{Transport: f}, nil
}

// RoundTrip implements http.RoundTripper.
func (f *failoverTransport) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	urls, err := f.order(req.Context())
	if err != nil {
		return nil, err
	}
	for _, u := range urls {
		try := req.Clone(req.Context())
		// u may have a path, below which a reverse proxy serves it
		try.URL, try.Host = u.JoinPath(req.URL.EscapedPath()), ""
		try.URL.RawQuery = req.URL.RawQuery
		if req.GetBody != nil {
			if try.Body, err = req.GetBody(); err != nil {
				return nil, err
			}
		}
		if resp, err = f.under.RoundTrip(try); err == nil || req.Context().Err() != nil {
			return resp, err
		}
	}
	return nil, err
}

// order is the matchmakers in the order in which to try them: any first.
func (f *failoverTransport) order(ctx context.Context) (urls []*url.URL, err error) {
	all, err := f.registry.Matchmakers(ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range rand.Perm(len(all)) {
		u, bad := url.Parse(all[i].URL)
		if bad != nil {
			err = errors.Join(err, fmt.Errorf("matchmaker %s: %w", all[i].ID, bad))
			continue
		}
		u.Path = cmp.Or(u.Path, "/")
		urls = append(urls, u)
	}
	if len(urls) == 0 {
		return nil, errors.Join(errors.New("no matchmaker is there"), err)
	}
	return urls, nil
}
