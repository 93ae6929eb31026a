//go:build !race

package relay_test

import (
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

	"muster/lab/browsertest"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// A page in a real browser joins a match of all that `muster up` runs: over WebTransport where it can choose, over the
// WebSocket where there is nothing else. Without a Chromium it is skipped, unless MUSTER_BROWSER is set.
func TestInTheBrowser(t *testing.T) {
	browsertest.Needed(t, "")
	all := serve(t)
	pages := servePages(t, all.Queue.URL())
	tab := browsertest.Open(t)
	for _, c := range []struct{ name, spoil, link string }{
		{"it chooses", "", ""}, // whichever is ready first
		{"UDP is blocked", "window.WebTransport = class { constructor() { this.ready = new Promise(() => {}); " +
			"this.closed = new Promise(() => {}); } close() {} }", "websocket"},
		{"no WebTransport", "delete window.WebTransport", "websocket"},
		{"no WebSocket", "delete window.WebSocket", "webtransport"},
	} {
		t.Run(c.name, func(t *testing.T) {
			seat := joins(t, all.Queue.URL())
			tab.T = t
			tab.Do(chromedp.Navigate(pages + "/page?" + url.Values{
				"addr": {seat.Addr}, "cert": {base64.StdEncoding.EncodeToString(seat.CertHash)},
				"web":   {base64.StdEncoding.EncodeToString(seat.WebHashes)},
				"match": {seat.Match}, "ticket": {seat.Join}, "spoil": {c.spoil},
			}.Encode()))
			tab.Becomes(`window.muster && (muster.error || muster.views > 40)`)
			require.Empty(t, browsertest.JS[string](tab, `muster.error ?? ""`))
			if c.link != "" {
				require.Equal(t, c.link, browsertest.JS[string](tab, `muster.link`))
			}
			tab.Becomes(`muster.rtt > 0`)
			t.Log(browsertest.JS[string](tab, `JSON.stringify(muster)`))
			tab.Do(chromedp.Evaluate[chromedp.Void](`leave()`))
			tab.Becomes(`muster.error`)
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
