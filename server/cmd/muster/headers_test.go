package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// guardsItsReader holds an answer against what every one of them says to a browser: run nothing that is not ours, guess no
// type, stand in no frame.
func guardsItsReader(t *testing.T, resp *http.Response) {
	policy := resp.Header.Get("Content-Security-Policy")
	for _, rule := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
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
		o.queue.adminURL() + "/", o.queue.adminURL() + "/metrics", o.queue.adminURL() + "/zones", o.queue.adminURL() + "/readyz",
		o.queue.adminURL() + "/debug/pprof/", o.queue.adminURL() + "/debug/pprof/cmdline", o.queue.adminURL() + "/nothing",
		o.queue.url + "/docs/rapidoc.js", o.queue.url + "/nothing", o.queue.url + "/v1/accused",
	} {
		resp, err := http.Get(url)
		require.NoError(t, err)
		resp.Body.Close()
		guardsItsReader(t, resp)
	}
}

// A status page may run its script, as it is sent, and no other.
func TestTheStatusPagesRunTheirOwnScript(t *testing.T) {
	for page, v := range map[string]any{"public": publicStatus{}, "operators": status{}} {
		var b bytes.Buffer
		require.NoError(t, pages.ExecuteTemplate(&b, page, v))
		scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllSubmatch(b.Bytes(), -1)
		require.Len(t, scripts, 1)
		h := sha256.Sum256(scripts[0][1])
		require.Contains(t, pagePolicy, "script-src 'sha256-"+base64.StdEncoding.EncodeToString(h[:])+"'")
		require.NotRegexp(t, `\son[a-z]+=`, b.String(), "a handler in the page would not run")
	}
}
