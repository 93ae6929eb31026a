package matchmaker

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"time"
)

// once answers a POST with an Idempotency-Key as it was answered before, so that a caller who heard nothing may ask again
// without a second account or ticket. Keys are each account's own; without one they are each network's.
func (m *Matchmaker) once(next http.Handler) http.Handler {
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
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // the body is here; not every ResponseWriter has one
		if err != nil {
			writeProblem(w, http.StatusRequestTimeout, "the body did not arrive")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		sum := sha256.Sum256(append([]byte(r.URL.Path+"\n"), body...))
		scope, request := m.scope(r), hex.EncodeToString(sum[:])
		a, mine, err := m.store.Claim(r.Context(), scope, key, request, time.Now(), keyKept)
		switch {
		case err != nil:
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusServiceUnavailable, "the queue cannot look the Idempotency-Key up now; try again soon")
		case mine:
			m.firstTime(w, r, next, scope, key)
		case a.Request != request:
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
func (m *Matchmaker) firstTime(w http.ResponseWriter, r *http.Request, next http.Handler, scope, key string) {
	kept := &keeper{ResponseWriter: w, status: http.StatusOK}
	next.ServeHTTP(kept, r)
	status := kept.status
	if status >= 500 || status == http.StatusTooManyRequests || status == http.StatusUnauthorized {
		status = 0
	}
	if err := m.store.Settle(r.Context(), scope, key, status, kept.body.String()); err != nil {
		m.log.Warn("an answer was not kept for its Idempotency-Key", "err", err)
	}
}

// scope is whose key it is.
func (m *Matchmaker) scope(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if player, _, err := m.access.verify(r.Context(), token); err == nil {
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
