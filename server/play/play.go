// Package play serves the page that the game is played on in a browser (client/web), whatever a link asks for:
//
//	/play /play?match= /play?party= /play?scenario=&level=   the page, which reads its own address
//	/watch/MATCH /replay/MATCH?tick=                         the same; other sites may show them in a frame
//	/replay/MATCH/picture.png                                what a link shows where somebody posts it
//	/play/notices.js                                         what shows notices in a browser
//	/play/FILE                                               what the page is made of, by the hash of what is in it
//
// Files are kept by browsers for ever, and the page by nobody: so an update is there at the next visit, whole.
package play

import (
	"bytes"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"
)

// Config is what the page is served from.
type Config struct {
	Files   fs.FS                        // as client/web has them; nil where the program was built without
	Matches Matches                      // asked as one who may fetch replays; nil for none
	Name    func(scenario string) string // what people call a scenario
}

// page is the page and its files.
type page struct {
	cfg   Config
	files map[string]*file
	// index is the page as it was built, before and behind where the server's own part of the head goes.
	before, behind []byte
}

// mark is where the server's part of the page's head goes.
const mark = "<!--server-->"

// New makes the handler of all these paths.
func New(cfg Config) (http.Handler, error) {
	mux := http.NewServeMux()
	if cfg.Files == nil {
		mux.HandleFunc("/", unbuilt)
		return mux, nil
	}
	index, err := fs.ReadFile(cfg.Files, "index.html")
	if err != nil {
		return nil, err
	}
	p := &page{cfg: cfg}
	var ok bool
	if p.before, p.behind, ok = bytes.Cut(index, []byte(mark)); !ok {
		return nil, errors.New("the page of the game in a browser has no place for the server's part: run make web")
	}
	if p.files, err = open(cfg.Files); err != nil {
		return nil, err
	}
	mux.HandleFunc("GET /play", func(w http.ResponseWriter, r *http.Request) { p.show(w, r, here) })
	mux.HandleFunc("GET /watch/{match}", func(w http.ResponseWriter, r *http.Request) { p.show(w, r, below) })
	mux.HandleFunc("GET /replay/{match}", func(w http.ResponseWriter, r *http.Request) { p.show(w, r, below) })
	mux.HandleFunc("GET /play/notices.js", serveWorker)
	mux.HandleFunc("GET /play/{file}", p.serveFile)
	if cfg.Matches != nil {
		mux.HandleFunc("GET /replay/{match}/picture.png", newPictures(cfg.Matches).serve)
	}
	mux.Handle("GET /play/{$}", http.RedirectHandler("../play", http.StatusPermanentRedirect))
	return mux, nil
}

// unbuilt says how to get what is not there.
func unbuilt(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "This server was built without the game for browsers. Build it with `make web` (or `make build`), "+
		"and start the server again.\nThe desktop game plays here as it is.", http.StatusNotFound)
}

// place is where a page lies below the server's root, as its relative addresses need it. A proxy may serve the root
// below a path of its own: no address is absolute.
type place struct {
	Server string // of the matchmaker, as the page sees it
	Files  string // of the page's files
	framed bool   // other sites may show it in a frame
}

var (
	here  = place{Server: "./", Files: "play/"}
	below = place{Server: "../", Files: "../play/", framed: true}
)

// head is the server's part of a page's head.
var head = template.Must(template.New("head").Parse(
	`<base href="{{.Files}}"><meta name="muster-server" content="{{.Server}}">`))

func (p *page) show(w http.ResponseWriter, r *http.Request, at place) {
	var b bytes.Buffer
	b.Write(p.before)
	card := p.cardOf(r)
	if err := errors.Join(head.Execute(&b, at), cardTags.Execute(&b, card)); err != nil {
		panic(err) // they are our own, and write to memory
	}
	b.Write(p.behind)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy(at.framed))
	if at.framed {
		h.Del("X-Frame-Options")
	}
	_, _ = w.Write(b.Bytes())
}

// policy is what a page may do: run the scripts and styles of this server alone, compile WebAssembly, and speak to this
// server and, encrypted, to shards elsewhere. blob: is where the sound's own worklet comes from, which the game makes.
func policy(framed bool) string {
	frames := "'none'"
	if framed {
		frames = "*"
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval' blob:", "worker-src 'self'", "style-src 'self'",
		"img-src 'self' data: blob:", "connect-src 'self' https: wss:", "base-uri 'self'", "form-action 'none'",
		"frame-ancestors " + frames,
	}, "; ")
}

// scriptPolicy is what a worker may do, which goes by the policy of its own script and not by the page's: the server
// inside the page fetches its program here, and compiles it.
const scriptPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
	"frame-ancestors 'none'"

// serveFile serves a file in the smallest form that the browser takes.
func (p *page) serveFile(w http.ResponseWriter, r *http.Request) {
	f, ok := p.files[r.PathValue("file")]
	if !ok {
		// a page that is older than this server asks for its own files, and must not keep this answer
		http.Error(w, "There is no such file: the game was updated. Load the page again.", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Type", f.kind)
	h.Set("Content-Security-Policy", scriptPolicy)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fetchedWithin)) // not every one has it
	f.serve(w, r)
}
