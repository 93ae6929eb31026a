package httpd

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"golang.org/x/sync/singleflight"
)

// Shared is something that is made once for all who ask for it within a time: a crowd costs what one costs.
type Shared[T any] struct {
	make  func(ctx context.Context) (T, error)
	fresh time.Duration

	flight singleflight.Group
	mu     sync.Mutex
	last   made[T]
}

// made is what came of making something.
type made[T any] struct {
	v   T
	err error
	at  time.Time // zero if it was never made
}

// Share makes it with f, for freshFor.
func Share[T any](f func(ctx context.Context) (T, error)) *Shared[T] { return ShareFor(freshFor, f) }

// ShareFor makes it with f, for so long.
func ShareFor[T any](fresh time.Duration, f func(ctx context.Context) (T, error)) *Shared[T] {
	return &Shared[T]{make: f, fresh: fresh}
}

// Get is the thing as of now, or a moment ago. Who asks while it is made waits for it, or until ctx ends.
func (s *Shared[T]) Get(ctx context.Context) (T, error) {
	if m, fresh := s.still(); fresh {
		return m.v, m.err
	}
	ready := s.flight.DoChan("", func() (any, error) {
		if _, fresh := s.still(); fresh { // the one before was made while we came here
			return nil, nil
		}
		ctx, cancel := context.WithTimeout(context.Background(), madeWithin) // no asker's own: it is for all
		defer cancel()
		v, err := s.make(ctx)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.last = made[T]{v, err, time.Now()}
		return nil, nil
	})
	select {
	case <-ready:
		m, _ := s.still()
		return m.v, m.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// still is what was made last, and whether it still counts.
func (s *Shared[T]) still() (m made[T], fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, !s.last.at.IsZero() && time.Since(s.last.at) < s.fresh
}

// SharedPage serves a page of some type that is made once for all, for freshFor.
func SharedPage(kind string, f func(ctx context.Context, to *bytes.Buffer) error) http.Handler {
	return SharedPageFor(freshFor, kind, f)
}

// SharedPageFor serves one that is made once for all who ask for it in so long.
func SharedPageFor(
	fresh time.Duration, kind string, f func(ctx context.Context, to *bytes.Buffer) error,
) http.Handler {
	page := ShareFor(fresh, func(ctx context.Context) ([]byte, error) {
		var b bytes.Buffer
		err := f(ctx, &b)
		return b.Bytes(), err
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := page.Get(r.Context())
		if err != nil {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "the page cannot be made now; the log tells why", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(b) // the reader is gone if this fails
	})
}

// gatheredOnce gathers metrics once for all who scrape them.
func gatheredOnce(from prometheus.Gatherer) prometheus.Gatherer {
	all := ShareFor(gatheredFor, func(context.Context) ([]*dto.MetricFamily, error) { return from.Gather() })
	return prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) { return all.Get(context.Background()) })
}

// Page serves a page that costs something: so many readers at once, who must read in time.
func Page(next http.Handler) http.Handler { return atMost(maxPages, readWithin, next) }

// atMost serves so many requests at once, each of which must be read within a time. Further ones are told to come back.
func atMost(n int, within time.Duration, next http.Handler) http.Handler {
	throttle := middleware.ThrottleWithOpts(middleware.ThrottleOpts{
		Limit: n, StatusCode: http.StatusServiceUnavailable, RetryAfterFn: func(bool) time.Duration {
			return time.Second
		},
	})
	return throttle(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, until := http.NewResponseController(w), time.Now().Add(within)
		_ = c.SetWriteDeadline(until) // not every ResponseWriter has one
		if r.ContentLength != 0 {
			_ = c.SetReadDeadline(until) // nobody asked for a body, and it must not be waited for
		}
		next.ServeHTTP(w, r)
	}))
}
