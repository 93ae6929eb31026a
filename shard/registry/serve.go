package registry

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Serve offers a registry to other processes, of this machine or of a few: JSON over HTTP, with a secret that all of
// them hold. Nothing hides it on the way.
//
//	GET  /shards  /matchmakers  /heads   what is there
//	PUT  /shards  /matchmakers  /heads   entries to keep
//	DELETE /shards/{id}  /matchmakers/{id}
//	GET  /heads/{match}                  a Head; 404 when it is not known
//	POST /heads/drop                     ids of matches to forget
//	PUT  /lead                           a claim; true if the lead is granted, see lead.go
//	DELETE /lead/{run}                   the lead of a candidacy is given up
//	GET  /watch?since=N                  how often anything changed, once that is not N, after watchFor at the latest
func Serve(r *Memory, secret string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /shards", lists(r.Shards))
	mux.HandleFunc("PUT /shards", takes(r.PutShard))
	mux.HandleFunc("DELETE /shards/{id}", removes("id", r.RemoveShard))
	mux.HandleFunc("GET /matchmakers", lists(r.Matchmakers))
	mux.HandleFunc("PUT /matchmakers", takes(r.PutMatchmaker))
	mux.HandleFunc("DELETE /matchmakers/{id}", removes("id", r.RemoveMatchmaker))
	mux.HandleFunc("GET /heads", lists(r.Heads))
	mux.HandleFunc("PUT /heads", takes(func(ctx context.Context, h []Head) error { return r.PutHeads(ctx, h...) }))
	mux.HandleFunc("POST /heads/drop", takes(func(ctx context.Context, m []string) error {
		return r.DropHeads(ctx, m...)
	}))
	mux.HandleFunc("PUT /lead", calls(r.claim))
	mux.HandleFunc("DELETE /lead/{run}", removes("run", r.resign))
	mux.HandleFunc("GET /heads/{match}", func(w http.ResponseWriter, req *http.Request) {
		h, ok, err := r.FindHead(req.Context(), req.PathValue("match"))
		if err == nil && !ok {
			http.NotFound(w, req)
			return
		}
		answer(w, h, err)
	})
	mux.HandleFunc("GET /watch", func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), watchFor)
		defer cancel()
		since, err := strconv.ParseUint(req.FormValue("since"), 10, 64)
		if err != nil {
			http.Error(w, "since must be the number that the last answer held, or 0", http.StatusUnprocessableEntity)
			return
		}
		answer(w, r.wait(ctx, since), nil)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		got, _ := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(got), []byte(secret)) != 1 {
			http.Error(w, "this registry is for the processes of one house", http.StatusUnauthorized)
			return
		}
		req.Body = http.MaxBytesReader(w, req.Body, maxEntry)
		mux.ServeHTTP(w, req)
	})
}

func lists[T any](list func(context.Context) ([]T, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		all, err := list(req.Context())
		answer(w, all, err)
	}
}

func calls[T, A any](call func(context.Context, T) (A, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		var v T
		if err := json.NewDecoder(req.Body).Decode(&v); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		a, err := call(req.Context(), v)
		answer(w, a, err)
	}
}

func takes[T any](take func(context.Context, T) error) http.HandlerFunc {
	return calls(func(ctx context.Context, v T) (struct{}, error) { return struct{}{}, take(ctx, v) })
}

func removes(what string, remove func(context.Context, string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		answer(w, struct{}{}, remove(req.Context(), req.PathValue(what)))
	}
}

func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// pause waits before a call is made again; false when ctx ends.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
