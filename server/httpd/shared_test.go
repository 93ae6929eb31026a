package httpd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
)

// A thousand readers at once cost one page, which is a moment old at most.
func TestAPageIsMadeOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := 0
		page := SharedPage("text/plain", func(_ context.Context, to *bytes.Buffer) error {
			time.Sleep(100 * time.Millisecond)
			made++
			_, err := fmt.Fprint(to, made)
			return err
		})
		see := func(want string) {
			var readers sync.WaitGroup
			for range 1000 {
				readers.Go(func() {
					w := httptest.NewRecorder()
					page.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
					require.Equal(t, want, w.Body.String())
				})
			}
			readers.Wait()
		}
		see("1")
		see("1")
		time.Sleep(freshFor)
		see("2")
	})
}

// What cannot be made is not tried again for each reader, and told with when to come back; who gives up does not wait.
func TestAPageThatCannotBeMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		page := SharedPage("text/plain", func(ctx context.Context, _ *bytes.Buffer) error {
			tries++
			<-ctx.Done()
			return errors.New("a secret of the database")
		})
		ask := func(ctx context.Context) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			page.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/", nil))
			return w
		}
		began := time.Now()
		hasty, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		ask(hasty)
		require.Equal(t, time.Millisecond, time.Since(began))
		w := ask(t.Context())
		require.Equal(t, madeWithin, time.Since(began))
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "1", w.Header().Get("Retry-After"))
		require.NotContains(t, w.Body.String(), "secret")
		ask(t.Context())
		require.Equal(t, 1, tries)
	})
}

func TestMetricsAreGatheredOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gathered := 0
		all := gatheredOnce(prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) {
			gathered++
			return nil, nil
		}))
		for range 100 {
			_, err := all.Gather()
			require.NoError(t, err)
		}
		require.Equal(t, 1, gathered)
		time.Sleep(freshFor)
		_, err := all.Gather()
		require.NoError(t, err)
		require.Equal(t, 2, gathered)
	})
}

// Requests for an operators' page beyond the bound come back later, and the page goes on when those before are done.
func TestOperatorsPagesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stay, busy := make(chan struct{}), sync.WaitGroup{}
		page := atMost(2, readWithin, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stay }))
		ask := func() *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			page.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			return w
		}
		for range 2 {
			busy.Go(func() { ask() })
		}
		synctest.Wait()
		w := ask()
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "1", w.Header().Get("Retry-After"))
		close(stay)
		busy.Wait()
		require.Equal(t, http.StatusOK, ask().Code)
	})
}

// An answer on the operators' listener is read in time, or cut off; and so is a body that nobody asked for.
func TestOperatorsAnswersHaveADeadline(t *testing.T) {
	var wrote chan error // of virtual time
	big := func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write(make([]byte, 1<<20))
		wrote <- err
	}
	listens(t, atMost(1, readWithin, http.HandlerFunc(big)).ServeHTTP, func(t *testing.T, p *piped, _ *connections) {
		wrote = make(chan error, 1)
		one, began := p.dial("192.0.2.1"), time.Now()
		_, err := fmt.Fprint(one, "GET / HTTP/1.1\r\nHost: here\r\n\r\n") // and reads nothing
		require.NoError(t, err)
		require.Error(t, <-wrote)
		require.Equal(t, readWithin, time.Since(began))
	})
	listens(t, atMost(1, readWithin, http.HandlerFunc(empty)).ServeHTTP, func(t *testing.T, p *piped, _ *connections) {
		one, began := p.dial("192.0.2.1"), time.Now()
		// and no more
		_, err := fmt.Fprint(one, "GET / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n"+strings.Repeat("x",
			10))
		require.NoError(t, err)
		for err == nil {
			_, err = one.answers.ReadByte()
		}
		require.LessOrEqual(t, time.Since(began), readWithin+time.Second)
	})
}
