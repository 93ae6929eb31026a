package play

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
)

// built is a page as it is built, of one script.
func built(t *testing.T) fstest.MapFS {
	var br, zst bytes.Buffer
	b := brotli.NewWriter(&br)
	z, err := zstd.NewWriter(&zst)
	require.NoError(t, err)
	for _, w := range []io.WriteCloser{b, z} {
		_, err := io.WriteString(w, script)
		require.NoError(t, err)
		require.NoError(t, w.Close())
	}
	return fstest.MapFS{
		"index.html":      {Data: []byte("<head><!--server--><script src=play.0123.js></script>")},
		"play.0123.js.br": {Data: br.Bytes()}, "play.0123.js.zst": {Data: zst.Bytes()},
	}
}

const script = "hello, hello, hello"

func get(t *testing.T, h http.Handler, path string, takes ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	for _, one := range takes {
		r.Header.Add("Accept-Encoding", one)
	}
	w := httptest.NewRecorder()
	w.Header().Set("X-Frame-Options", "DENY") // as every page has it
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	b, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(b)
}

func TestEveryLinkLeadsToThePageThatNobodyKeeps(t *testing.T) {
	h, err := New(Config{Files: built(t)})
	require.NoError(t, err)
	for path, want := range map[string]struct {
		base, server string
		framed       bool
	}{
		"/play":              {"play/", "./", false},
		"/play?match=m":      {"play/", "./", false},
		"/watch/m":           {"../play/", "../", true},
		"/replay/m?tick=120": {"../play/", "../", true},
	} {
		r := get(t, h, path)
		require.Equal(t, http.StatusOK, r.StatusCode, path)
		text := body(t, r.Body)
		require.Contains(t, text, `<base href="`+want.base+`">`, path)
		require.Contains(t, text, `content="`+want.server+`"`, path)
		require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
		policy := r.Header.Get("Content-Security-Policy")
		require.NotContains(t, policy, "unsafe-inline")
		require.NotContains(t, policy, "'unsafe-eval'")
		require.Equal(t, want.framed, strings.Contains(policy, "frame-ancestors *"), path)
		require.Equal(t, want.framed, r.Header.Get("X-Frame-Options") == "", path)
	}
}

func TestFilesComeAsTheBrowserTakesThemAndAreKept(t *testing.T) {
	h, err := New(Config{Files: built(t)})
	require.NoError(t, err)
	unpack := map[string]func(r io.Reader) io.Reader{
		"br": func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"zstd": func(r io.Reader) io.Reader {
			d, err := zstd.NewReader(r)
			require.NoError(t, err)
			return d
		},
		"gzip": func(r io.Reader) io.Reader {
			d, err := gzip.NewReader(r)
			require.NoError(t, err)
			return d
		},
		"": func(r io.Reader) io.Reader { return r },
	}
	for takes, want := range map[string]string{
		"gzip, deflate, br, zstd": "br", "gzip, deflate": "gzip", "br;q=0, zstd": "zstd", "": "", "GZip;q=0.5": "gzip",
		"identity": "", "br;q=x": "",
	} {
		r := get(t, h, "/play/play.0123.js", takes)
		require.Equal(t, want, r.Header.Get("Content-Encoding"), takes)
		require.Equal(t, script, body(t, unpack[want](r.Body)), takes)
		require.Contains(t, r.Header.Get("Cache-Control"), "immutable")
		require.Equal(t, "Accept-Encoding", r.Header.Get("Vary"))
		require.Contains(t, r.Header.Get("Content-Type"), "javascript")
		require.Contains(t, r.Header.Get("Content-Security-Policy"), "connect-src 'self'", "a worker's own fetches")
	}
	r := get(t, h, "/play/play.old.js")
	require.Equal(t, http.StatusNotFound, r.StatusCode)
	require.Empty(t, r.Header.Get("Cache-Control"), "a file of another build may come back")
}

func TestAServerWithoutThePageSaysHowToGetIt(t *testing.T) {
	h, err := New(Config{})
	require.NoError(t, err)
	for _, path := range []string{"/play", "/watch/m", "/replay/m"} {
		r := get(t, h, path)
		require.Equal(t, http.StatusNotFound, r.StatusCode)
		require.Contains(t, body(t, r.Body), "make web")
	}
	_, err = New(Config{Files: fstest.MapFS{"index.html": {Data: []byte("<head>")}}})
	require.ErrorContains(t, err, "make web", "a page that a server cannot serve")
}
