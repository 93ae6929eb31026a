package rest

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
)

// newRequests counts requests. Labels come from closed lists only.
func newRequests(to prometheus.Registerer) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "muster_matchmaker_http_requests_total", Help: "Requests by route, method and status code.",
	}, []string{"route", "method", "code"})
	if to != nil {
		to.MustRegister(v)
	}
	return v
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
		s.requests.WithLabelValues(route, method, strconv.Itoa(ww.Status())).Inc()
		s.log.Debug("request", "method", r.Method, "route", route, "code", ww.Status(), "took", time.Since(began),
			"from", from(r.Context()),
			"request", middleware.GetReqID(r.Context()))
	})
}
