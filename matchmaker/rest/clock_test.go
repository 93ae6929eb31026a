package rest

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Two matchmakers share a database, and their clocks differ by seconds: a token that one has just
// signed counts at the other.
func TestAFreshTokenCountsWhereTheClockIsBehind(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	said := &bytes.Buffer{}
	here, there := h.m.access, newAccess(h.m.store, slog.New(slog.NewTextHandler(said, nil)))
	there.asked = time.Time{}
	for ahead, good := range map[time.Duration]bool{
		time.Second: true, api.Leeway - 2*time.Second: true, api.Leeway + 10*time.Second: false,
		-accessLife - api.Leeway + 2*time.Second: true, -accessLife - api.Leeway - 2*time.Second: false,
	} {
		token, _, err := here.sign("p1", "s1", time.Now().Add(ahead))
		require.NoError(t, err)
		for range 2 { // from the token, and as one that is known
			_, _, err = there.verify(t.Context(), token)
			require.Equal(t, good, err == nil, "%v: %v", ahead, err)
		}
	}
	require.Equal(t, 1, strings.Count(said.String(), "ahead of this one's"), "%s", said)
}
