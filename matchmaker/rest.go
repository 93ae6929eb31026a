package matchmaker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// Names of the two ways to prove who speaks.
const (
	playerScheme = "player"
	shardScheme  = "shard"
)

// routes builds the whole REST API. Every answer to a request passes: request id, figures, rate limit, size limit,
// deadlines, then huma with its validation, then whose token it is.
func (m *Matchmaker) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, m.observe, newGate().limit, bound)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusNotFound, "there is nothing at "+r.URL.Path+"; /docs shows what there is")
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusMethodNotAllowed, r.URL.Path+" does not do "+r.Method+"; /docs shows what there is")
	})
	r.Get("/docs", docs)
	cfg := huma.DefaultConfig("Muster matchmaker", "1")
	cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", nil // the page is our own; no $schema in answers
	cfg.Info.Description = "The queue: sign in as a guest, take a ticket, follow it, and get a seat in a match."
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		playerScheme: {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "the token of POST /v1/guests"},
		shardScheme:  {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "a service token that the shard signed"},
	}
	a := humachi.New(r, cfg)
	a.UseMiddleware(m.authenticate(a))
	m.operations(a)
	return r
}

// operations registers what the API can do.
func (m *Matchmaker) operations(a huma.API) {
	register(a, http.MethodPost, "/v1/guests", "sign-in-as-guest", "Sign in as a new guest", "", m.guest)
	register(a, http.MethodPost, "/v1/tickets", "create-ticket", "Queue for a scenario", playerScheme, m.createTicket)
	register(a, http.MethodGet, "/v1/tickets/{id}", "get-ticket", "Follow a ticket by long poll", playerScheme, m.getTicket)
	register(a, http.MethodDelete, "/v1/tickets/{id}", "cancel-ticket", "Take a ticket back, with its seat", playerScheme, m.cancelTicket)
	register(a, http.MethodGet, "/v1/matches", "list-matches", "List the matches that run", "", m.listMatches)
	register(a, http.MethodGet, "/v1/matches/{id}", "get-match", "Show a match", "", m.getMatch)
	register(a, http.MethodPost, "/v1/matches/{id}/where", "where-is-match", "Find your own seat again", playerScheme, m.where)
	register(a, http.MethodPost, "/v1/matches/{id}/watch", "watch-match", "Watch a match, late", playerScheme, m.watch)
	register(a, http.MethodDelete, "/v1/matches/{id}/seat", "leave-match", "Give up your seat", playerScheme, m.leaveMatch)
	register(a, http.MethodPost, "/v1/reports", "report-match", "Report how a match ended (shards)", shardScheme, m.reportMatch)
}

func register[I, O any](a huma.API, method, path, id, summary, scheme string, f func(context.Context, *I) (*O, error)) {
	op := huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary,
		MaxBodyBytes: maxBody, BodyReadTimeout: bodyPatience,
	}
	if scheme != "" {
		op.Security = []map[string][]string{{scheme: {}}}
	}
	huma.Register(a, op, f)
}

// bound bounds a request's body and the time its answer may take.
func bound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > maxBody {
			writeProblem(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("a body has at most %d bytes, this one has %d", maxBody, r.ContentLength))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1) // huma answers at maxBody; this one stops what it would not read
		c := http.NewResponseController(w)
		_ = c.SetWriteDeadline(time.Now().Add(maxAnswered + answerPatience)) // not every ResponseWriter has one
		next.ServeHTTP(w, r)
	})
}

// writeProblem answers with an RFC 9457 problem where huma is not asked.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = huma.DefaultJSONFormat.Marshal(w, huma.NewError(status, detail)) // the caller is gone if this fails
}

// trouble is an error of the world that a caller cannot help: it is logged with its request, and told without inner parts.
func (m *Matchmaker) trouble(ctx context.Context, operation string, err error) error {
	if ctx.Err() != nil || errors.Is(err, errClosed) {
		return huma.Error503ServiceUnavailable("the queue is closing; try again soon")
	}
	id := middleware.GetReqID(ctx)
	m.log.Error("request failed", "operation", operation, "request", id, "err", err)
	return huma.Error500InternalServerError("something broke here; the log tells what, under request " + id)
}

// offered finds what is wrong with a scenario's name; "" is any.
func (m *Matchmaker) offered(scenario string) error {
	var names []string
	for _, s := range m.cfg.Scenarios {
		names = append(names, s.Name)
	}
	if scenario == "" || slices.Contains(names, scenario) {
		return nil
	}
	return huma.Error422UnprocessableEntity(fmt.Sprintf("there is no scenario %q here", scenario), &huma.ErrorDetail{
		Message: fmt.Sprintf("expected one of %q, or nothing for any", names), Location: "body.scenario", Value: scenario,
	})
}
