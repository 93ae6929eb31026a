package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"slices"
	"time"
)

// What browsers load: our own styles and script, htmx with its extension for server-sent events, and uPlot, all as npm
// has them.
//
//go:embed static
var staticFiles embed.FS

// static are those files by the names that pages give them. htmx begins by itself once its script has run, so what
// extends it must be in the same file.
var static = map[string][]byte{
	"console.js": join("static/htmx-4.0.1.min.js", "static/hx-sse-4.0.1.min.js", "static/console.js",
		"static/scrub.js", "static/battle.js"),
	"uplot.js":    join("static/uPlot-1.6.32.iife.min.js", "static/charts.js"),
	"console.css": join("static/console.css"),
	"uplot.css":   join("static/uPlot-1.6.32.min.css"),
	"icon.svg":    join("static/icon.svg"),
}

// join puts files behind each other.
func join(names ...string) []byte {
	var all [][]byte
	for _, name := range names {
		b, err := staticFiles.ReadFile(name)
		if err != nil {
			panic(err) // it is our own
		}
		all = append(all, b)
	}
	return bytes.Join(all, []byte("\n;\n"))
}

// staticVersion changes with what is in any of them: browsers keep them for good.
var staticVersion = func() string {
	h := sha256.New()
	var names []string
	for name := range static {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		h.Write(static[name])
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}()

// staticURL is where a file is.
func staticURL(name string) string { return base + "static/" + staticVersion + "/" + name }

func serveStatic(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, ok := static[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.PathValue("version") == staticVersion {
		w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(shownWithin)) // not every one has it
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}
