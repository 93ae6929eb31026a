package play

import (
	_ "embed"
	"net/http"
)

// worker shows a player's notices in a browser (web push). It has one name for ever: a browser that was told once asks
// for it by that, whatever became of the page.
//
//go:embed notices.js
var worker []byte

func serveWorker(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'")
	_, _ = w.Write(worker)
}
