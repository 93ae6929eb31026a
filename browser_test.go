package muster

import (
	"go/build"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a page in a browser fetches, it waits for: its client must not bring what only servers and desktops need. The
// source is read as it is built there.
func TestAClientInABrowserBringsNoQUIC(t *testing.T) {
	seen := builtForBrowsers(t, "muster/client", func(room, path string) {
		require.NotEqual(t, "crypto/tls", path, "%s imports it, and a browser has its own", room)
		if strings.Contains(strings.Split(path, "/")[0], ".") {
			require.Contains(t, []string{"github.com/vmihailenco/msgpack/v5", "github.com/klauspost/compress/zstd"},
				path, "%s imports it", room)
		}
	})
	require.True(t, seen["muster/server/wire"])
}

// The same holds for who plays alone there: the server comes without what it links and shows figures by.
func TestAServerInABrowserBringsNeitherQUICNorPrometheus(t *testing.T) {
	seen := builtForBrowsers(t, "muster/client/cmd/muster-web-alone", func(room, path string) {
		for _, heavy := range []string{"github.com/quic-go/", "github.com/prometheus/", "github.com/invopop/"} {
			require.False(t, strings.HasPrefix(path, heavy), "%s imports %s", room, path)
		}
	})
	require.True(t, seen["muster/server"])
	require.False(t, seen["muster/client/screen/draw"], "it has no window")
}

// builtForBrowsers calls f for each import of others' packages by a room and what it needs, as it is built for
// browsers, and returns those rooms.
func builtForBrowsers(t *testing.T, room string, f func(room, imported string)) map[string]bool {
	browser := build.Default
	browser.GOOS, browser.GOARCH, browser.CgoEnabled = "js", "wasm", false
	seen := map[string]bool{}
	var walk func(room string)
	walk = func(room string) {
		if seen[room] {
			return
		}
		seen[room] = true
		p, err := browser.ImportDir(strings.TrimPrefix(room, "muster/"), 0)
		require.NoError(t, err, room)
		for _, path := range p.Imports {
			if strings.HasPrefix(path, "muster/") {
				walk(path)
			} else {
				f(room, path)
			}
		}
	}
	walk(room)
	return seen
}
