package scrape

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"
)

// page is what a process tells whose metrics these are.
func page(t *testing.T, metrics prometheus.Gatherer) *strings.Reader {
	w := httptest.NewRecorder()
	promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	require.Equal(t, 200, w.Code)
	return strings.NewReader(w.Body.String())
}

// What counts up is a rate, what is timed a quantile of what came since, and what is there is as it is; of labels the
// one that is meant counts.
func TestFiguresAreMadeOfWhatAProcessTells(t *testing.T) {
	metrics := prometheus.NewRegistry()
	sessions := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "sessions"}, []string{"who"})
	orders := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "orders_total"}, []string{"outcome"})
	ticks := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "tick_seconds", Buckets: []float64{0.001, 0.002, 0.004, 0.008},
	})
	metrics.MustRegister(sessions, orders, ticks)
	r := NewReader(
		Figure{Name: "players", Metric: "sessions", Label: [2]string{"who", "player"}},
		Figure{Name: "orders", Metric: "orders_total", Rate: true},
		Figure{Name: "tick_p99_seconds", Metric: "tick_seconds", Quantile: 0.99},
		Figure{Name: "tick_p50_seconds", Metric: "tick_seconds", Quantile: 0.5},
		Figure{Name: "none", Metric: "something_else"},
	)
	at := time.Unix(1000, 0)
	read := func() map[string]float64 {
		at = at.Add(2 * time.Second)
		got, err := r.Read(at, page(t, metrics))
		require.NoError(t, err)
		return got
	}
	sessions.WithLabelValues("player").Set(7)
	sessions.WithLabelValues("spectator").Set(3)
	ticks.Observe(0.0001) // before anybody looked
	orders.WithLabelValues("obeyed").Add(5)
	require.Equal(t, map[string]float64{"players": 7}, read())

	orders.WithLabelValues("obeyed").Add(4)
	orders.WithLabelValues("refused").Add(2)
	for range 100 {
		ticks.Observe(0.003)
	}
	got := read()
	require.InDelta(t, 3, got["orders"], 1e-9)
	require.InDelta(t, 0.00398, got["tick_p99_seconds"], 1e-9)
	require.InDelta(t, 0.003, got["tick_p50_seconds"], 1e-9)

	require.Equal(t, map[string]float64{"players": 7, "orders": 0}, read(), "nothing was timed")
	ticks.Observe(5)
	require.InDelta(t, 0.008, read()["tick_p99_seconds"], 0, "longer than the last bound")
}

// The greatest of several, what counts up as a share of something else, and how many were timed.
func TestFiguresOfSeveralMetrics(t *testing.T) {
	told := func(a, b, lost, sent, n int) *strings.Reader {
		return strings.NewReader(fmt.Sprintf("age{peer=\"a\"} %d\nage{peer=\"b\"} %d\nlost %d\nsent %d\n"+
			"# TYPE t histogram\nt_bucket{le=\"+Inf\"} %d\nt_sum 1\nt_count %d\n", a, b, lost, sent, n, n))
	}
	r := NewReader(Figure{Name: "age", Metric: "age", Greatest: true}, Figure{Name: "t", Metric: "t", Rate: true},
		Figure{Name: "loss", Metric: "lost", Of: "sent"})
	got, err := r.Read(time.Unix(1, 0), told(2, 5, 10, 100, 7))
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"age": 5}, got)
	got, err = r.Read(time.Unix(3, 0), told(4, 3, 15, 200, 27))
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"age": 4, "t": 10, "loss": .05}, got)
	got, err = r.Read(time.Unix(5, 0), told(4, 3, 15, 200, 27))
	require.NoError(t, err)
	require.NotContains(t, got, "loss", "nothing was sent")
}

// A process that was started again counts from nothing.
func TestAProcessThatWasStartedAgainCountsFromNothing(t *testing.T) {
	told := func(orders, quick, all int) *strings.Reader {
		return strings.NewReader(fmt.Sprintf("# TYPE o counter\no %d\n# TYPE t histogram\n"+
			"t_bucket{le=\"1\"} %d\nt_bucket{le=\"2\"} %d\nt_bucket{le=\"+Inf\"} %d\nt_sum 1\nt_count %d\n",
			orders, quick, all, all, all))
	}
	r := NewReader(Figure{Name: "o", Metric: "o", Rate: true}, Figure{Name: "t", Metric: "t", Quantile: 0.5})
	_, err := r.Read(time.Unix(1, 0), told(50, 40, 80))
	require.NoError(t, err)
	got, err := r.Read(time.Unix(2, 0), told(4, 0, 2))
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"o": 4, "t": 1.5}, got)
	_, err = r.Read(time.Unix(3, 0), strings.NewReader("<html>"))
	require.ErrorContains(t, err, "metrics: ")
}
