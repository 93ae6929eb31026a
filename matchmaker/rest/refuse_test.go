package rest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Threads that never rest get a refusal a second each, whatever refuses; others do not wait, nor does
// who gives up, nor the end.
func TestWhoAsksTooMuchWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &Server{core: &core{closing: make(chan struct{})}, refuseAfter: refusedAfter}
		status := http.StatusTooManyRequests
		page := m.refuseLate(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		ask := func(ctx context.Context) (took time.Duration) {
			began, w := time.Now(), httptest.NewRecorder()
			page.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/", nil))
			require.Equal(t, status, w.Code)
			return time.Since(began)
		}
		require.Equal(t, refusedAfter, ask(t.Context()))
		hasty, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		require.Equal(t, time.Millisecond, ask(hasty))
		time.AfterFunc(2*time.Millisecond, func() { close(m.closing) })
		require.Equal(t, 2*time.Millisecond, ask(t.Context()))
		status = http.StatusOK
		require.Zero(t, ask(t.Context()))
	})
}
