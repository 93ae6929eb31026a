package httpd

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// The operators' listener is this machine's alone unless an address says otherwise, and does not answer to a name that
// somebody else's page may have made to lead here.
func TestTheOperatorsListenerIsLocalUnlessToldOtherwise(t *testing.T) {
	l, err := ListenAdmin(":0", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer l.Close()
	require.True(t, Local(l.Addr()), "%s", l.Addr())
	for host, code := range map[string]int{
		"127.0.0.1:7490": http.StatusOK, "localhost": http.StatusOK, "[::1]:7490": http.StatusOK,
		"evil.example:7490": http.StatusMisdirectedRequest,
	} {
		r, w := httptest.NewRequest(http.MethodGet, "/readyz", nil), httptest.NewRecorder()
		r.Host = host
		addressed(l.Addr(), Operators(NewMetrics(), func() error { return nil })).ServeHTTP(w, r)
		require.Equal(t, code, w.Code, host)
	}
	_, err = ListenAdmin("7490", slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "--admin")
}
