package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAMatchmakerThatDoesNotAnswerIsNamed(t *testing.T) {
	done := make(chan struct{})
	deaf := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	defer deaf.Close()
	defer close(done)
	_, err := NewClient(deaf.URL, &http.Client{Timeout: time.Millisecond}).Guest(t.Context(), "")
	require.ErrorContains(t, err, deaf.URL+" did not answer in time")
	require.NotContains(t, err.Error(), "deadline")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
