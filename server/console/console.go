// Package console is the operators' web application: pages drawn here by html/template and kept live by server-sent
// events, whose fragments htmx morphs into the page. It hides HTML. It is mounted at /console/ of the operators'
// listener, which keeps foreign pages and proxies away (httpd.ServeOperators).
//
// It has no way of its own to anything: what it reads and changes are operations of the API, called within this process
// for whoever signed in, so that roles, limits and the audit log are the API's. A browser holds an opaque cookie alone.
//
//	GET  /console/...           a page (pages.go)
//	GET  /console/live/...      the live part of that page, as events (live.go)
//	POST /console/do/NAME       an action (actions.go); then back to the page
//	GET  /console/data/...      what charts are drawn from (nodes.go)
//	GET  /console/matches/ID/picture.png?tick=, .../replay (pictures.go)
//	GET  /console/matches/ID/film     how far one that runs can be gone back in (pictures.go)
//	GET  /console/matches/ID/now.png  without delay, for who may (sight.go)
//	GET  /console/sign-in       by name and password; POST does it (signin.go)
//	GET  /console/enter?token=  by a link that is good once (link.go)
//	POST /console/sign-out
//	POST /console/look          which language, which colours (look.go)
//	GET  /console/static/...    scripts and styles, embedded (static.go)
package console

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"muster/clientip"
	"muster/matchmaker/api"
	"muster/server/alerts"
	"muster/server/history"
	"muster/server/observe"
	"muster/server/statuspage"
)

// Config is what a Console is made from.
type Config struct {
	API http.Handler // the matchmaker's
	// makes calls of the API those of the machine's operator
	Machine func(ctx context.Context) context.Context
	Figures func(ctx context.Context) (statuspage.Figures, error) // how everything does
	Dir     string                                                // the matchmaker's, where the link is kept
	URL     string                                                // of the operators' listener
	Game    string                                                // URL below which the game is; empty for none
	// the beginning of a match that runs, as late as spectators are: drawn here, and sent to nobody. Nil for none
	SoFar   func(ctx context.Context, match string) ([]byte, error)
	Version string
	Log     *slog.Logger

	Watcher *observe.Watcher // looks at the system; nil where nobody does
	History *history.History // has what it measured
	Alerts  *alerts.Board    // evaluates alerts on what it reads

	Cluster bool // muster cluster started this process: its faults have a page

	Prometheus *observe.Prometheus // has it for longer; nil for none
}

// Console is the application, an http.Handler for /console/.
type Console struct {
	cfg      Config
	link     *link
	sessions *sessions
	feeds    *feeds
	battles  *battles
	films    *films
	editions map[string]*edition
	lines    *readLogs
	mux      *http.ServeMux
}

// New makes the console of a process.
func New(cfg Config) (*Console, error) {
	c := &Console{cfg: cfg, sessions: newSessions(), lines: newReadLogs(), mux: http.NewServeMux()}
	c.feeds = newFeeds()
	c.battles, c.films = newBattles(c.machine(), cfg.Log), newFilms(c.machine(), cfg.SoFar, cfg.Log)
	var err error
	if c.editions, err = loadEditions(); err != nil {
		return nil, fmt.Errorf("make console: %w", err)
	}
	if c.link, err = newLink(cfg.Dir, cfg.URL+base); err != nil {
		cfg.Log.Warn("nobody gets a link into the console: muster console does not find it", "error", err)
	}
	c.routes()
	return c, nil
}

// base is where the console is on its listener.
const base = "/console/"

// Link makes a link that opens a session of one browser, once, for whoever is told of it.
func (c *Console) Link() (string, error) { return c.link.make() }

// Run keeps sessions from growing old until ctx ends; then live pages end, too.
func (c *Console) Run(ctx context.Context) error {
	var busy sync.WaitGroup
	busy.Go(func() { c.sessions.run(ctx) })
	busy.Go(func() { c.films.run(ctx) })
	<-ctx.Done()
	c.feeds.close()
	c.battles.close()
	c.films.close()
	busy.Wait()
	return c.link.remove()
}

func (c *Console) routes() {
	for i := range pages {
		p := &pages[i]
		at := base + p.path
		if p.path == "" {
			at += "{$}"
		}
		c.mux.Handle("GET "+at, c.signedIn(p.role, func(w http.ResponseWriter, r *http.Request, v *visit) {
			c.showPage(w, r, v, p)
		}))
		if p.every > 0 {
			c.mux.Handle("GET "+base+"live/"+at[len(base):], c.signedIn(p.role,
				func(w http.ResponseWriter, r *http.Request, v *visit) { c.follow(w, r, v, p) }))
		}
	}
	c.mux.Handle("GET "+base+"matches/{id}/picture.png", c.signedIn(api.RoleViewer, c.servePicture))
	c.mux.Handle("GET "+base+"matches/{id}/film", c.signedIn(api.RoleViewer, c.serveFilm))
	c.mux.Handle("GET "+base+"matches/{id}/now.png", c.signedIn(api.RoleOperator, c.serveSight))
	c.mux.Handle("GET "+base+"matches/{id}/replay", c.signedIn(api.RoleViewer, c.serveReplay))
	c.mux.Handle("GET "+base+"data/series", c.signedIn(api.RoleViewer, c.serveSeries))
	for name, a := range actions {
		c.mux.Handle("POST "+base+"do/"+name, c.signedIn(a.role, c.acting(a)))
	}
	c.mux.Handle("POST "+base+"people/{id}/export", c.signedIn(api.RoleOperator, c.exportPlayer))
	c.mux.HandleFunc("GET "+base+"sign-in", c.askSignIn)
	c.mux.HandleFunc("POST "+base+"sign-in", c.signIn)
	c.mux.HandleFunc("GET "+base+"enter", c.enter)
	c.mux.Handle("POST "+base+"sign-out", c.signedIn("", c.signOut))
	c.mux.HandleFunc("POST "+base+"look", c.setLook)
	c.mux.HandleFunc("GET "+base+"static/{version}/{file}", serveStatic)
	c.mux.Handle(base, c.signedIn("", func(w http.ResponseWriter, r *http.Request, v *visit) {
		c.refuse(w, r, v, http.StatusNotFound, "console.not_here")
	}))
}

// policy lets a page run and load what is embedded here, and speak to nobody else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// ServeHTTP implements http.Handler.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "same-origin") // without any, browsers say of a form that its origin is null
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if r.Method == http.MethodPost {
		if r.Header.Get("Origin") == "" { // which every browser sends; whose it is the listener has looked at
			http.Error(w, "an Origin is missing", http.StatusForbidden)
			return
		}
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(shownWithin)) // not every one has it
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "this form cannot be read", http.StatusBadRequest)
			return
		}
	}
	c.mux.ServeHTTP(w, r.WithContext(clientip.From(r.Context(), r)))
}
