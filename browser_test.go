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
			switch {
			case strings.HasPrefix(path, "muster/"):
				walk(path)
			case path == "crypto/tls":
				require.Fail(t, "a browser has its own", "%s imports %s", room, path)
			case strings.Contains(strings.Split(path, "/")[0], "."):
				require.Contains(t, []string{"github.com/vmihailenco/msgpack/v5", "github.com/klauspost/compress/zstd"},
					path, "%s imports it", room)
			}
		}
	}
	walk("muster/client")
	require.True(t, seen["muster/server/wire"])
}
