package play

import (
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// The worker that shows notices has one name in every version, is asked for anew each time, and may load nothing.
func TestTheWorkerThatShowsNotices(t *testing.T) {
	h, err := New(Config{Files: fstest.MapFS{"index.html": {Data: []byte(mark)}}})
	require.NoError(t, err)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/play/notices.js", nil))
	require.Equal(t, 200, w.Code)
	require.Equal(t, "no-cache", w.Header().Get("Cache-Control"))
	require.Equal(t, "default-src 'none'", w.Header().Get("Content-Security-Policy"))
	require.Contains(t, w.Header().Get("Content-Type"), "text/javascript")
	require.Contains(t, w.Body.String(), `addEventListener("push"`)
	require.Contains(t, w.Body.String(), "link.origin === self.location.origin")
}
