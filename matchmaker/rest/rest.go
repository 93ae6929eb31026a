package rest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"muster/matchmaker/store"
)

// Names of the ways to prove who speaks.
const (
	playerScheme = "player"
	shardScheme  = "shard"
	queueScheme  = "matchmaker"
)

// A list in an answer is at least empty. It is a setting of huma itself, which many matchmakers of one
// process must not write.
func init() { huma.DefaultArrayNullable = false }

// routes builds the whole REST API. Every answer to a request passes: request id, figures, rate limit, size limit,
// deadlines, then huma with its validation, then whose token it is.
func (s *Server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(named, middleware.GetHead, plainly, s.located, s.observe, s.refuseLate, s.cors, s.limit, bound, s.idempotent)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusNotFound, "there is nothing at "+r.URL.Path+"; /docs shows what there is")
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, q *http.Request) {
		does := allowed(r, q.URL.Path)
		w.Header().Set("Allow", does)
		writeProblem(w, http.StatusMethodNotAllowed,
			q.URL.Path+" does "+does+", not "+q.Method+"; /docs shows what there is")
	})
	docs(r)
	cfg := huma.DefaultConfig("Muster matchmaker", "1")
	cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", nil // the page is our own; no $schema in answers
	cfg.Transformers = append(cfg.Transformers, discreet)
	cfg.Info.Description = "The queue: sign in, take a ticket, follow it, and get a seat in a match."
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		playerScheme: {
			Type: "http", Scheme: "bearer", BearerFormat: "JWT",
			Description: "the token of a session: POST /v1/guests, /v1/accounts or /v1/sessions",
		},
		shardScheme: {
			Type: "http", Scheme: "bearer", BearerFormat: "JWT",
			Description: "a service token that the shard signed",
		},
		queueScheme: {
			Type: "http", Scheme: "bearer", BearerFormat: "JWT",
			Description: "a service token that another matchmaker signed",
		},
	}
	a := humachi.New(r, cfg)
	a.UseMiddleware(s.authenticate(a))
	s.operations(a)
	return r
}

// allowed lists the methods that a path does.
func allowed(r *chi.Mux, path string) string {
	var all []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if r.Match(chi.NewRouteContext(), method, path) {
			all = append(all, method)
		}
	}
	return strings.Join(all, ", ")
}

// named gives each request an id of ours: what callers would call it must not get into the log.
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), middleware.RequestIDKey, store.NewID("r"))))
	})
}

// discreet keeps what was sent out of what is said about it: it may be long, or a password.
func discreet(_ huma.Context, _ string, v any) (any, error) {
	if problem, ok := v.(*huma.ErrorModel); ok {
		for _, d := range problem.Errors {
			d.Value = nil
		}
	}
	return v, nil
}

// plainly keeps answers out of caches, which must not hold tokens, and browsers from guessing what they are.
func plainly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// bound bounds a request's body and the time its answer may take.
func bound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > maxBody {
			writeProblem(w, http.StatusRequestEntityTooLarge,
				fmt.Sprintf("a body has at most %d bytes, this one has %d", maxBody, r.ContentLength))
			return
		}
		// huma answers at maxBody; this one stops what it would not read
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1)
		c := http.NewResponseController(w)
		_ = c.SetWriteDeadline(time.Now().Add(maxAnswered + answerPatience)) // not every ResponseWriter has one
		if r.ContentLength != 0 {
			_ = c.SetReadDeadline(time.Now().Add(bodyPatience)) // also for a body that nobody reads
		}
		next.ServeHTTP(w, r)
	})
}

// later refuses for now.
func later(why string) error {
	return huma.ErrorWithHeaders(huma.Error503ServiceUnavailable(why+"; try again soon"),
		http.Header{"Retry-After": {"1"}})
}

// writeProblem answers with an RFC 9457 problem where huma is not asked.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = huma.DefaultJSONFormat.Marshal(w, huma.NewError(status, detail)) // the caller is gone if this fails
}
