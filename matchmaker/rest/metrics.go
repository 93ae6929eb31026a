package rest

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
)

// requests counts what the API was asked. Labels come from closed lists only.
type requests struct {
	all *prometheus.CounterVec
	// failed ones by code alone, from 0 on: which routes will fail nobody knows beforehand, and of a series that first
	// shows at 1 nobody can say that it grew
	failed *prometheus.CounterVec
}

func newRequests(to prometheus.Registerer) requests {
	r := requests{
		all: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_matchmaker_http_requests_total", Help: "Requests by route, method and status code.",
		}, []string{"route", "method", "code"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_matchmaker_http_failures_total",
			Help: "Requests that failed by a fault of the server (500) or because it could not serve them (503).",
		}, []string{"code"}),
	}
	for _, code := range []int{http.StatusInternalServerError, http.StatusServiceUnavailable} {
		r.failed.WithLabelValues(strconv.Itoa(code))
	}
	if to != nil {
		to.MustRegister(r.all, r.failed)
	}
	return r
}

// count counts one.
func (r requests) count(route, method string, status int) {
	code := strconv.Itoa(status)
	r.all.WithLabelValues(route, method, code).Inc()
	if status >= http.StatusInternalServerError {
		r.failed.WithLabelValues(code).Inc()
	}
}

// observe counts requests and logs them.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		ww.Header().Set("X-Request-Id", middleware.GetReqID(r.Context()))
		next.ServeHTTP(ww, r)
		route, method := chi.RouteContext(r.Context()).RoutePattern(), r.Method
		if route == "" || ww.Status() == http.StatusMethodNotAllowed {
			route, method = "none", "none" // what callers make up must not become labels
		}
		s.requests.count(route, method, ww.Status())
		s.log.Debug("request", "method", r.Method, "route", route, "code", ww.Status(), "took", time.Since(began),
			"from", from(r.Context()),
			"request", middleware.GetReqID(r.Context()))
	})
}
