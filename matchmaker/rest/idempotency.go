package rest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"muster/matchmaker/store"
	"muster/wallclock"
)

// idempotent answers a POST with an Idempotency-Key as it was answered before, so that a caller who heard nothing may
// ask again without a second account or ticket. Keys are each account's own; without one they are each network's, where
// another may use the same key. So an answer that holds tokens is not kept: who sends such a request again
// hears that it was answered.
//
// The database tells nobody who reads it what was asked: a key is kept as its hash, and a request, which may hold a
// password, as its HMAC with the key.
func (s *Server) idempotent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		if key == "" || r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		if len(key) > maxKey {
			writeProblem(w, http.StatusUnprocessableEntity, "an Idempotency-Key has at most 64 bytes")
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		// the body is here; not every ResponseWriter has one
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
		if err != nil {
			writeProblem(w, http.StatusRequestTimeout, "the body did not arrive")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		scope, request := s.scope(r), hmac.New(sha256.New, []byte(key))
		_, _ = io.WriteString(request, r.URL.Path+"\n"+string(body)) // to memory
		asked := store.Asked{
			Scope: scope, Key: digest(scope + "\n" + key), Request: hex.EncodeToString(request.Sum(nil)),
		}
		a, mine, err := s.store.Claim(r.Context(), asked, wallclock.Now(), store.KeyKept)
		switch {
		case err != nil:
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusServiceUnavailable,
				"the queue cannot look the Idempotency-Key up now; try again soon")
		case mine:
			s.firstTime(w, r, next, asked)
		case a.Request != asked.Request:
			writeProblem(w, http.StatusUnprocessableEntity, "this Idempotency-Key was used for another request")
		case a.Status == 0:
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusConflict, "the first request with this Idempotency-Key is under way")
		default:
			kind := "application/json"
			if a.Status >= 400 {
				kind = "application/problem+json"
			}
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(a.Status)
			_, _ = io.WriteString(w, a.Body) // the caller is gone if this fails
		}
	})
}

// firstTime answers and keeps the answer. What failed here, or was too much, may be tried again with the same key.
func (s *Server) firstTime(w http.ResponseWriter, r *http.Request, next http.Handler, asked store.Asked) {
	kept, secret := &keeper{ResponseWriter: w, status: http.StatusOK}, &atomic.Bool{}
	next.ServeHTTP(kept, r.WithContext(context.WithValue(r.Context(), secretKey{}, secret)))
	status, body := kept.status, kept.body.String()
	switch {
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusUnauthorized:
		status = 0
	case secret.Load():
		status, body = http.StatusConflict, answeredBefore
	}
	ctx := context.WithoutCancel(r.Context()) // the caller may be gone: that is what the key is for
	if err := s.store.Settle(ctx, asked, status, body); err != nil {
		s.log.Warn("cannot save an answer for its Idempotency-Key", "err", err)
	}
}

// answeredBefore is the answer to a request whose first answer held tokens.
const answeredBefore = `{"title":"Conflict","status":409,"detail":"this request was answered when it first came, with tokens, ` +
	`which are sent once. If the answer was lost, log in, or ask again with another Idempotency-Key"}`

type secretKey struct{}

// secret says that the answer to a request will hold a token.
func secret(ctx context.Context) {
	if s, kept := ctx.Value(secretKey{}).(*atomic.Bool); kept {
		s.Store(true)
	}
}

// scope is whose key it is.
func (s *Server) scope(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if player, _, err := s.access.verify(r.Context(), token); err == nil {
			return player
		}
	}
	return from(r.Context()).String()
}

// keeper remembers an answer while it is written.
type keeper struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (k *keeper) WriteHeader(status int) {
	k.status = status
	k.ResponseWriter.WriteHeader(status)
}

func (k *keeper) Write(b []byte) (int, error) {
	k.body.Write(b)
	return k.ResponseWriter.Write(b)
}

func (k *keeper) Unwrap() http.ResponseWriter { return k.ResponseWriter }
