package registry

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A matchmaker that stands still takes calls and answers none: they go to another one.
func TestAMatchmakerThatStandsStillIsPassedOver(t *testing.T) {
	r := NewMemory(time.Hour)
	var asked atomic.Bool
	over := make(chan struct{})
	still := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked.Store(true)
		<-over
	}))
	defer still.Close()
	defer close(over)
	answers := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer answers.Close()
	for id, url := range map[string]string{"still": still.URL, "answers": answers.URL} {
		require.NoError(t, r.PutMatchmaker(t.Context(), Matchmaker{ID: id, URL: url}))
	}
	q, err := newFailover(t.Context(), r, 1, 50*time.Millisecond)
	require.NoError(t, err)
	for answered := false; !answered || !asked.Load(); { // either may be asked first, and the other may be slow, too
		asked.Store(false)
		resp, err := q.Get(AnyMatchmaker)
		if answered = err == nil; answered {
			resp.Body.Close()
		}
	}
}
