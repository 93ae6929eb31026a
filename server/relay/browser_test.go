//go:build !race

package relay_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A page in a real browser joins a match of all that `muster up` runs: over WebTransport where it can choose, over the
// WebSocket where there is nothing else. Without a Chromium it is skipped, unless MUSTER_BROWSER is set.
func TestInTheBrowser(t *testing.T) {
	exe, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("MUSTER_BROWSER") == "" {
		t.Skip("there is no chromium here: .ci/setup test installs it")
	}
	require.NoError(t, err, "no chromium was found: .ci/setup test installs it")
	all := serve(t)
	pages := servePages(t, all.Queue.URL())
	tab := browse(t, exe)
	for _, c := range []struct{ name, spoil, link string }{
		{"it chooses", "", ""}, // whichever is ready first
		{"UDP is blocked", "window.WebTransport = class { constructor() { this.ready = new Promise(() => {}); " +
			"this.closed = new Promise(() => {}); } close() {} }", "websocket"},
		{"no WebTransport", "delete window.WebTransport", "websocket"},
		{"no WebSocket", "delete window.WebSocket", "webtransport"},
	} {
		t.Run(c.name, func(t *testing.T) {
			seat := joins(t, all.Queue.URL())
			do(t, tab, chromedp.Navigate(pages+"/page?"+url.Values{
				"addr": {seat.Addr}, "cert": {base64.StdEncoding.EncodeToString(seat.CertHash)},
				"web":   {base64.StdEncoding.EncodeToString(seat.WebHashes)},
				"match": {seat.Match}, "ticket": {seat.Join}, "spoil": {c.spoil},
			}.Encode()), chromedp.Poll[chromedp.Void](
				`window.muster && (muster.error || muster.views > 40)`, chromedp.WithPollingTimeout(0)))
			require.Empty(t, text(t, tab, `muster.error ?? ""`))
			if c.link != "" {
				require.Equal(t, c.link, text(t, tab, `muster.link`))
			}
			do(t, tab, chromedp.Poll[chromedp.Void](`muster.rtt > 0`, chromedp.WithPollingTimeout(0)))
			t.Log(text(t, tab, `JSON.stringify(muster)`))
			do(t, tab, chromedp.Evaluate[chromedp.Void](`leave()`),
				chromedp.Poll[chromedp.Void](`muster.error`, chromedp.WithPollingTimeout(0)))
		})
	}
}

// servePages serves the page with its program, and all else as the queue does: to a browser they are one origin.
func servePages(t *testing.T, queue string) string {
	program := filepath.Join(t.TempDir(), "page.wasm")
	build := exec.Command("go", "build", "-o", program, "./testdata/page")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	to, err := url.Parse(queue)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/", httputil.NewSingleHostReverseProxy(to))
	mux.HandleFunc("/page.wasm", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, program) })
	mux.HandleFunc("/wasm_exec.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec.js"))
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><script src="/wasm_exec.js"></script><script>
			const asked = new URLSearchParams(location.search);
			window.join = Object.fromEntries(asked);
			eval(asked.get("spoil"));
			const go = new Go();
			WebAssembly.instantiateStreaming(fetch("/page.wasm"), go.importObject).then(it => go.run(it.instance));
		</script>`)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func browse(t *testing.T, exe string) context.Context {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(exe), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.WSURLReadTimeout(2*time.Minute))
	allocated, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	tab, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate("about:blank")))
	return tab
}

func do(t *testing.T, tab context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, 3*time.Minute)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Steps(actions...))
	require.NoError(t, err)
}

// text is what an expression of the page comes to.
func text(t *testing.T, tab context.Context, expression string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, 3*time.Minute)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	require.NoError(t, err)
	return v
}
