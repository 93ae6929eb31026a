package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// guardsItsReader holds an answer against what every one of them says to a browser: run nothing that is not ours, guess
// no type, stand in no frame.
func guardsItsReader(t *testing.T, resp *http.Response) {
	policy := resp.Header.Get("Content-Security-Policy")
	for _, rule := range []string{
		"default-src 'none'",
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	} {
		require.Contains(t, policy, rule, resp.Request.URL.Path)
	}
	if _, scripts, ok := strings.Cut(policy, "script-src "); ok {
		scripts, _, _ = strings.Cut(scripts, ";")
		require.NotContains(t, scripts, "unsafe", resp.Request.URL.Path)
	}
	require.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"), resp.Request.URL.Path)
	require.Equal(t, "DENY", resp.Header.Get("X-Frame-Options"), resp.Request.URL.Path)
	require.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"), resp.Request.URL.Path)
}

// guardTheirReaders asks for every page of the operators' listener, and for those that stand beside the API.
func (o *outside) guardTheirReaders(t *testing.T) {
	for _, url := range []string{
		o.Queue.AdminURL() + "/",
		o.Queue.AdminURL() + "/metrics", o.Queue.AdminURL() + "/zones", o.Queue.AdminURL() + "/readyz",
		o.Queue.AdminURL() + "/debug/pprof/",
		o.Queue.AdminURL() + "/debug/pprof/cmdline", o.Queue.AdminURL() + "/nothing",
		o.Queue.URL() + "/docs/rapidoc.js", o.Queue.URL() + "/nothing", o.Queue.URL() + "/v1/accused",
	} {
		resp, err := http.Get(url)
		require.NoError(t, err)
		resp.Body.Close()
		guardsItsReader(t, resp)
	}
}
