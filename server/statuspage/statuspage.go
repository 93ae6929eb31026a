// Package statuspage shows how a queue and its shards do: a page for anybody, and one for operators, who see more.
package statuspage

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/httpd"
	"muster/server/node"
	"muster/shard/registry"
	"muster/shard/replay"
)

var (
	//go:embed pages.html
	pagesHTML string

	pages = template.Must(template.New("pages").Parse(pagesHTML))
)

// Config is what the pages are made from.
type Config struct {
	ID       string // of the matchmaker
	Queue    *matchmaker.Matchmaker
	Shard    *node.Node // the one in this process; nil if there is none
	Registry registry.Registry
	Metrics  prometheus.Gatherer
	Web      bool // the game for browsers is served beside it
	Log      *slog.Logger
}

// Page shows how everything does: to anybody what any player may know, to operators what the shards
// tell of their zones, too.
type Page struct {
	cfg   Config
	began time.Time
	http  *http.Client
	state *httpd.Shared[matchmaker.Status] // of the queue, for all pages

	figures *httpd.Shared[Figures]
	roster  roster
}

// New makes the pages, which say how long this process is up from now on.
func New(cfg Config) *Page {
	s := &Page{
		cfg: cfg, began: time.Now(), http: &http.Client{Timeout: detailWithin}, state: httpd.Share(cfg.Queue.Status),
	}
	s.figures = httpd.Share(func(ctx context.Context) (Figures, error) { return s.gather(ctx), nil })
	return s
}

// publicStatus is what anybody is shown. Nothing in it moves with what players do out of each other's sight: no figure
// of a zone, a journal or a link, and no error's text, which may name one.
type publicStatus struct {
	Up, Version             string
	Seated, Waiting         int
	Load, Capacity, Players int
	Shards                  []publicShard
	Matches                 []api.Match
	Matchmakers             []matchmakerRow
	Trouble                 []string
	Web                     bool // /play and /watch are served
}

// matchmakerRow is a matchmaker as a page names it.
type matchmakerRow struct {
	registry.Matchmaker
	Here bool // its own page, under whatever address the reader came by
}

// publicShard is what anybody may know of a shard.
type publicShard struct {
	ID, Region, Addr, Version, State string
	Load, Capacity, Players          int
}

// stateOf is a shard's state in one word, and the colour that it is shown in.
func stateOf(s *registry.Shard) string {
	switch {
	case s.Draining:
		return "draining"
	case s.Unsteady:
		return "unsteady"
	case s.StoreFull:
		return "store full"
	case s.Load >= s.Capacity:
		return "full"
	}
	return "ready"
}

// Percent is how full the shard is.
func (r publicShard) Percent() int { return 100 * r.Load / max(r.Capacity, 1) }

// Public is all that is public: the status page, health and the queue's API.
func (s *Page) Public() http.Handler {
	own, mux := httpd.Health(s.ready), http.NewServeMux()
	own.Handle("GET /{$}", s.shared("public", func(ctx context.Context) any { return s.public(ctx) }))
	guarded := s.cfg.Queue.Guard(own)
	for _, at := range []string{"/{$}", "/healthz", "/readyz", "/version"} {
		mux.Handle(at, guarded)
	}
	mux.Handle("/", s.cfg.Queue.Handler())
	return mux
}

// ready reports why nobody should come in by this door.
func (s *Page) ready() error {
	if s.cfg.Shard != nil {
		return cmp.Or(s.cfg.Shard.Ready(), s.cfg.Queue.InPlace())
	}
	ctx, cancel := context.WithTimeout(context.Background(), detailWithin)
	defer cancel()
	_, err := s.state.Get(ctx)
	return err
}

// shared is a page of the file with the templates, made once for all.
func (s *Page) shared(page string, of func(ctx context.Context) any) http.Handler {
	made := httpd.SharedPage("text/html; charset=utf-8", func(ctx context.Context, to *bytes.Buffer) error {
		err := pages.ExecuteTemplate(to, page, of(ctx))
		if err != nil {
			s.cfg.Log.Error("cannot render a status page", "page", page, "error", err)
		}
		return err
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", pagePolicy)
		made.ServeHTTP(w, r)
	})
}

func (s *Page) up() string { return time.Since(s.began).Round(time.Second).String() }

func (s *Page) public(ctx context.Context) publicStatus {
	v := publicStatus{Up: s.up(), Version: replay.Version(), Web: s.cfg.Web}
	queue, err := s.state.Get(ctx)
	if err != nil {
		v.Trouble = append(v.Trouble, "The queue does not answer.")
	}
	v.Seated, v.Waiting, v.Matches = queue.Seated, queue.Waiting, queue.Matches
	ctx, cancel := context.WithTimeout(ctx, detailWithin)
	defer cancel()
	shards, err := s.cfg.Registry.Shards(ctx)
	var all []registry.Matchmaker
	if err == nil {
		all, err = s.cfg.Registry.Matchmakers(ctx)
	}
	for _, m := range all {
		v.Matchmakers = append(v.Matchmakers, matchmakerRow{m, m.ID == s.cfg.ID})
	}
	if err != nil {
		v.Trouble = append(v.Trouble, "The registry does not answer.")
	}
	for _, r := range shards {
		v.Shards = append(v.Shards, publicShard{
			r.ID, r.Region, r.Addr, r.Version, stateOf(&r), r.Load, r.Capacity, r.Players,
		})
		v.Load, v.Capacity, v.Players = v.Load+r.Load, v.Capacity+r.Capacity, v.Players+r.Players
	}
	return v
}
