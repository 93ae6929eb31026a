package observe

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Each figure is asked for in the language of Prometheus, and comes at even steps with holes.
func TestPrometheusIsASource(t *testing.T) {
	asked := ""
	answer := `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":` +
		`[[1790000000,"1.5"],[1790000020,"NaN"],[1790000030,"2"]]}]}}`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path + " " + r.FormValue("query") + " " + r.FormValue("step")
		fmt.Fprint(w, answer)
	}))
	defer s.Close()
	p, err := NewPrometheus(s.URL + "/")
	require.NoError(t, err)
	from := time.Unix(1_790_000_000, 0)
	got, err := p.Series(`shard-1"`, "tick_p99_seconds", from, from.Add(40*time.Second), 10*time.Second)
	require.NoError(t, err)
	require.Equal(t, "/api/v1/query_range histogram_quantile(0.99, "+
		`sum by (le) (rate(muster_tick_seconds_bucket{node="shard-1\""}[60s]))) 10`, asked)
	require.Len(t, got.Mean, 4)
	require.InDelta(t, 1.5, got.Mean[0], 0)
	require.True(t, math.IsNaN(got.Mean[1]) && math.IsNaN(got.Mean[2]))
	require.InDelta(t, 2, got.Mean[3], 0)

	for name, query := range map[string]string{
		"players":               `sum(muster_sessions{node="n",who="player"})`,
		"orders":                `sum(rate(muster_orders_total{node="n"}[60s]))`,
		"ticks":                 `sum(rate(muster_tick_seconds_count{node="n"}[60s]))`,
		"heartbeat_age_seconds": `max(muster_heartbeat_age_seconds{node="n"})`,
		"packets_lost": `sum(rate(muster_packets_lost_total{node="n"}[60s])) / ` +
			`sum(rate(muster_packets_sent_total{node="n"}[60s]))`,
	} {
		_, err = p.Series("n", name, from, from.Add(time.Minute), time.Second)
		require.NoError(t, err)
		require.Contains(t, asked, query+" 1")
	}
	_, err = p.Series("n", AnswerSeconds, from, from.Add(time.Minute), time.Second)
	require.ErrorIs(t, err, ErrNoMetric)
	answer = `{"status":"error","error":"too many"}`
	_, err = p.Series("n", "orders", from, from.Add(time.Minute), time.Second)
	require.ErrorContains(t, err, "too many")
	_, err = NewPrometheus("127.0.0.1:9090")
	require.ErrorContains(t, err, "http://127.0.0.1:9090")
}
