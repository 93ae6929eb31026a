package matchmaker

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the figures of the queue. Labels come from closed lists only.
type metrics struct {
	tickets  *prometheus.CounterVec // by outcome
	waiting  prometheus.Gauge
	matches  prometheus.Gauge
	assign   prometheus.Histogram
	round    prometheus.Histogram
	requests *prometheus.CounterVec // by route, method and code
	database prometheus.Gauge
}

func newMetrics(to prometheus.Registerer) *metrics {
	m := &metrics{
		tickets: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_matchmaker_tickets_total", Help: "Tickets by outcome: created, assigned, requeued, cancelled, expired.",
		}, []string{"outcome"}),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_matchmaker_tickets_waiting", Help: "Tickets in line at the last round of matching.",
		}),
		matches: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_matchmaker_matches", Help: "Matches that run.",
		}),
		assign: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "muster_matchmaker_assign_seconds", Help: "Time from a ticket's creation to its assignment.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300},
		}),
		round: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "muster_matchmaker_round_seconds", Help: "Time of one round of matching.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1},
		}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_matchmaker_http_requests_total", Help: "Requests by route, method and status code.",
		}, []string{"route", "method", "code"}),
		database: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_matchmaker_database_bytes", Help: "Size of the database: of SQLite's file and its log, or as PostgreSQL tells it.",
		}),
	}
	if to != nil {
		to.MustRegister(m.tickets, m.waiting, m.matches, m.assign, m.round, m.requests, m.database)
	}
	return m
}

// observe counts requests and logs them.
func (m *Matchmaker) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		ww.Header().Set("X-Request-Id", middleware.GetReqID(r.Context()))
		next.ServeHTTP(ww, r)
		route, method := chi.RouteContext(r.Context()).RoutePattern(), r.Method
		if route == "" || ww.Status() == http.StatusMethodNotAllowed {
			route, method = "none", "none" // what callers make up must not become labels
		}
		m.metrics.requests.WithLabelValues(route, method, strconv.Itoa(ww.Status())).Inc()
		m.log.Debug("request", "method", r.Method, "route", route, "code", ww.Status(), "took", time.Since(began), "from", from(r.Context()),
			"request", middleware.GetReqID(r.Context()))
	})
}
