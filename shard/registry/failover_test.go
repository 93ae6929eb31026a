package registry_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// Who comes in by whatever matchmaker is there finds it below its path, too.
func TestAMatchmakerMayBeBelowAPath(t *testing.T) {
	queue := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.Host + " " + r.URL.RequestURI())) // the caller is the test
	}))
	defer queue.Close()
	host := strings.TrimPrefix(queue.URL, "http://")
	for path, below := range map[string]string{"": "", "/": "", "/muster": "/muster", "/x/muster/": "/x/muster"} {
		r := registry.NewMemory(time.Hour)
		require.NoError(t, r.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "q", URL: queue.URL + path}))
		front, err := registry.NewFailoverClient(t.Context(), r, 1)
		require.NoError(t, err)
		resp, err := front.Get(registry.AnyMatchmaker + "/v1/tickets/a%2Fb?wait=1s")
		require.NoError(t, err)
		defer resp.Body.Close()
		b := make([]byte, 200)
		n, _ := resp.Body.Read(b)
		require.Equal(t, host+" "+below+"/v1/tickets/a%2Fb?wait=1s", string(b[:n]))
	}
}
