package queue

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A match that its shard quarantined is as lost as one that it never heard of; a shard in trouble may yet do as told.
func TestWhichMatchesAreLost(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone, http.StatusConflict} {
		require.True(t, lost(&api.Problem{Status: status}), status)
	}
	require.False(t, lost(&api.Problem{Status: http.StatusServiceUnavailable}))
	require.False(t, lost(errors.New("connection refused")))
}
